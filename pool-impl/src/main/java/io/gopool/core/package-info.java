/**
 * The pool. Start reading at {@link io.gopool.core.DefaultWorkerPool}, then {@link
 * io.gopool.core.PoolCore}; a task flows
 *
 * <pre>{@code
 * DefaultWorkerPool -> Gate -> Permits -> Scheduling -> RunQueues -> Worker -> task
 *                        |                                            |
 *                        +--> Waiters <-------- grants ---------------+
 * }</pre>
 */
@NullMarked
package io.gopool.core;

import org.jspecify.annotations.NullMarked;
