@NullMarked
package io.gopool.examples.linkchecker.watch;

import org.jspecify.annotations.NullMarked;
