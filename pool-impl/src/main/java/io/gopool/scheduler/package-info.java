/**
 * Go's scheduler for virtual threads. Start reading at {@link io.gopool.scheduler.Core}, which
 * holds the parts together, then {@link io.gopool.scheduler.Machine}; docs/SCHEDULER.md has the
 * pictures.
 *
 * <pre>{@code
 * DefaultGpmScheduler -> Goroutine -> Machine -> Processor -> LocalQueue
 *                            |           |  ^
 *                            |           |  +-- Sysmon takes processors from stuck machines
 *                            |           +--> Search: global queue, stealing
 *                            +--> Core: inject, wake, start machines
 * }</pre>
 */
@NullMarked
package io.gopool.scheduler;

import org.jspecify.annotations.NullMarked;
