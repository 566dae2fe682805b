package io.gopool;

/**
 * A snapshot of {@link KeyedPools}: the sum over all pools that ever were, those that are gone
 * included. As consistent as {@link KeyStats}.
 *
 * @param name the name
 * @param state the state
 * @param keys keys that have a pool
 * @param maxKeys the most keys that may have one at once
 * @param capacityPerKey the capacity that the pool of a new key gets
 * @param totalCapacity the most tasks that may run at once over all keys; {@link Integer#MAX_VALUE}
 *     if there is no such bound
 * @param reservedPerKey how many of them each key may run whatever the others do
 * @param running tasks that hold a slot of their key
 * @param queued admitted tasks that wait for a slot of their key or of the total
 * @param waiting submitters blocked until they are admitted
 * @param submitted tasks admitted, or run inline by their submitter, so far
 * @param completed tasks that returned normally
 * @param failed tasks that threw
 * @param cancelled admitted tasks that never ran, or whose future was cancelled while they ran
 * @param rejected submissions refused
 * @param created pools made so far
 * @param expired pools dropped because their key had been idle for too long
 * @param displaced pools of idle keys dropped because another key needed the place
 */
public record KeyedStats(
    String name,
    State state,
    int keys,
    int maxKeys,
    int capacityPerKey,
    int totalCapacity,
    int reservedPerKey,
    int running,
    int queued,
    int waiting,
    long submitted,
    long completed,
    long failed,
    long cancelled,
    long rejected,
    long created,
    long expired,
    long displaced) {}
