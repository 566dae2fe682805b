package io.gopool.examples.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (g): how long it takes from the submission of a task to its start, while tasks of 20 us come
 * at random times.
 *
 * <p><b>Open loop.</b> The times are fixed beforehand (a Poisson process, always the same one) and
 * do not depend on how the pool is doing. A delay is counted from the time at which the task was
 * due, not from that at which it was submitted: if a submission took long, all that should have
 * been submitted meanwhile are late, and are counted as such. Otherwise a pool would profit from
 * slowing its submitter down (coordinated omission).
 *
 * <p><b>The submitter sleeps</b> until the next task is due. If it waited actively, it would be one
 * more thread that computes than there are processors for, and what the operating system does then
 * is some milliseconds, beside which no pool can be seen. It oversleeps by some 60 us; what was due
 * meanwhile comes at once when it wakes up, and is due then: that is not the pool's doing. So the
 * load is a little burstier than its process, and the same for all.
 *
 * <p><b>The same for all.</b> The load is a part of what the machine can do, not of what the peer
 * can: a service has to serve its users whatever pool it has, and a slow peer would otherwise be
 * given less to do. 100 % is what all processors can do if they do nothing but tasks.
 */
@OperationsPerInvocation(20_000)
public class LatencyBenchmark extends Load {

  private static final int TASK_MICROS = 20;

  /** The most tasks in flight. */
  @Param("1000")
  public int capacity;

  /** The work that comes, in percent of what the processors can do. */
  @Param({"10", "50", "90"})
  public int load;

  private DueTask[] tasks;
  private TaskBatch batch;
  private long[] times;

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  void prepare(int number) {
    long steps = Work.steps(TASK_MICROS);
    tasks = new DueTask[number];
    for (int i = 0; i < number; i++) {
      tasks[i] = new DueTask(steps);
    }
    batch = new TaskBatch(tasks);
    int processors = Runtime.getRuntime().availableProcessors();
    double gap = TimeUnit.MICROSECONDS.toNanos(TASK_MICROS) / (double) processors * 100 / load;
    times = poisson(number, gap);
  }

  /** All tasks, each when it is due. */
  @Benchmark
  public void execute(Delays delays) {
    long start = System.nanoTime();
    long awakeSince = start;
    for (int i = 0; i < tasks.length; i++) {
      long planned = start + times[i];
      if (System.nanoTime() - planned < 0) {
        awakeSince = sleepUntil(planned);
      }
      tasks[i].setDue(start + Math.max(times[i], awakeSince - start));
      pool().execute(tasks[i]);
    }
    batch.await();
    for (DueTask task : tasks) {
      delays.add(task);
    }
  }

  /** Returns when it woke up. */
  private static long sleepUntil(long time) {
    long now;
    while ((now = System.nanoTime()) - time < 0) {
      LockSupport.parkNanos(time - now);
    }
    return now;
  }

  /** Times of a Poisson process, in nanoseconds. */
  private static long[] poisson(int number, double meanGap) {
    SplittableRandom random = new SplittableRandom(1);
    long[] times = new long[number];
    double time = 0;
    for (int i = 0; i < number; i++) {
      time += random.nextExponential() * meanGap;
      times[i] = (long) time;
    }
    return times;
  }
}
