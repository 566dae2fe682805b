package io.gopool.trace;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded, put in order and written as lanes.
 *
 * <pre>
 * a process for each pool                a lane for each worker, and for each thread that submitted
 * a process for a scheduler's Ps         a lane for each processor: what it ran
 * a process for a scheduler's Ms         a lane for each machine: what it ran, with a P or without
 * </pre>
 *
 * <p>An arrow leads from where a task was submitted to where it was started, see {@link
 * Submissions}.
 */
final class Timeline {

  record Lane(int pid, long tid) {

    /** That of something that a thread did in a pool. */
    static Lane of(Event e) {
      return new Lane(poolPid(e.source()), e.thread());
    }
  }

  private final List<String> pools;
  private final List<String> schedulers;
  private final List<Event> events;
  private final long missing;
  private final Submissions submissions;

  Timeline(List<String> pools, List<String> schedulers, List<Event> events, long missing) {
    this.pools = pools;
    this.schedulers = schedulers;
    this.events = new ArrayList<>(events);
    this.events.sort( // what is around others first
        Comparator.comparingLong(Event::start)
            .thenComparing(Comparator.comparingLong(Event::end).reversed()));
    this.missing = missing;
    submissions = new Submissions(this.events);
  }

  static int poolPid(int source) {
    return 1 + source;
  }

  private int processorsPid(int source) {
    return 1 + pools.size() + 2 * source;
  }

  private int machinesPid(int source) {
    return processorsPid(source) + 1;
  }

  void write(Writer out) throws IOException {
    JsonWriter json = new JsonWriter(out, zero());
    for (int i = 0; i < pools.size(); i++) {
      json.processName(poolPid(i), "pool " + pools.get(i));
    }
    for (int i = 0; i < schedulers.size(); i++) {
      json.processName(processorsPid(i), "scheduler " + schedulers.get(i) + ": processors");
      json.processName(machinesPid(i), "scheduler " + schedulers.get(i) + ": machines");
    }
    nameLanes(json);
    writeTasks(json);
    for (int i = 0; i < schedulers.size(); i++) {
      writeProcessors(json, i);
    }
    json.end(missing);
  }

  private long zero() {
    long zero = Long.MAX_VALUE;
    for (Event e : events) {
      boolean accepted = e.kind() == Event.TASK && e.a() != 0;
      zero = Math.min(zero, accepted ? Math.min(e.a(), e.start()) : e.start());
    }
    return zero;
  }

  // ---- lanes
  // -------------------------------------------------------------------------------------

  private void nameLanes(JsonWriter json) throws IOException {
    Map<Lane, String> names = new LinkedHashMap<>();
    for (Event e : events) {
      switch (e.kind()) {
        case Event.TASK, Event.IDLE, Event.INSTANT, Event.BLOCKED -> names.put(Lane.of(e), name(e));
        case Event.STEP -> {
          names.put(new Lane(machinesPid(e.source()), e.b()), "M " + e.b());
          nameProcessor(names, e.source(), e.processorAtStart());
          nameProcessor(names, e.source(), e.processorAtEnd());
        }
        case Event.HANDOFF, Event.REGAINED, Event.STOLEN ->
            nameProcessor(names, e.source(), e.processorAtStart());
        default -> {}
      }
    }
    for (Event e : events) {
      if (submissions.isAlone(e)) {
        names.putIfAbsent(Submissions.ownLane(e), "submitter #" + e.b());
      }
    }
    int order = 0;
    for (Map.Entry<Lane, String> lane : names.entrySet()) {
      json.threadName(lane.getKey().pid, lane.getKey().tid, lane.getValue(), order++);
    }
  }

  private static String name(Event e) {
    return e.threadName() == null || e.threadName().isEmpty()
        ? "#" + e.thread()
        : e.threadName() + " #" + e.thread();
  }

  private void nameProcessor(Map<Lane, String> names, int source, int processor) {
    if (processor >= 0) {
      names.put(new Lane(processorsPid(source), processor), "P " + processor);
    }
  }

