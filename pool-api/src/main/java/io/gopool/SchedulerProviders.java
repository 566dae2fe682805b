package io.gopool;

import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Finds the scheduler's implementation once. */
final class SchedulerProviders {

  private static final String MISSING =
      "no " + SchedulerProvider.class.getName() + " found; add io.gopool:pool-impl";

  private static volatile @Nullable SchedulerProvider found;

  private SchedulerProviders() {}

  /**
   * Returns the implementation on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static SchedulerProvider get() {
    SchedulerProvider provider = find();
    if (provider == null) {
      throw new IllegalStateException(MISSING);
    }
    return provider;
  }

  static @Nullable String unsupportedReason() {
    SchedulerProvider provider = find();
    return provider == null ? MISSING : provider.unsupportedReason();
  }

  static <T> T blocking(Callable<T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    SchedulerProvider provider = find();
    return provider == null ? call.call() : provider.blocking(call);
  }

  private static @Nullable SchedulerProvider find() {
    SchedulerProvider provider = found;
    if (provider == null) {
      ClassLoader loader = SchedulerProvider.class.getClassLoader();
      provider = ServiceLoader.load(SchedulerProvider.class, loader).findFirst().orElse(null);
      found = provider; // two threads may both look: they find the same stateless provider
    }
    return provider;
  }
}
