package io.gopool.scheduler;

import io.gopool.LatencyHistogram;
import io.gopool.SchedulerStats;
import io.gopool.SchedulerStats.ProcessorStats;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a moving scheduler; nothing is counted for its sake that can be derived. */
final class StatsReader {

  private StatsReader() {}

  static SchedulerStats read(Core core) {
    Processors all = core.processors;
    int walked = all.walked();
    int global = core.global.size();
    long queued = global;
    long inProcessors = 0; // goroutines that a machine with a processor is in
    for (int i = 0; i < walked; i++) {
      Processor p = all.get(i);
      queued += p.stats().queued();
      inProcessors += Ownership.isInG(p.ownership.read()) ? 1 : 0;
    }
    List<ProcessorStats> processors =
        IntStream.range(0, all.limit()).mapToObj(i -> all.get(i).stats()).toList();
    int stuck = Math.max(0, core.stuck.get());
    long running = inProcessors + stuck;
    long live = core.live();
    return new SchedulerStats(
        core.config.name(),
        processors,
        global,
        core.machines.count(),
        core.idleMachines.size(),
        core.spinners.count(),
        stuck,
        core.machines.started.get(),
        core.machines.startFailures.get(),
        core.machines.limitReached.get(),
        core.log.errors.get(),
        core.sysmonHandoffs.get(),
        core.blockingHandoffs.get(),
        live,
        queued,
        running,
        Math.max(0, live - queued - running),
        latencies(all));
  }

  private static LatencyHistogram latencies(Processors all) {
    long[] sums = new long[Latencies.BUCKETS];
    all.addLatenciesTo(sums);
    return new LatencyHistogram(
        IntStream.range(0, sums.length).mapToObj(Latencies::upperBound).toList(),
        Arrays.stream(sums).boxed().toList());
  }
}
