/**
 * Pools by key: a bound for each key and one over all. Start reading at {@link
 * io.gopool.keyed.Arbiter}, which decides; {@code DefaultKeyedPools} is what users hold, {@code
 * Crew} runs the tasks.
 *
 * <p>Of the pool it sees the API alone, as a user does.
 */
@NullMarked
package io.gopool.keyed;

import org.jspecify.annotations.NullMarked;
