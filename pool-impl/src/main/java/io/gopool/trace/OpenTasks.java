package io.gopool.trace;

import io.gopool.PoolDump;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes on when a recording stops: tasks that run and submitters that are blocked, from a dump.
 *
 * <p>A task may end after the dump was taken, and so be recorded as well. Its start is known here
 * only to within the time that the dump took: so an event in the same thread that begins in that
 * time is taken for the same.
 */
final class OpenTasks {

  static final String NOTE = "still going on when the recording stopped";

  private OpenTasks() {}

  /** Shows what began after {@code from}, as if it ended now. */
  static void show(WorkerPool pool, int source, long from, Consumer<Event> each) {
    PoolDump dump = pool.dump();
    long now = System.nanoTime();
    for (PoolDump.Running r : dump.running()) {
      show(Event.what(Event.TASK, source), r.since(), r.thread(), r.task(), now, from, each);
    }
    for (PoolDump.Submitter s : dump.submitters()) {
      show(Event.what(Event.BLOCKED, source), s.since(), s.thread(), "blocked", now, from, each);
    }
  }

  private static void show(
      int what,
      @Nullable Duration since,
      PoolDump.Stack thread,
      String name,
      long now,
      long from,
      Consumer<Event> each) {
    long start = since == null ? from : now - since.toNanos(); // rather too late
    if (start - from > 0) {
      each.accept(new Event(what, start, now, 0, 0, thread.id(), name, thread.name(), NOTE));
    }
  }

  /** Adds those of which the end was not recorded. */
  static void addThoseNotEnded(List<Event> open, List<Event> recorded) {
    List<Event> late = List.copyOf(recorded);
    for (Event o : open) {
      if (late.stream().noneMatch(e -> isSame(o, e))) {
        recorded.add(o);
      }
    }
  }

  /** An event that ended at about the time of the dump, or after it, and not before it began. */
  private static boolean isSame(Event open, Event e) {
    return e.kind() == open.kind()
        && e.thread() == open.thread()
        && e.end() - open.start() > 0
        && e.start() - open.end() < 0;
  }
}
