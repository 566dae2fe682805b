package io.gopool.examples.benchmarks;

import static io.gopool.examples.benchmarks.Peer.DISRUPTOR;
import static io.gopool.examples.benchmarks.Peer.FORK_JOIN;
import static io.gopool.examples.benchmarks.Peer.FORK_JOIN_LIFO;
import static io.gopool.examples.benchmarks.Peer.FORK_JOIN_LIFO_SEMAPHORE;
import static io.gopool.examples.benchmarks.Peer.FORK_JOIN_SEMAPHORE;
import static io.gopool.examples.benchmarks.Peer.KOTLINX;
import static io.gopool.examples.benchmarks.Peer.KOTLINX_SEMAPHORE;
import static io.gopool.examples.benchmarks.Peer.SPRING;
import static io.gopool.examples.benchmarks.Peer.TPE_ARRAY;
import static io.gopool.examples.benchmarks.Peer.TPE_CALLER_RUNS;
import static io.gopool.examples.benchmarks.Peer.TPE_LINKED;
import static io.gopool.examples.benchmarks.Peer.TPE_SYNCHRONOUS;
import static io.gopool.examples.benchmarks.Peer.VIRTUAL;
import static io.gopool.examples.benchmarks.Peer.VIRTUAL_BULKHEAD;
import static io.gopool.examples.benchmarks.Peer.VIRTUAL_SEMAPHORE;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What is run for a report, in this order. */
final class Plan {

  private static final List<Peer> ALL_OURS =
      Arrays.stream(Peer.values()).filter(Peer::isOurs).toList();

  private static final List<Peer> OURS =
      ALL_OURS.stream().filter(peer -> !peer.isDepthFirst()).toList();

  private static final List<Peer> OURS_ON_VIRTUAL =
      OURS.stream().filter(peer -> peer.threads() == Peer.Threads.VIRTUAL).toList();

  private Plan() {}

  /** All parts, in the order in which they are run. */
  static List<Part> parts(Form form) {
    return Stream.concat(beside(form).stream(), watched(form)).toList();
  }

  /** Our pool when somebody looks on. */
  private static Stream<Part> watched(Form form) {
    List<Peer> ours = form == Form.LONG ? OURS : List.of(Peer.OURS_VIRTUAL);
    Part handedOver = Part.of(WatchedTaskBenchmark.class, "execute", ours).withWarmth(4);
    Part inline = Part.of(InlineTaskBenchmark.class, "execute", List.of(Peer.OURS_VIRTUAL));
    return Stream.concat(
        Arrays.stream(Watching.values()).map(by -> handedOver.with("by", by.name())),
        Stream.of(Watching.NOBODY, Watching.OBSERVER, Watching.TIMES, Watching.TIMERS)
            .map(by -> inline.with("by", by.name())));
  }

