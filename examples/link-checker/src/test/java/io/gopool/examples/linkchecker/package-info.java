@NullMarked
package io.gopool.examples.linkchecker;

import org.jspecify.annotations.NullMarked;
