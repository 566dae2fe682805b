/** Meters of all pools; needs Micrometer and Boot's metrics module. */
@NullMarked
package io.gopool.spring.metrics;

import org.jspecify.annotations.NullMarked;
