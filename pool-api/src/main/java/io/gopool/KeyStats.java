package io.gopool;

/**
 * A snapshot of the pool of one key, taken without stopping it. In every snapshot {@code submitted
 * = completed + failed + cancelled + queued + running}. {@code completed}, {@code failed}, {@code
 * cancelled} and {@code rejected} only grow while the pool lives; {@code submitted} is their sum
 * with what is in flight, and for a moment counts a task twice that is just ending. Once nothing
 * moves all are exact.
 *
 * @param capacity the most tasks of the key that may run at once
 * @param running tasks that hold a slot: they run, or are on their way to a worker
 * @param queued admitted tasks that wait for a slot of the key or of the total
 * @param waiting submitters blocked until they are admitted
 * @param submitted tasks admitted, or run inline by their submitter, since the pool was made
 * @param completed tasks that returned normally
 * @param failed tasks that threw
 * @param cancelled admitted tasks that never ran, or whose future was cancelled while they ran
 * @param rejected submissions refused
 */
public record KeyStats(
    int capacity,
    int running,
    int queued,
    int waiting,
    long submitted,
    long completed,
    long failed,
    long cancelled,
    long rejected) {}
