package io.gopool.trace;

import io.gopool.SchedulerObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what one scheduler does. A step of a goroutine is one event, written at its end; where a
 * processor was taken from it shows the event of the handoff.
 */
final class SchedulerRecorder implements SchedulerObserver {

  /** The step that a machine is in. Written by its thread alone. */
  private static final class Step {
    private final Thread machine = Thread.currentThread();
    private long start;
    private int processor;
    private int number;
    private @Nullable Thread goroutine; // null if it was running when nobody recorded
    private @Nullable String name;
    private final AtomicInteger turns = new AtomicInteger(); // odd: a step goes on; publishes it

    Thread thread() {
      Thread known = goroutine;
      return known == null ? machine : known;
    }

    boolean isOpen() {
      return (turns.get() & 1) != 0;
    }
  }

  @SuppressWarnings("ThreadLocalUsage") // one for each recorder
  private final ThreadLocal<Step> steps = new ThreadLocal<>();

  private final Queue<Step> all = new ConcurrentLinkedQueue<>();
  private final Blocks blocks;
  private final int source;

  SchedulerRecorder(Blocks blocks, int source) {
    this.blocks = blocks;
    this.source = source;
  }

  @Override
  public void goroutineStarted(int processor, int machine, @Nullable Thread goroutine) {
    Step step = steps.get();
    if (step == null) {
      step = new Step();
      steps.set(step);
      all.add(step);
    }
    step.processor = processor;
    step.number = machine;
    step.goroutine = goroutine;
    step.name = goroutine == null ? null : goroutine.getName();
    step.start = System.nanoTime();
    step.turns.incrementAndGet();
  }

  @Override
  public void goroutineStopped(int processor, int machine) {
    Step step = steps.get();
    if (step != null && step.isOpen()) {
      step.turns.incrementAndGet();
      record(step, System.nanoTime(), processor);
      step.goroutine = null;
    }
  }

  private void record(Step step, long end, int processor) {
    blocks.record(
        Event.what(Event.STEP, source),
        step.start,
        end,
        Event.processors(step.processor, processor),
        step.number,
        step.thread(),
        step.name,
        /* threadName= */ null);
  }

  /** Shows the steps that go on, as if they ended now. One that then ends is recorded as well. */
  void showOpen(long now, Consumer<Event> each) {
    for (Step step : all) {
      int turn = step.turns.get();
      Event event =
          new Event(
              Event.what(Event.STEP, source),
              step.start,
              now,
              Event.processors(step.processor, step.processor),
              step.number,
              step.thread().threadId(),
              step.name,
              /* threadName= */ null,
              OpenTasks.NOTE);
      if (step.isOpen() && step.turns.get() == turn && event.start() < now) {
        each.accept(event);
      }
    }
  }

  @Override
  public void machineStopped(int machine) {
    Step step = steps.get();
    if (step != null) {
      all.remove(step);
    }
  }

  @Override
  public void handoff(int processor, Cause cause) {
    instant(Event.HANDOFF, Event.processors(processor, processor), 0, "handoff: " + cause);
  }

  @Override
  public void goroutineRegained(int processor, int machine) {
    instant(Event.REGAINED, Event.processors(processor, processor), machine, "regained");
  }

  @Override
  public void stolen(int from, int to, int n) {
    String what = "stole " + n + " from P " + from;
    instant(Event.STOLEN, Event.processors(to, to), 0, what);
  }

  private void instant(int kind, long processors, int machine, String name) {
    long now = System.nanoTime();
    Thread thread = Thread.currentThread();
    blocks.record(Event.what(kind, source), now, now, processors, machine, thread, name, null);
  }
}
