package io.gopool.examples.benchmarks;

import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is on the heap more than before, per piece; JMH reads it. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Retained {

  /** Bytes per piece, of the last invocation. */
  public double retained;

  private long before;

  /** Collects the garbage and looks. */
  void start() {
    before = used();
  }

  /** Looks again. */
  void stop(int pieces) {
    retained = (used() - before) / (double) pieces;
  }

  /** The second collection takes what the first has only made unreachable. */
  private static long used() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
