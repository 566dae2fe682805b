package io.gopool.trace;

import io.gopool.trace.Timeline.Lane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the arrows begin that lead to the starts of tasks.
 *
 * <p>Whether a thread submits as a worker or not is asked of each submission: a submitter may run a
 * task itself once, a worker one of another pool, and what a worker was in may be unknown (dropped,
 * or still going on at the end, and then shown from rather too late on). If a task of the thread is
 * known around the submission, the arrow begins there, in whichever pool's lane that is. If none
 * is, the submission is a slice of its own; it is as short as what comes next in that lane makes
 * it.
 */
final class Submissions {

  private static final long LONGEST_NANOS = 1000;

  /** When each thread ran tasks, by lane: times that do not overlap, from beginnings to ends. */
  private final Map<Long, Map<Lane, NavigableMap<Long, Long>>> busy = new HashMap<>();

  /** Where something begins or ends, in lanes that have submissions. */
  private final Map<Lane, NavigableSet<Long>> boundaries = new HashMap<>();

  /**
   * @param events by their beginnings, an outer one before its inner ones
   */
  Submissions(List<Event> events) {
    for (Event e : events) {
      if (e.kind() == Event.TASK) {
        addBusy(e);
      }
    }
    for (Event e : events) {
      if (isAlone(e)) {
        boundaries.computeIfAbsent(ownLane(e), l -> new TreeSet<>()).add(e.a());
      }
    }
    for (Event e : events) {
      if (e.kind() == Event.TASK || e.kind() == Event.BLOCKED || e.kind() == Event.IDLE) {
        NavigableSet<Long> lane = boundaries.get(Lane.of(e));
        if (lane != null) {
          lane.addAll(List.of(e.start(), e.end()));
        }
      }
    }
  }

  private void addBusy(Event e) {
    NavigableMap<Long, Long> times =
        busy.computeIfAbsent(e.thread(), thread -> new HashMap<>())
            .computeIfAbsent(Lane.of(e), lane -> new TreeMap<>());
    Map.Entry<Long, Long> last = times.lastEntry();
    if (last != null && e.start() <= last.getValue()) {
      times.put(last.getKey(), Math.max(last.getValue(), e.end()));
    } else {
      times.put(e.start(), e.end());
    }
  }

  /** Whether it is a task that another thread submitted than ran it, and known when. */
  static boolean hasArrow(Event e) {
    return e.kind() == Event.TASK && e.a() != 0 && e.b() != e.thread();
  }

  /** Whether its submission is a slice of its own, in {@link #ownLane}. */
  boolean isAlone(Event e) {
    return hasArrow(e) && around(e) == null;
  }

  static Lane ownLane(Event e) {
    return new Lane(Timeline.poolPid(e.source()), e.b());
  }

  /** When the slice of a submission ends that is alone. */
  long end(Event e) {
    NavigableSet<Long> lane = boundaries.get(ownLane(e));
    Long next = lane == null ? null : lane.higher(e.a());
    long most = e.a() + LONGEST_NANOS;
    return next == null ? most : Math.min(most, next);
  }

  /** The lane of the innermost task that the submitter was in; null if none is known. */
  @Nullable Lane around(Event e) {
    Lane innermost = null;
    long latest = Long.MIN_VALUE;
    for (Map.Entry<Lane, NavigableMap<Long, Long>> lane :
        busy.getOrDefault(e.b(), Map.of()).entrySet()) {
      Map.Entry<Long, Long> before = lane.getValue().floorEntry(e.a());
      if (before != null && e.a() <= before.getValue() && before.getKey() >= latest) {
        innermost = lane.getKey();
        latest = before.getKey();
      }
    }
    return innermost;
  }
}
