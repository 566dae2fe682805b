package io.gopool.keyed;

import io.gopool.Admission;
import io.gopool.KeyedPools;
import io.gopool.TaskExceptionHandler;
import io.gopool.Ticker;
import io.gopool.WorkerThreads;
import io.gopool.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings. */
final class KeyedPoolsBuilder<K> implements KeyedPools.Builder<K> {

  private static final int DEFAULT_CAPACITY = 8;
  private static final int DEFAULT_MAX_KEYS = 10_000;
  private static final Duration DEFAULT_IDLE_EXPIRY = Duration.ofSeconds(60);

  private final String name;
  private int capacityPerKey = DEFAULT_CAPACITY;
  private int queueCapacityPerKey;
  private int maxKeys = DEFAULT_MAX_KEYS;
  private int totalCapacity = KeyedConfig.NO_TOTAL;
  private int reservedPerKey;
  private Admission admission = Admission.block();
  private long idleExpiryNanos = DEFAULT_IDLE_EXPIRY.toNanos();
  private WorkerThreads threads = WorkerThreads.virtual();
  private @Nullable TaskExceptionHandler exceptionHandler;
  private @Nullable UnaryOperator<Runnable> taskDecorator;
  private Ticker ticker = Ticker.system();

  KeyedPoolsBuilder(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "name must not be blank, was '" + name + "'; it names the pools in threads and metrics");
    }
    this.name = name;
  }

  static int requireAtLeast(int min, int n, String what, String remedy) {
    if (n < min) {
      throw new IllegalArgumentException(
          what + " must be at least " + min + ", was " + n + "; " + remedy);
    }
    return n;
  }

  static int checkCapacity(int capacity, int reserved) {
    requireAtLeast(1, capacity, "capacityPerKey", "a key needs a slot");
    if (capacity < reserved) {
      throw new IllegalArgumentException(
          "capacityPerKey must be at least reservedPerKey, was "
              + capacity
              + " with reservedPerKey "
              + reserved
              + "; reserve no more than a key may use");
    }
    return capacity;
  }

  static int checkTotal(int total, int reserved, int maxKeys) {
    requireAtLeast(1, total, "totalCapacity", "leave it out for no bound over all keys");
    if (total == KeyedConfig.NO_TOTAL) {
      throw new IllegalArgumentException(
          "totalCapacity must be below "
              + KeyedConfig.NO_TOTAL
              + ", was that; leave it out for no bound over all keys");
    }
    long heldBack = (long) reserved * maxKeys;
    if (heldBack > total) {
      throw new IllegalArgumentException(
          "totalCapacity must be at least reservedPerKey * maxKeys = "
              + heldBack
              + ", was "
              + total
              + "; reserve less, allow fewer keys or raise the total");
    }
    return total;
  }

  @Override
  public KeyedPools.Builder<K> capacityPerKey(int capacity) {
    capacityPerKey = requireAtLeast(1, capacity, "capacityPerKey", "a key needs a slot");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> queueCapacityPerKey(int tasks) {
    queueCapacityPerKey = requireAtLeast(0, tasks, "queueCapacityPerKey", "use 0 for no queue");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> maxKeys(int keys) {
    maxKeys = requireAtLeast(1, keys, "maxKeys", "some key must have a pool");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> totalCapacity(int capacity) {
    totalCapacity = checkTotal(capacity, 0, 1);
    return this;
  }

  @Override
  public KeyedPools.Builder<K> reservedPerKey(int slots) {
    reservedPerKey = requireAtLeast(0, slots, "reservedPerKey", "use 0 to reserve none");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> admission(Admission policy) {
    admission = Objects.requireNonNull(policy, "policy");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> idleExpiry(Duration d) {
    if (d.isNegative()) {
      throw new IllegalArgumentException(
          "idleExpiry must not be negative, was "
              + d
              + "; use zero to drop idle keys soon, noIdleExpiry() to keep them");
    }
    idleExpiryNanos = Durations.nanos(d);
    return this;
  }

  @Override
  public KeyedPools.Builder<K> noIdleExpiry() {
    idleExpiryNanos = Long.MAX_VALUE;
    return this;
  }

  @Override
  public KeyedPools.Builder<K> threads(WorkerThreads kind) {
    threads = Objects.requireNonNull(kind, "kind");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> exceptionHandler(TaskExceptionHandler h) {
    exceptionHandler = Objects.requireNonNull(h, "handler");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> taskDecorator(UnaryOperator<Runnable> d) {
    taskDecorator = Objects.requireNonNull(d, "decorator");
    return this;
  }

  @Override
  public KeyedPools.Builder<K> ticker(Ticker t) {
    ticker = Objects.requireNonNull(t, "ticker");
    return this;
  }

  @Override
  public KeyedPools<K> build() {
    return new DefaultKeyedPools<>(new Crew<>(config()));
  }

  KeyedConfig config() {
    checkCapacity(capacityPerKey, reservedPerKey);
    if (totalCapacity != KeyedConfig.NO_TOTAL) {
      checkTotal(totalCapacity, reservedPerKey, maxKeys);
    } else if (reservedPerKey > 0) {
      throw new IllegalArgumentException(
          "reservedPerKey must be 0 without a totalCapacity, was "
              + reservedPerKey
              + "; set totalCapacity, or leave the reserve out as nobody takes it");
    }
    return new KeyedConfig(
        name,
        capacityPerKey,
        queueCapacityPerKey,
        maxKeys,
        totalCapacity,
        reservedPerKey,
        admission,
        idleExpiryNanos,
        threads,
        exceptionHandler,
        taskDecorator,
        ticker);
  }
}
