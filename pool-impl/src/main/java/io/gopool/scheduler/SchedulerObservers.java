package io.gopool.scheduler;

import io.gopool.SchedulerObserver;
import io.gopool.SchedulerObserver.Cause;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who observes a scheduler at one moment: immutable, and replaced as a whole in the one field of
 * {@link Core} that a step reads. Null stands for nobody.
 *
 * <p>Nothing here needs memory: who tells has a processor or a goroutine in hand.
 */
final class SchedulerObservers {

  private final SchedulerLog log;
  private final SchedulerObserver[] all;

  private SchedulerObservers(SchedulerLog log, SchedulerObserver... all) {
    this.log = log;
    this.all = all;
  }

  static SchedulerObservers with(
      @Nullable SchedulerObservers before, SchedulerLog log, SchedulerObserver more) {
    SchedulerObserver[] known = before == null ? new SchedulerObserver[0] : before.all;
    if (Stream.of(known).anyMatch(o -> o == more)) {
      throw new IllegalArgumentException(
          "observer " + more + " is attached already; attach each once");
    }
    return new SchedulerObservers(
        log, Stream.concat(Stream.of(known), Stream.of(more)).toArray(SchedulerObserver[]::new));
  }

  static @Nullable SchedulerObservers without(
      @Nullable SchedulerObservers before, SchedulerObserver gone) {
    if (before == null) {
      return null;
    }
    SchedulerObserver[] rest =
        Stream.of(before.all).filter(o -> o != gone).toArray(SchedulerObserver[]::new);
    return rest.length == 0 ? null : new SchedulerObservers(before.log, rest);
  }

  void machineStarted(int machine) {
    for (SchedulerObserver o : all) {
      try {
        o.machineStarted(machine);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }

  void machineStopped(int machine) {
    for (SchedulerObserver o : all) {
      try {
        o.machineStopped(machine);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }

  void handoff(int processor, Cause cause) {
    for (SchedulerObserver o : all) {
      try {
        o.handoff(processor, cause);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }

  void stolen(int from, int to, int n) {
    for (SchedulerObserver o : all) {
      try {
        o.stolen(from, to, n);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }

  void started(int processor, int machine, @Nullable Thread goroutine) {
    for (SchedulerObserver o : all) {
      try {
        o.goroutineStarted(processor, machine, goroutine);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }

  void stopped(@Nullable Processor p, int machine) {
    int processor = p == null ? SchedulerObserver.NO_PROCESSOR : p.index;
    for (SchedulerObserver o : all) {
      try {
        o.goroutineStopped(processor, machine);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }

  void regained(int processor, int machine) {
    for (SchedulerObserver o : all) {
      try {
        o.goroutineRegained(processor, machine);
      } catch (Throwable t) {
        log.observerFailed(o, t);
      }
    }
  }
}
