@NullMarked
package io.gopool.examples.linkchecker.demo;

import org.jspecify.annotations.NullMarked;
