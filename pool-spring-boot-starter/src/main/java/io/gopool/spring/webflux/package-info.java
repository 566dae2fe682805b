/** Runs WebFlux's blocking handler methods on a pool; needs WebFlux. */
@NullMarked
package io.gopool.spring.webflux;

import org.jspecify.annotations.NullMarked;
