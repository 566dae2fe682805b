@NullMarked
package io.gopool.examples.linkchecker.extract;

import org.jspecify.annotations.NullMarked;
