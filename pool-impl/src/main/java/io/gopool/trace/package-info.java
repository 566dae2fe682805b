/**
 * Timelines of pools and schedulers, for Perfetto, and the scheduler trace line. Start reading at
 * {@link io.gopool.trace.PoolTrace}.
 *
 * <pre>{@code
 * PoolRecorder, SchedulerRecorder -> Blocks -> Block      while it records
 * PoolTrace -> Timeline -> JsonWriter                     afterwards
 * }</pre>
 */
@NullMarked
package io.gopool.trace;

import org.jspecify.annotations.NullMarked;
