package io.gopool.spring;

import io.gopool.Admission;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of one pool. What is null was not set: the pool's own default holds.
 *
 * @param capacity Most tasks that run at once, 1,024 by default.
 * @param unbounded Whether there is no limit on the tasks that run at once.
 * @param queueCapacity Admitted tasks that may wait for a slot, 0 by default.
 * @param admission What happens to a submission at capacity, when the queue is full too.
 * @param maxWait Longest time that a submitter is blocked; by default there is no limit. Only with
 *     admission 'block'.
 * @param maxBlockedSubmitters Submitters that may be blocked at once, further ones are refused; by
 *     default there is no limit. Only with admission 'block'.
 * @param processors Queues that tasks are spread over; by default one per available processor.
 * @param threads Kind of worker threads.
 * @param idleExpiry How long a worker may be idle before it leaves, 60 seconds by default. Zero
 *     means that workers never idle.
 * @param noIdleExpiry Whether idle workers stay for ever.
 * @param maxIdle Workers that may be idle at once, 64 by default.
 * @param preStart Workers that are started with the pool, 0 by default.
 * @param depthFirst Whether a worker runs what its own tasks have submitted newest first.
 * @param defaultCandidate Whether the bean is injected where no qualifier is given. It then counts
 *     as an executor of the application, so that Boot does not define its own.
 */
public record PoolProperties(
    @Nullable Integer capacity,
    @DefaultValue("false") boolean unbounded,
    @Nullable Integer queueCapacity,
    @DefaultValue("block") AdmissionPolicy admission,
    @Nullable Duration maxWait,
    @Nullable Integer maxBlockedSubmitters,
    @Nullable Integer processors,
    @DefaultValue("virtual") ThreadKind threads,
    @Nullable Duration idleExpiry,
    @DefaultValue("false") boolean noIdleExpiry,
    @Nullable Integer maxIdle,
    @Nullable Integer preStart,
    @DefaultValue("false") boolean depthFirst,
    @DefaultValue("false") boolean defaultCandidate) {

  // The pool's own.
  static final int DEFAULT_CAPACITY = 1024;
  static final Duration DEFAULT_IDLE_EXPIRY = Duration.ofSeconds(60);
  static final int DEFAULT_MAX_IDLE = 64;

  /** What happens at capacity. */
  public enum AdmissionPolicy {
    /** The submitter is blocked, first come, first served. */
    BLOCK,
    /** The submission is refused at once. */
    REJECT,
    /** The submitter runs the task itself. */
    CALLER_RUNS
  }

  /** What workers run on. */
  public enum ThreadKind {
    /** Virtual threads of the JDK's scheduler. */
    VIRTUAL,
    /** Daemon platform threads. */
    PLATFORM,
    /** Virtual threads of the G-P-M scheduler; an error where there is none. */
    GPM,
    /** Virtual threads of the G-P-M scheduler where there is one, else of the JDK's. */
    AUTO
  }

  /**
   * Returns the defaults for the value that a file has for {@code mail: {}} or {@code mail:}. The
   * conversion service finds this by its name.
   *
   * @throws IllegalArgumentException if there is a value
   */
  public static PoolProperties of(String value) {
    if (!value.isBlank()) {
      throw new IllegalArgumentException(
          "a pool is a group of settings, was '" + value + "'; write 'capacity: " + value + "'");
    }
    return new PoolProperties(
        null,
        false,
        null,
        AdmissionPolicy.BLOCK,
        null,
        null,
        null,
        ThreadKind.VIRTUAL,
        null,
        false,
        null,
        null,
        false,
        false);
  }

  /** Returns the same with another capacity, to compare the rest. */
  PoolProperties withCapacity(@Nullable Integer other) {
    return new PoolProperties(
        other,
        unbounded,
        queueCapacity,
        admission,
        maxWait,
        maxBlockedSubmitters,
        processors,
        threads,
        idleExpiry,
        noIdleExpiry,
        maxIdle,
        preStart,
        depthFirst,
        defaultCandidate);
  }

  Admission toAdmission() {
    return switch (admission) {
      case BLOCK -> maxWait == null ? Admission.block() : Admission.block(maxWait);
      case REJECT -> Admission.reject();
      case CALLER_RUNS -> Admission.callerRuns();
    };
  }
}
