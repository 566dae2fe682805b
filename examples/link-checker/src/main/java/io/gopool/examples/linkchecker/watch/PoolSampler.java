package io.gopool.examples.linkchecker.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all pools once a second and keeps two minutes of that, so that a page has its charts
 * full as soon as it is opened. Thread-safe.
 */
public final class PoolSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PoolSampler.class);
  private static final int KEEP = 120;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sampled = lock.newCondition();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final List<Watched> watched;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long number;
  private boolean failed;

  /** Begins to look. */
  public PoolSampler(List<PoolSource> sources, PoolDurations durations) {
    watched =
        sources.stream().map(source -> new Watched(source, durations.of(source.name()))).toList();
    // Of the operating system, so that it looks in time even when virtual threads have none.
    Thread.ofPlatform().daemon().name("pool-sampler").start(this::loop);
  }

  private void loop() {
    try {
      do {
        trySample();
      } while (!closed.await(1, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An error costs a sample; without this it would cost all that follow. */
  private void trySample() {
    try {
      sample();
    } catch (RuntimeException | Error e) {
      if (!failed) {
        LOG.warn("pools cannot be looked at; further such errors are not logged", e);
      }
      failed = true;
    }
  }

  private void sample() {
    lock.lock();
    try {
      List<PoolSample> pools = watched.stream().map(Watched::sample).toList();
      samples.addLast(new Sample(++number, System.currentTimeMillis(), pools));
      if (samples.size() > KEEP) {
        samples.removeFirst();
      }
      sampled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the kept samples after the given one, oldest first; waits a while if there is none. */
  public List<Sample> after(long seen, long waitMillis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (number <= seen && left > 0) {
        left = sampled.awaitNanos(left);
      }
      List<Sample> newer = new ArrayList<>();
      samples.forEach(
          sample -> {
            if (sample.number() > seen) {
              newer.add(sample);
            }
          });
      return newer;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** A pool, with what it had done when it was looked at last. */
  private static final class Watched {
    private final PoolSource source;
    private final PoolDurations.OfPool durations;
    private long endedBefore;
    private long nanosBefore = System.nanoTime();

    Watched(PoolSource source, PoolDurations.OfPool durations) {
      this.source = source;
      this.durations = durations;
    }

    PoolSample sample() {
      PoolSource.Reading now = source.read();
      long nanos = System.nanoTime();
      double perSecond = (now.ended() - endedBefore) * 1e9 / Math.max(1, nanos - nanosBefore);
      endedBefore = now.ended();
      nanosBefore = nanos;
      PoolSample sample =
          new PoolSample(
              source.name(),
              now.capacity(),
              now.running(),
              now.idle(),
              now.keys(),
              now.queued(),
              now.waiting(),
              Math.round(perSecond * 10) / 10.0,
              now.rejected(),
              durations.waits.quantiles(),
              durations.runs.quantiles());
      durations.waits.rotate();
      durations.runs.rotate();
      return sample;
    }
  }
}
