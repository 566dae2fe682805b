package io.gopool;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@link GpmScheduler}. Found by {@link java.util.ServiceLoader}; the artifact
 * {@code io.gopool:pool-impl} brings one. Thread-safe.
 */
public interface SchedulerProvider {

  /** Returns why this JVM has no scheduler and what to add; null if it has. */
  @Nullable String unsupportedReason();

  /**
   * Returns a new builder of a scheduler.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code name} is blank
   */
  GpmScheduler.Builder newSchedulerBuilder(String name);

  /**
   * Returns the shared scheduler.
   *
   * @throws UnsupportedOperationException if this JVM has no scheduler
   */
  GpmScheduler shared();

  /**
   * Makes a call that blocks its platform thread: see {@link GpmScheduler#blocking}.
   *
   * @throws Exception what the call threw
   */
  <T> T blocking(Callable<T> call) throws Exception;
}
