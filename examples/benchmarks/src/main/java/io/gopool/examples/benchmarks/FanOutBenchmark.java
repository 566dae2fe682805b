package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (b): tasks that submit tasks, in the tree of calls of the recursive Fibonacci function. One
 * task from outside brings about all others, a million.
 *
 * <p>A task does not wait for its children, because most peers cannot: a thread pool's thread that
 * waits is lost for the children. The end is found as in all loads, by the count in each task
 * ({@link FlaggedTask}), so no counter is shared.
 *
 * <p>A task that submits to a full pool blocks a thread of it, and when all are blocked nothing
 * ever goes on. So the capacity of those that block their submitters has to hold the whole tree:
 * the bound is counted, but nobody comes near it. A peer that runs it in the submitter then, as
 * ours, can also have a smaller one.
 */
@OperationsPerInvocation(1_028_457)
public class FanOutBenchmark extends Load {

  /** The most tasks in flight; those that could deadlock need one that holds the whole tree. */
  @Param("1048576")
  public int capacity;

  private Call root;
  private TaskBatch tree;

  @Override
  boolean suits(Peer peer) {
    return switch (peer.bound()) {
      case NONE, CALLER_RUNS, OURS -> true;
      // The cached thread pool has no queue: its bound is the number of its threads.
      case BLOCKS -> peer != Peer.TPE_SYNCHRONOUS && capacity >= 1 << 20;
    };
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  void prepare(int tasks) {
    int n = 0;
    while (calls(n + 1) <= tasks) {
      n++;
    }
    FlaggedTask[] calls = new FlaggedTask[calls(n)];
    int made = call(n, calls, 0);
    if (made != calls.length) {
      throw new AssertionError(made + " calls, expected " + calls.length);
    }
    root = (Call) calls[0];
    tree = new TaskBatch(calls);
  }

  /** One task of the tree. */
  @Benchmark
  public void execute() {
    pool().execute(root);
    tree.await();
  }

  /** How many calls fib(n) makes, itself included. */
  private static int calls(int n) {
    int previous = 1;
    int calls = 1;
    for (int i = 2; i <= n; i++) {
      int next = 1 + calls + previous;
      previous = calls;
      calls = next;
    }
    return calls;
  }

  /** Makes the tree of fib(n), first the children, and returns the first free index behind it. */
  private int call(int n, FlaggedTask[] calls, int index) {
    if (n < 2) {
      calls[index] = new Call(pool(), null, null);
      return index + 1;
    }
    int right = call(n - 1, calls, index + 1);
    int end = call(n - 2, calls, right);
    calls[index] = new Call(pool(), calls[index + 1], calls[right]);
    return end;
  }

  private static final class Call extends FlaggedTask {

    private final ExecutorService pool;
    private final @Nullable Runnable left;
    private final @Nullable Runnable right;

    Call(ExecutorService pool, @Nullable Runnable left, @Nullable Runnable right) {
      this.pool = pool;
      this.left = left;
      this.right = right;
    }

    @Override
    void body() {
      if (left != null && right != null) {
        pool.execute(left);
        pool.execute(right);
      }
    }
  }
}
