package io.gopool.examples.linkchecker.guard;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Looks names up on threads of its own. A lookup is a call of the C library: it blocks the thread
 * that makes it, and knows no time limit and no interrupt. So whoever needs the name waits for so
 * long, and then goes on without it. The lookup goes on as well, and keeps its thread; a pool
 * bounds how many there are. While it is full of such ones, further ones wait behind them, and are
 * given up in their time without having begun. Thread-safe.
 */
public final class Lookups implements AutoCloseable {

  private final WorkerPool pool;
  private final int most;
  private final Duration longest;

  /**
   * Makes it.
   *
   * @param most how many lookups there may be at once, and how many may wait for them
   * @param longest how long one is waited for
   */
  public Lookups(int most, Duration longest) {
    this.most = most;
    this.longest = longest;
    this.pool =
        WorkerPool.builder("names")
            .capacity(most)
            .queueCapacity(most)
            .admission(Admission.reject())
            .threads(WorkerThreads.platform())
            .build();
  }

  /**
   * Returns the addresses of a name.
   *
   * @throws OverdueException if they are not there in time
   */
  List<InetAddress> lookup(String host, LookupPolicy policy, InetAddressResolver source)
      throws UnknownHostException {
    AtomicBoolean decided = new AtomicBoolean(); // begun or given up before, whatever is first
    Future<List<InetAddress>> answer;
    try {
      answer =
          pool.submit(
              () -> {
                if (!decided.compareAndSet(false, true)) {
                  return List.of(); // to nobody
                }
                try (Stream<InetAddress> addresses = source.lookupByName(host, policy)) {
                  return addresses.toList();
                }
              });
    } catch (RejectedExecutionException e) {
      throw overdue(host, /* begun= */ false);
    }
    try {
      return await(answer);
    } catch (TimeoutException e) {
      boolean begun = !decided.compareAndSet(false, true);
      answer.cancel(/* mayInterruptIfRunning= */ false); // leaves the queue if it is there
      throw overdue(host, begun);
    } catch (ExecutionException e) {
      throw unknown(host, e);
    }
  }

  /**
   * An interrupt is kept for the caller, but ends nothing: the JVM would remember for a while that
   * the name has no address, and tell all others so.
   */
  private <T> T await(Future<T> answer) throws ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + longest.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private OverdueException overdue(String host, boolean begun) {
    return new OverdueException(
        "no address of "
            + host
            + " within "
            + TimeText.of(longest)
            + (begun ? "" : ", not even asked for: " + most + " lookups have no answer yet"));
  }

  private static UnknownHostException unknown(String host, ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(e.getCause());
    return unknown;
  }

  /** Nobody knows whether the name has an address. The message is meant for people. */
  static final class OverdueException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    OverdueException(String message) {
      super(message);
    }
  }

  /** Begins no more; what has begun is not waited for. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
