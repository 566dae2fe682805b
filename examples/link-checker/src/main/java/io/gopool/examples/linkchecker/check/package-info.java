/**
 * The engine: checks, their links, and the pools that they run on.
 *
 * <p>A {@link io.gopool.examples.linkchecker.check.Check} is fed by a task of the pool {@code
 * checks}: that pool's bound is the service's bound, and what it refuses is answered with 429. Each
 * HTTP exchange is a task of the pool {@code links}, through {@link
 * io.gopool.examples.linkchecker.check.HostLimit}: that bounds how many are under way in all and
 * for each host. A {@link io.gopool.examples.linkchecker.check.Probe} is one link on its way
 * through such exchanges.
 */
@NullMarked
package io.gopool.examples.linkchecker.check;

import org.jspecify.annotations.NullMarked;