  // ---- pools
  // -------------------------------------------------------------------------------------

  private void writeTasks(JsonWriter json) throws IOException {
    long flow = 0;
    for (Event e : events) {
      int pid = poolPid(e.source());
      switch (e.kind()) {
        case Event.TASK -> {
          json.slice(pid, e.thread(), text(e.name()), e.start(), e.end(), e.note());
          if (Submissions.hasArrow(e)) {
            writeArrow(json, e, ++flow);
          }
        }
        case Event.BLOCKED, Event.IDLE ->
            json.slice(pid, e.thread(), text(e.name()), e.start(), e.end(), e.note());
        case Event.INSTANT, Event.POOL ->
            json.instant(pid, e.thread(), text(e.name()), e.start(), e.kind() == Event.POOL);
        default -> {}
      }
    }
  }

  private void writeArrow(JsonWriter json, Event e, long flow) throws IOException {
    Lane from = submissions.around(e);
    if (from == null) {
      from = Submissions.ownLane(e);
      json.slice(from.pid, from.tid, "submit", e.a(), submissions.end(e), null);
    }
    json.flow(flow, from.pid, from.tid, e.a(), poolPid(e.source()), e.thread(), e.start());
  }

  private static String text(@Nullable String name) {
    return name == null ? "unknown" : name;
  }

  // ---- schedulers
  // --------------------------------------------------------------------------------

  private void writeProcessors(JsonWriter json, int source) throws IOException {
    Map<Integer, NavigableSet<Long>> handoffs = new TreeMap<>();
    List<Event> steps = new ArrayList<>();
    List<Event> regained = new ArrayList<>();
    int pid = processorsPid(source);
    for (Event e : events) {
      if (e.kind() < Event.STEP || e.source() != source) {
        continue;
      }
      switch (e.kind()) {
        case Event.STEP -> steps.add(e);
        case Event.REGAINED -> regained.add(e);
        case Event.HANDOFF ->
            handoffs.computeIfAbsent(e.processorAtStart(), p -> new TreeSet<>()).add(e.start());
        default -> {}
      }
      if (e.kind() != Event.STEP) {
        json.instant(pid, e.processorAtStart(), text(e.name()), e.start(), /* ofProcess= */ false);
      }
    }
    Map<Long, TreeMap<Long, Event>> byMachine = new HashMap<>();
    for (Event e : steps) {
      byMachine.computeIfAbsent(e.b(), m -> new TreeMap<>()).put(e.start(), e);
      json.slice(machinesPid(source), e.b(), step(e), e.start(), e.end(), e.note());
      long end = leaves(handoffs, e.processorAtStart(), e.start(), e.end());
      json.slice(pid, e.processorAtStart(), step(e), e.start(), end, e.note());
    }
    for (Event e : regained) {
      TreeMap<Long, Event> machine = byMachine.get(e.b());
      Map.Entry<Long, Event> step = machine == null ? null : machine.floorEntry(e.start());
      if (step != null && step.getValue().end() >= e.start()) {
        long end = leaves(handoffs, e.processorAtStart(), e.start(), step.getValue().end());
        json.slice(pid, e.processorAtStart(), step(step.getValue()), e.start(), end, null);
      }
    }
  }

  /** The goroutine, with its number, as those of a pool share a name. */
  private static String step(Event e) {
    String name = e.name();
    if (name == null) {
      return "inherited";
    }
    return name.isEmpty() ? "G " + e.thread() : name + " #" + e.thread();
  }

  /** When the processor left what began to run on it: at the end, or when it was handed off. */
  private static long leaves(
      Map<Integer, NavigableSet<Long>> handoffs, int processor, long start, long end) {
    NavigableSet<Long> times = handoffs.get(processor);
    Long handoff = times == null ? null : times.higher(start);
    return handoff == null ? end : Math.min(handoff, end);
  }
}
