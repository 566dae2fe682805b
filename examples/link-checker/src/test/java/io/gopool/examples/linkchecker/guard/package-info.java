@NullMarked
package io.gopool.examples.linkchecker.guard;

import org.jspecify.annotations.NullMarked;
