/**
 * Micrometer meters for pools and schedulers. Start reading at {@link
 * io.gopool.metrics.GopoolMetrics}.
 *
 * <p>The only package that touches Micrometer, and Caffeine for the values of the tag {@code task}.
 * Both are optional: nothing else refers to this package, so without them nothing of it is loaded.
 */
@NullMarked
package io.gopool.metrics;

import org.jspecify.annotations.NullMarked;
