package io.gopool;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A snapshot of a pool. Taken without stopping it, so each count is at most as old as the call that
 * took it, and counts of different kinds may be some tasks apart while the pool is busy. In every
 * snapshot {@code submitted = completed + failed + cancelled + queued + running}, and once nothing
 * moves all are exact. The {@code long}s only ever grow, through {@link WorkerPool#reboot} too; but
 * for {@code submitted}, which may for a moment count a submission that then fails: it is refused
 * because the pool is closing, or no worker can be started for it.
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
 * @param rejections submissions refused, by reason; with an entry for each
 * @param spawned worker threads started
 * @param retirements worker threads that left, by reason; with an entry for each
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
    Map<RejectReason, Long> rejections,
    long spawned,
    Map<WorkerExit, Long> retirements,
    long stolen) {

  /** Copies the maps, which then cannot be changed; what has no entry gets 0. */
  public PoolStats {
    rejections = complete(RejectReason.class, rejections);
    retirements = complete(WorkerExit.class, retirements);
  }

  private static <K extends Enum<K>> Map<K, Long> complete(Class<K> keys, Map<K, Long> counts) {
    EnumMap<K, Long> all = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      all.put(key, counts.getOrDefault(key, 0L));
    }
    return Collections.unmodifiableMap(all);
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the submissions refused for a reason. */
  public long rejected(RejectReason reason) {
    return rejections.getOrDefault(reason, 0L);
  }

  /** Returns all submissions refused. */
  public long rejected() {
    return sum(rejections);
  }

  /** Returns the workers that left for a reason. */
  public long retired(WorkerExit reason) {
    return retirements.getOrDefault(reason, 0L);
  }

  /** Returns all workers that left, or are about to. */
  public long retired() {
    return sum(retirements);
  }
}
