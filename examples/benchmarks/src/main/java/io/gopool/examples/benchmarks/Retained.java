package io.gopool.examples.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is on the heap more than before, per piece; JMH reads it. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Retained {

  private static final int MOST_COLLECTIONS = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
  private static final long NOISE_BYTES = 4_096;

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

  /**
   * Collects until nothing more goes. One collection is not enough: stacks of virtual threads, for
   * one, shrink to what is in use and become unreachable over several.
   */
  private static long used() {
    long used = Long.MAX_VALUE;
    int unchanged = 0;
    for (int i = 0; i < MOST_COLLECTIONS && unchanged < 2; i++) {
      System.gc();
      LockSupport.parkNanos(PAUSE_NANOS);
      long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      unchanged = Math.abs(now - used) < NOISE_BYTES ? unchanged + 1 : 0;
      used = now;
    }
    return used;
  }
}
