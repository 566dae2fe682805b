/** Tests of the starter's part for metrics. */
@NullMarked
package io.gopool.spring.metrics;

import org.jspecify.annotations.NullMarked;
