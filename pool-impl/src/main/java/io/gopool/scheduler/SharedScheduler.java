package io.gopool.scheduler;

import io.gopool.Instrument;
import io.gopool.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The scheduler of all: built at the first use, never closed. */
final class SharedScheduler extends DefaultGpmScheduler {

  private static volatile @Nullable SharedScheduler instance;

  private SharedScheduler() {
    super(new SchedulerBuilder("shared").config());
  }

  static SharedScheduler get() {
    SharedScheduler known = instance;
    return known != null ? known : build();
  }

  /** No class initializer: it would keep for ever that no thread could be started. */
  private static synchronized SharedScheduler build() {
    SharedScheduler shared = instance;
    if (shared == null) {
      shared = new SharedScheduler();
      instance = shared;
      Instrument.tell(shared);
    }
    return shared;
  }

  @Override
  public void close() {}

  @Override
  public boolean close(Duration timeout) {
    long unused = Durations.nanosToWait(timeout, "timeout"); // checks it
    return false;
  }
}
