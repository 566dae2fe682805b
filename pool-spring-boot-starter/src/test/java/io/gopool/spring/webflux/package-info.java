/** Tests of the starter's part for {@code webflux}. */
@NullMarked
package io.gopool.spring.webflux;

import org.jspecify.annotations.NullMarked;
