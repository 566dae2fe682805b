/** One HTTP exchange, with limits on time and size, and what went wrong in the user's words. */
@NullMarked
package io.gopool.examples.linkchecker.fetch;

import org.jspecify.annotations.NullMarked;
