@NullMarked
package io.gopool.examples.linkchecker.check;

import org.jspecify.annotations.NullMarked;
