@NullMarked
package io.gopool.examples.soak;

import org.jspecify.annotations.NullMarked;
