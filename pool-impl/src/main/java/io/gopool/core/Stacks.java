package io.gopool.core;

import io.gopool.PoolDump;
import io.gopool.PoolDump.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the stacks of threads, and tells where threads are blocked. */
final class Stacks {

  private static final List<String> OWN = List.of("io.gopool.core.", "io.gopool.scheduler.");
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");

  private Stacks() {}

  static boolean isBlocked(Thread.State state) {
    return switch (state) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  static PoolDump.Stack of(Thread thread) {
    Thread.State state = thread.getState();
    List<StackTraceElement> all = withoutRoot(Arrays.asList(thread.getStackTrace()));
    int shown = Math.min(PoolDump.MAX_FRAMES, all.size());
    return new PoolDump.Stack(
        thread.getName(),
        thread.threadId(),
        thread.isVirtual(),
        state,
        all.subList(0, shown),
        all.size() - shown);
  }

  /** Cuts off what is the same in all: the thread's and the worker's own frames. */
  private static List<StackTraceElement> withoutRoot(List<StackTraceElement> frames) {
    int end = frames.size();
    while (end > 0
        && (frames.get(end - 1).getClassName().startsWith("java.lang.")
            || isOneOf(OWN, frames.get(end - 1)))) {
      end--;
    }
    return end == 0 ? frames : frames.subList(0, end);
  }

  /** Where blocked threads are, most threads first. */
  static List<Place> places(List<PoolDump.Stack> stacks) {
    Map<Place, Integer> counts = new LinkedHashMap<>();
    for (PoolDump.Stack stack : stacks) {
      counts.merge(place(stack), 1, Integer::sum);
    }
    List<Place> places = new ArrayList<>();
    counts.forEach((p, n) -> places.add(new Place(n, p.in(), p.calledFrom())));
    places.sort(Comparator.comparingInt(Place::workers).reversed());
    return places;
  }

  /** The call that leads from the application's code to what blocks; counts as none yet. */
  private static Place place(PoolDump.Stack stack) {
    StackTraceElement callee = null;
    for (StackTraceElement frame : stack.frames()) {
      if (isOfTheApplication(frame)) {
        return new Place(0, callee == null ? "a monitor" : method(callee), frame);
      }
      callee = frame;
    }
    return new Place(0, method(callee), null);
  }

  private static String method(@Nullable StackTraceElement frame) {
    return frame == null ? "nothing known" : frame.getClassName() + '.' + frame.getMethodName();
  }

  private static boolean isOfTheApplication(StackTraceElement frame) {
    return !isOneOf(OWN, frame) && !isOneOf(JDK, frame);
  }

  private static boolean isOneOf(List<String> prefixes, StackTraceElement frame) {
    return prefixes.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
