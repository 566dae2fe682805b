package io.gopool.scheduler;

import io.gopool.GpmScheduler;
import io.gopool.SchedulerProvider;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What {@link java.util.ServiceLoader} finds. */
public final class DefaultSchedulerProvider implements SchedulerProvider {

  /** For the service loader. */
  public DefaultSchedulerProvider() {}

  @Override
  public @Nullable String unsupportedReason() {
    return Trial.unsupportedReason();
  }

  @Override
  public GpmScheduler.Builder newSchedulerBuilder(String name) {
    return new SchedulerBuilder(name);
  }

  @Override
  public GpmScheduler shared() {
    SchedulerBuilder.requireSupported();
    return SharedScheduler.get();
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // the yield is the way to the queue
  public <T> T blocking(Callable<T> call) throws Exception {
    Machine machine = Machine.current();
    if (machine == null || !Thread.currentThread().isVirtual() || !machine.enterBlocking()) {
      return call.call();
    }
    try {
      return call.call();
    } finally {
      Machine now = Machine.current();
      if (now != null && !now.exitBlocking()) {
        Thread.yield(); // to the global queue, and on when its turn has come
      }
    }
  }
}
