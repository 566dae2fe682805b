package io.gopool.trace;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded, put in order and written as lanes.
 *
 * <pre>
 * a process for each pool                a lane for each worker, and for each submitter that is none
 * a process for a scheduler's Ps         a lane for each processor: what it ran
 * a process for a scheduler's Ms         a lane for each machine: what it ran, with a P or without
 * </pre>
 *
 * <p>An arrow leads from where a task was submitted to where it was started. A submission of a
 * thread that is no worker is a slice of its own, for the arrow to begin in; it is as short as what
 * comes next in that lane makes it.
 */
final class Timeline {

  private static final long SUBMISSION_NANOS = 1000;

  private record Lane(int pid, long tid) {}

  private final List<String> pools;
  private final List<String> schedulers;
  private final List<Event> events;
  private final long missing;
  private final Map<Long, Integer> workers = new HashMap<>(); // pid by thread

  Timeline(List<String> pools, List<String> schedulers, List<Event> events, long missing) {
    this.pools = pools;
    this.schedulers = schedulers;
    this.events = new ArrayList<>(events);
    this.events.sort(Comparator.comparingLong(Event::start));
    this.missing = missing;
  }

  private static int poolPid(int source) {
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
        case Event.TASK, Event.IDLE, Event.INSTANT -> {
          workers.put(e.thread(), poolPid(e.source()));
          names.put(new Lane(poolPid(e.source()), e.thread()), name(e));
        }
        case Event.BLOCKED -> names.put(new Lane(poolPid(e.source()), e.thread()), name(e));
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
      if (e.kind() == Event.TASK && e.b() != 0 && !workers.containsKey(e.b())) {
        names.putIfAbsent(new Lane(poolPid(e.source()), e.b()), "submitter #" + e.b());
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
    Map<Lane, NavigableSet<Long>> boundaries = boundaries();
    Map<Long, NavigableMap<Long, Long>> busy = busy();
    long flow = 0;
    for (Event e : events) {
      int pid = poolPid(e.source());
      switch (e.kind()) {
        case Event.TASK -> {
          json.slice(pid, e.thread(), text(e.name()), e.start(), e.end(), e.note());
          if (e.a() != 0 && e.b() != e.thread() && hasOrigin(e, busy)) {
            writeSubmission(json, e, boundaries, ++flow);
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

  /**
   * Whether there is a slice for the arrow to begin in. What a worker ran when it submitted may be
   * unknown: dropped, or still going on at the end, and then shown from rather too late on.
   */
  private boolean hasOrigin(Event e, Map<Long, NavigableMap<Long, Long>> busy) {
    if (!workers.containsKey(e.b())) {
      return true; // the submission gets a slice of its own
    }
    NavigableMap<Long, Long> times = busy.get(e.b());
    Map.Entry<Long, Long> before = times == null ? null : times.floorEntry(e.a());
    return before != null && e.a() <= before.getValue();
  }

  /** When each worker ran tasks: times that do not overlap, from their beginnings to their ends. */
  private Map<Long, NavigableMap<Long, Long>> busy() {
    Map<Long, NavigableMap<Long, Long>> all = new HashMap<>();
    for (Event e : events) { // by their beginnings, so an inner one comes after the outer one
      if (e.kind() == Event.TASK) {
        NavigableMap<Long, Long> times = all.computeIfAbsent(e.thread(), thread -> new TreeMap<>());
        Map.Entry<Long, Long> last = times.lastEntry();
        if (last != null && e.start() <= last.getValue()) {
          times.put(last.getKey(), Math.max(last.getValue(), e.end()));
        } else {
          times.put(e.start(), e.end());
        }
      }
    }
    return all;
  }

  private void writeSubmission(
      JsonWriter json, Event e, Map<Lane, NavigableSet<Long>> boundaries, long flow)
      throws IOException {
    Integer worker = workers.get(e.b());
    int from = worker == null ? poolPid(e.source()) : worker;
    if (worker == null) {
      NavigableSet<Long> lane = boundaries.get(new Lane(from, e.b()));
      Long next = lane == null ? null : lane.higher(e.a());
      long most = e.a() + SUBMISSION_NANOS;
      json.slice(from, e.b(), "submit", e.a(), next == null ? most : Math.min(most, next), null);
    }
    json.flow(flow, from, e.b(), e.a(), poolPid(e.source()), e.thread(), e.start());
  }

  /** Where something begins or ends, in the lanes of submitters that are no workers. */
  private Map<Lane, NavigableSet<Long>> boundaries() {
    Map<Lane, NavigableSet<Long>> all = new HashMap<>();
    for (Event e : events) {
      if (e.kind() == Event.TASK && e.a() != 0 && !workers.containsKey(e.b())) {
        Lane lane = new Lane(poolPid(e.source()), e.b());
        all.computeIfAbsent(lane, l -> new TreeSet<>()).add(e.a());
      } else if (e.kind() == Event.BLOCKED) {
        Lane lane = new Lane(poolPid(e.source()), e.thread());
        all.computeIfAbsent(lane, l -> new TreeSet<>()).addAll(List.of(e.start(), e.end()));
      }
    }
    return all;
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
      json.slice(machinesPid(source), e.b(), text(e.name()), e.start(), e.end(), e.note());
      long end = leaves(handoffs, e.processorAtStart(), e.start(), e.end());
      json.slice(pid, e.processorAtStart(), text(e.name()), e.start(), end, e.note());
    }
    for (Event e : regained) {
      TreeMap<Long, Event> machine = byMachine.get(e.b());
      Map.Entry<Long, Event> step = machine == null ? null : machine.floorEntry(e.start());
      if (step != null && step.getValue().end() >= e.start()) {
        long end = leaves(handoffs, e.processorAtStart(), e.start(), step.getValue().end());
        json.slice(pid, e.processorAtStart(), text(step.getValue().name()), e.start(), end, null);
      }
    }
  }

  /** When the processor left what began to run on it: at the end, or when it was handed off. */
  private static long leaves(
      Map<Integer, NavigableSet<Long>> handoffs, int processor, long start, long end) {
    NavigableSet<Long> times = handoffs.get(processor);
    Long handoff = times == null ? null : times.higher(start);
    return handoff == null ? end : Math.min(handoff, end);
  }
}
