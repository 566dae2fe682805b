package io.gopool.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A timeline that was written, read back by a JSON parser. */
final class ParsedTimeline {

  record Lane(int pid, long tid) {}

  record Slice(Lane lane, String name, long start, long end, String note) {}

  record Point(Lane lane, long id, long at) {}

  final Map<Integer, String> processes = new HashMap<>();
  final Map<Lane, String> lanes = new HashMap<>();
  final List<Slice> slices = new ArrayList<>();
  final List<String> instants = new ArrayList<>();
  final Map<Long, Point> flowStarts = new HashMap<>();
  final Map<Long, Point> flowEnds = new HashMap<>();
  final long missing;

  private ParsedTimeline(JsonNode root) {
    missing = Long.parseLong(root.get("otherData").get("missing_events").asString());
    for (JsonNode e : root.get("traceEvents")) {
      Lane lane = new Lane(e.get("pid").asInt(), e.get("tid").asLong());
      switch (e.get("ph").asString()) {
        case "M" -> named(e, lane);
        case "X" -> {
          long start = nanos(e.get("ts"));
          String note = e.has("args") ? e.get("args").get("note").asString() : null;
          slices.add(
              new Slice(lane, e.get("name").asString(), start, start + nanos(e.get("dur")), note));
        }
        case "i" -> instants.add(e.get("name").asString());
        case "s" -> assertNull(flowStarts.put(e.get("id").asLong(), point(e, lane)));
        case "f" -> assertNull(flowEnds.put(e.get("id").asLong(), point(e, lane)));
        default -> throw new AssertionError("unknown phase: " + e);
      }
    }
  }

  /** Writes the timeline and reads it. */
  static ParsedTimeline of(PoolTrace trace) throws Exception {
    StringWriter out = new StringWriter();
    trace.write(out);
    return parsed(out);
  }

  /** The same of events that were not recorded. */
  static ParsedTimeline of(List<String> pools, List<Event> events) throws Exception {
    StringWriter out = new StringWriter();
    new Timeline(pools, List.of(), events, /* missing= */ 0).write(out);
    return parsed(out);
  }

  private static ParsedTimeline parsed(StringWriter out) {
    ParsedTimeline parsed = new ParsedTimeline(JsonMapper.shared().readTree(out.toString()));
    parsed.assertHolds();
    return parsed;
  }

  private void named(JsonNode e, Lane lane) {
    switch (e.get("name").asString()) {
      case "process_name" -> processes.put(lane.pid, e.get("args").get("name").asString());
      case "thread_name" -> lanes.put(lane, e.get("args").get("name").asString());
      default -> {}
    }
  }

  private static Point point(JsonNode e, Lane lane) {
    return new Point(lane, e.get("id").asLong(), nanos(e.get("ts")));
  }

  private static long nanos(JsonNode micros) {
    return new BigDecimal(micros.asString()).movePointRight(3).longValueExact();
  }

  List<Slice> named(String name) {
    return slices.stream().filter(s -> s.name.equals(name)).toList();
  }

  List<Slice> inLanes(String prefix) {
    return slices.stream().filter(s -> lanes.get(s.lane).startsWith(prefix)).toList();
  }

  /** Lanes have names and nest; every arrow has two ends, each in a slice. */
  private void assertHolds() {
    Map<Lane, List<Slice>> byLane = new HashMap<>();
    for (Slice s : slices) {
      assertTrue(s.start >= 0 && s.end >= s.start, s::toString);
      assertTrue(lanes.containsKey(s.lane), () -> "has no name: " + s.lane);
      assertTrue(processes.containsKey(s.lane.pid), () -> "has no name: " + s.lane);
      byLane.computeIfAbsent(s.lane, l -> new ArrayList<>()).add(s);
    }
    byLane.values().forEach(ParsedTimeline::assertNests);
    assertEquals(flowStarts.keySet(), flowEnds.keySet());
    flowStarts.values().forEach(p -> assertInASlice(p, byLane));
    flowEnds.values().forEach(p -> assertInASlice(p, byLane));
    flowStarts.forEach((id, p) -> assertTrue(p.at <= flowEnds.get(id).at, () -> p + " goes back"));
  }

  private static void assertNests(List<Slice> lane) {
    lane.sort(
        Comparator.comparingLong(Slice::start)
            .thenComparingLong(s -> -s.end)
            .thenComparing(s -> s.name));
    Deque<Slice> open = new ArrayDeque<>();
    for (Slice s : lane) {
      while (!open.isEmpty() && open.peek().end <= s.start) {
        open.pop();
      }
      Slice around = open.peek();
      assertTrue(around == null || s.end <= around.end, () -> s + " overlaps " + around);
      open.push(s);
    }
  }

  private static void assertInASlice(Point p, Map<Lane, List<Slice>> byLane) {
    List<Slice> lane = byLane.getOrDefault(p.lane, List.of());
    assertTrue(
        lane.stream().anyMatch(s -> s.start <= p.at && p.at <= s.end), () -> p + " is in no slice");
  }
}
