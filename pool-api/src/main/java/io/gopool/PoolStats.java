package io.gopool;

/**
 * A snapshot of a pool. Taken without stopping it, so each count is at most as old as the call that
 * took it, and counts of different kinds may be some tasks apart while the pool is busy. In every
 * snapshot {@code submitted = completed + failed + cancelled + queued + running}, and once nothing
 * moves all are exact. The {@code long}s only ever grow, through {@link WorkerPool#reboot} too; but
 * for {@code submitted}, which may for a moment count a submission that is being refused because
 * the pool is closing.
 *
 * @param name the name of the pool
 * @param state its state
 * @param capacity the most tasks that may run; {@link Integer#MAX_VALUE} if unbounded
 * @param queueCapacity the most admitted tasks that may wait for a slot
 * @param running tasks that hold a slot: they run, or are on their way to a worker
 * @param idle workers without work
 * @param queued admitted tasks that wait for a slot
 * @param waiting submitters blocked until they are admitted
 * @param submitted tasks admitted, or run inline by their submitter, so far
 * @param completed tasks that returned normally
 * @param failed tasks that threw
 * @param cancelled admitted tasks that never ran (cancelled, or handed back by {@code shutdownNow})
 *     or whose future was cancelled while they ran
 * @param rejected submissions refused
 * @param spawned worker threads started
 * @param expired workers that left because they had been idle for too long
 * @param retired workers replaced after a number of tasks
 * @param stolen tasks a worker took from the queue of another processor
 */
public record PoolStats(
    String name,
    State state,
    int capacity,
    int queueCapacity,
    int running,
    int idle,
    int queued,
    int waiting,
    long submitted,
    long completed,
    long failed,
    long cancelled,
    long rejected,
    long spawned,
    long expired,
    long retired,
    long stolen) {}
