package io.gopool.examples.benchmarks;

import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (h): two tasks that wait for each other in turn. An operation is one turn: a task wakes the
 * other and is blocked. The pool is hardly in it; what is measured is what its threads run on.
 */
@OperationsPerInvocation(20_000)
public class PingPongBenchmark extends Load {

  /** The most tasks in flight. */
  @Param("64")
  public int capacity;

  private Player[] players;
  private TaskBatch batch;

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  int threads() {
    return 2;
  }

  @Override
  void prepare(int tasks) {
    Semaphore left = new Semaphore(0);
    Semaphore right = new Semaphore(0);
    players = new Player[] {new Player(left, right, tasks / 2), new Player(right, left, tasks / 2)};
    batch = new TaskBatch(players);
  }

  /** One turn. */
  @Benchmark
  public void execute() {
    for (Player player : players) {
      pool().execute(player);
    }
    players[0].own.release();
    batch.await();
    players[0].own.acquireUninterruptibly(); // the last ball
  }

  private static final class Player extends FlaggedTask {

    private final Semaphore own;
    private final Semaphore other;
    private final int turns;

    Player(Semaphore own, Semaphore other, int turns) {
      this.own = own;
      this.other = other;
      this.turns = turns;
    }

    @Override
    void body() {
      for (int i = 0; i < turns; i++) {
        own.acquireUninterruptibly();
        other.release();
      }
    }
  }
}