  /** Our pool beside others. */
  private static List<Part> beside(Form form) {
    boolean brief = form != Form.LONG;
    return List.of(
        empty().with("submitters", 1),
        Part.of(
                EmptyTaskBenchmark.class,
                "submit",
                OURS,
                TPE_LINKED,
                TPE_ARRAY,
                FORK_JOIN_SEMAPHORE,
                VIRTUAL_SEMAPHORE,
                DISRUPTOR)
            .with("capacity", 100_000)
            .with("submitters", 1),
        emptyFromMany().with("submitters", 2),
        emptyFromMany().with("submitters", 8),
        Part.of(
                FanOutBenchmark.class,
                "execute",
                ALL_OURS,
                TPE_LINKED,
                FORK_JOIN,
                FORK_JOIN_SEMAPHORE,
                FORK_JOIN_LIFO,
                FORK_JOIN_LIFO_SEMAPHORE,
                VIRTUAL,
                VIRTUAL_SEMAPHORE,
                KOTLINX,
                KOTLINX_SEMAPHORE,
                DISRUPTOR)
            .with("capacity", 1 << 20),
        Part.of(FanOutBenchmark.class, "execute", OURS, TPE_CALLER_RUNS).with("capacity", 1_000),
        sleeping(OURS_ON_VIRTUAL, VIRTUAL_SEMAPHORE, VIRTUAL_BULKHEAD, SPRING)
            .with("capacity", 50_000)
            .withTasks(brief ? 200_000 : 1_000_000),
        sleeping(OURS_ON_VIRTUAL, VIRTUAL_SEMAPHORE)
            .with("capacity", 10_000)
            .withTasks(brief ? 200_000 : 1_000_000),
        sleeping(OURS, TPE_LINKED, VIRTUAL_SEMAPHORE).with("capacity", 1_000).withTasks(20_000),
        Part.of(
                ComputingTaskBenchmark.class,
                "execute",
                OURS,
                TPE_ARRAY,
                FORK_JOIN_SEMAPHORE,
                VIRTUAL_SEMAPHORE,
                KOTLINX_SEMAPHORE,
                DISRUPTOR)
            .with("capacity", 1_000),
        Part.of(HttpBenchmark.class, "execute", OURS, TPE_LINKED, VIRTUAL_SEMAPHORE, SPRING)
            .with("capacity", 64)
            .withWarmth(8),
        blocked().with("submitters", 1),
        blocked().with("submitters", 8),
        latency().with("load", 10).withTasks(4_000),
        latency().with("load", 50).withTasks(20_000),
        latency().with("load", 90).withTasks(20_000),
        Part.of(PingPongBenchmark.class, "execute", OURS, TPE_LINKED, VIRTUAL_SEMAPHORE),
        Part.of(
            MemoryBenchmark.class,
            "blockedTask",
            OURS_ON_VIRTUAL,
            VIRTUAL,
            VIRTUAL_SEMAPHORE,
            VIRTUAL_BULKHEAD,
            SPRING),
        Part.of(MemoryBenchmark.class, "idleWorker", OURS_ON_VIRTUAL),
        Part.of(MixedTaskBenchmark.class, "execute", OURS, TPE_LINKED, VIRTUAL_SEMAPHORE)
            .with("hogMillis", brief ? 250 : 1_000)
            .withTasks(brief ? 500 : 2_000));
  }

  private static Part empty() {
    return Part.of(
            EmptyTaskBenchmark.class,
            "execute",
            OURS,
            TPE_LINKED,
            TPE_ARRAY,
            TPE_SYNCHRONOUS,
            FORK_JOIN,
            FORK_JOIN_SEMAPHORE,
            VIRTUAL,
            VIRTUAL_SEMAPHORE,
            VIRTUAL_BULKHEAD,
            SPRING,
            KOTLINX,
            KOTLINX_SEMAPHORE,
            DISRUPTOR)
        .with("capacity", 100_000);
  }

  private static Part emptyFromMany() {
    return Part.of(
            EmptyTaskBenchmark.class,
            "execute",
            OURS,
            TPE_LINKED,
            TPE_ARRAY,
            FORK_JOIN_SEMAPHORE,
            VIRTUAL_SEMAPHORE,
            KOTLINX_SEMAPHORE,
            DISRUPTOR)
        .with("capacity", 100_000);
  }

  private static Part sleeping(List<Peer> ours, Peer... others) {
    return Part.of(SleepingTaskBenchmark.class, "execute", ours, others);
  }

  private static Part latency() {
    return Part.of(
            LatencyBenchmark.class,
            "execute",
            OURS,
            TPE_ARRAY,
            FORK_JOIN_SEMAPHORE,
            VIRTUAL_SEMAPHORE,
            DISRUPTOR)
        .withWarmth(4); // the compiler's threads would be what p99 shows
  }

  private static Part blocked() {
    return Part.of(
            BlockedSubmitterBenchmark.class,
            "execute",
            OURS,
            TPE_LINKED,
            TPE_ARRAY,
            TPE_SYNCHRONOUS,
            FORK_JOIN_SEMAPHORE,
            VIRTUAL_SEMAPHORE,
            VIRTUAL_BULKHEAD,
            SPRING,
            KOTLINX_SEMAPHORE,
            DISRUPTOR)
        .with("capacity", 64);
  }
}
