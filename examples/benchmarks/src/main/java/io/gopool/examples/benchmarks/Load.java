package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What all loads share: one peer, which is made before and ended after.
 *
 * <p>The methods are called in the order {@link #suits}, {@link #capacity} and {@link #threads},
 * {@link #prepare}, then the load itself, {@link #end}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {
      "-Xms2g",
      "-Xmx2g",
      "-XX:+AlwaysPreTouch", // or who allocates would pay for the first use of each page
      "--add-opens=java.base/java.lang=ALL-UNNAMED"
    })
public abstract class Load {

  /** Who runs the tasks. */
  @Param public Peer peer;

  private ExecutorService pool;

  /** Whether the peer can do this at all, with the parameters as they are set. */
  boolean suits(Peer peer) {
    return true;
  }

  /** The most tasks in flight; peers without a bound ignore it. */
  abstract int capacity();

  /** For peers with a fixed number of threads; by default as fits tasks that compute. */
  int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Makes what the load needs besides the peer.
   *
   * @param tasks how many tasks an operation of the benchmark has
   */
  abstract void prepare(int tasks);

  /** Ends what {@link #prepare} has started. */
  void end() {}

  /** Creates the peer and what the load needs. */
  @Setup
  public final void setUp(BenchmarkParams params) {
    if (!suits(peer)) {
      throw new IllegalArgumentException(
          peer + " cannot run this load; choose others with -p peer=...");
    }
    pool = peer.create(capacity(), threads());
    prepare(params.getOpsPerInvocation());
  }

  /** Ends the peer. */
  @TearDown
  public final void tearDown() {
    end();
    pool.close();
  }

  final ExecutorService pool() {
    return pool;
  }
}
