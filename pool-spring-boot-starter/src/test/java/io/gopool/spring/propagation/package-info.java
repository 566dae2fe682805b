/** Tests of the starter's part for {@code propagation}. */
@NullMarked
package io.gopool.spring.propagation;

import org.jspecify.annotations.NullMarked;
