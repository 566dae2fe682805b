package io.gopool.scheduler;

import io.gopool.Instrument;
import io.gopool.time.Durations;
import java.time.Duration;

/** The scheduler of all: built at the first use, never closed. */
final class SharedScheduler extends DefaultGpmScheduler {

  private static final class Holder {
    static final SharedScheduler INSTANCE = new SharedScheduler();

    static {
      Instrument.tell(INSTANCE);
    }
  }

  private SharedScheduler() {
    super(new SchedulerBuilder("shared").config());
  }

  static SharedScheduler get() {
    return Holder.INSTANCE;
  }

  @Override
  public void close() {}

  @Override
  public boolean close(Duration timeout) {
    long unused = Durations.nanosToWait(timeout, "timeout"); // checks it
    return false;
  }
}
