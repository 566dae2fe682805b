/** What tasks have in common, whatever runs them: their names. */
@NullMarked
package io.gopool.task;

import org.jspecify.annotations.NullMarked;
