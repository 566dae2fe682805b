package io.gopool.examples.benchmarks;

import static io.gopool.examples.benchmarks.Target.addition;
import static io.gopool.examples.benchmarks.Target.anyOf;
import static io.gopool.examples.benchmarks.Target.excess;
import static io.gopool.examples.benchmarks.Target.limit;
import static io.gopool.examples.benchmarks.Target.ratio;
import static java.util.stream.Collectors.joining;

import java.util.List;

/** The aims of this project, and how far it is. */
final class Targets {

  private static final String GPM = "OURS_GPM";
  private static final List<String> ALONE = List.of("execute", "capacity 100000", "submitters 1");

  private static final List<Target> ALL =
      List.of(
          ratio(
              "empty task, 1 submitter, to thread pools and fork/join pools",
              5,
              "EmptyTask",
              ALONE,
              Metric.TIME,
              anyOf(
                  Peer.TPE_LINKED,
                  Peer.TPE_ARRAY,
                  Peer.TPE_SYNCHRONOUS,
                  Peer.FORK_JOIN,
                  Peer.FORK_JOIN_SEMAPHORE)),
          ratio(
              "empty task, 1 submitter, to a virtual thread per task",
              8,
              "EmptyTask",
              ALONE,
              Metric.TIME,
              anyOf(Peer.VIRTUAL, Peer.VIRTUAL_SEMAPHORE, Peer.VIRTUAL_BULKHEAD, Peer.SPRING)),
          ratio(
              "empty task, 1 submitter, to whoever keeps the bound",
              5,
              "EmptyTask",
              ALONE,
              Metric.TIME,
              Peer::isBounded),
          ratio(
              "empty task, 8 submitters",
              3,
              "EmptyTask",
              List.of("execute", "submitters 8"),
              Metric.TIME,
              Peer::isBounded),
          ratio(
              "fan-out from inside, to fork/join pools",
              1.5,
              "FanOut",
              List.of("capacity 1048576"),
              Metric.TIME,
              anyOf(
                  Peer.FORK_JOIN,
                  Peer.FORK_JOIN_SEMAPHORE,
                  Peer.FORK_JOIN_LIFO,
                  Peer.FORK_JOIN_LIFO_SEMAPHORE)),
          ratio(
              "fan-out from inside, to fork/join pools that keep the bound",
              1.5,
              "FanOut",
              List.of("capacity 1048576"),
              Metric.TIME,
              anyOf(Peer.FORK_JOIN_SEMAPHORE, Peer.FORK_JOIN_LIFO_SEMAPHORE)),
          ratio(
              "sleep 10 ms, 50,000 at once",
              1.25,
              "SleepingTask",
              List.of("capacity 50000"),
              Metric.TIME,
              Peer::isBounded),
          ratio("10 us of computing", 1, "ComputingTask", List.of(), Metric.TIME, Peer::isBounded),
          ratio("HTTP call", 1, "Http", List.of(), Metric.TIME, Peer::isBounded),
          ratio(
              "blocked submitter, 1",
              3,
              "BlockedSubmitter",
              List.of("submitters 1"),
              Metric.TIME,
              Peer::isBounded),
          ratio(
              "blocked submitters, 8",
              3,
              "BlockedSubmitter",
              List.of("submitters 8"),
              Metric.TIME,
              Peer::isBounded),
          ratio(
              "p99 of submit to start at 50 % load",
              2, "Latency", List.of("load 50"), Metric.P99, Peer::isBounded),
          ratio(
                  "ping-pong on our scheduler, to the JDK's",
                  1.5,
                  "PingPong",
                  List.of(),
                  Metric.TIME,
                  anyOf(Peer.VIRTUAL_SEMAPHORE))
              .on(GPM),
          limit("bytes allocated per `execute`", 0, "EmptyTask", ALONE, Metric.ALLOCATED),
          excess(
              "bytes of a blocked task, to a bare virtual thread",
              100,
              "Memory",
              List.of("blockedTask"),
              Metric.RETAINED,
              anyOf(Peer.VIRTUAL)),
          limit(
                  "p99 in us of short tasks beside hogs, on our scheduler",
                  50_000,
                  "MixedTask",
                  List.of(),
                  Metric.P99)
              .on(GPM),
          watched("ns that meters with timers add to a task", 60, Watching.TIMERS),
          watched("ns that a listener of the ends adds to a task", 80, Watching.LISTENER_ENDS),
          watched("ns that a listener of everything adds to a task", 80, Watching.LISTENER));

  private Targets() {}

  private static Target watched(String what, double most, Watching by) {
    String nobody = "by " + Watching.NOBODY;
    return addition(what, most, "WatchedTask", "by " + by, nobody, Peer.OURS_VIRTUAL);
  }

  /** The table of all aims. Ours and theirs are the best medians of each. */
  static String table(List<Score> scores) {
    return """
    | aim | wanted | ours | theirs | is | |
    |---|---|---:|---:|---:|---|
    """
        + ALL.stream().map(target -> target.row(scores)).collect(joining());
  }
}
