package io.gopool.spring.web;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a web server hands its requests to. Its caller is the thread that polls all sockets, which
 * must not be blocked: a running request that waits for the rest of its body is woken by that same
 * thread, and if that waited for a slot, which the request holds, both would wait for ever.
 *
 * <p>So at capacity a virtual thread waits in its place, one for each request. They are the pool's
 * blocked submitters, admitted first come, first served. There are never more of them than the
 * server has connections. What the pool refuses is answered 503, outside of the pool: the request
 * is read as far as its header, and the connection closed.
 *
 * <p>With HTTP/2 the requests of a connection wait for frames that one task reads for all of them.
 * It takes no slot, for at capacity the requests hold all of them; nor does it run anything of the
 * application: each request comes here as a task of its own.
 *
 * <p>At the end the server closes the connections of requests that it has not begun. So before the
 * server stops, {@link #drain} sees those through that wait.
 */
final class RequestExecutor implements Executor {

  private static final Log logger = LogFactory.getLog(RequestExecutor.class);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final WorkerPool pool;
  private final Duration maxWait;
  private final int queueCapacity;
  private final Thread.Builder.OfVirtual waiters;
  private final Thread.Builder.OfVirtual refusals;
  private final ThreadFactory sockets;
  private final Set<RequestTask> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /**
   * Creates one.
   *
   * @param maxWait how long a request may wait for a slot; zero if it is refused at once
   */
  RequestExecutor(WorkerPool pool, Duration maxWait) {
    this(pool, maxWait, Thread.ofVirtual().name(pool.name() + "-socket").factory());
  }

  /** Creates one with its own threads for the frames of HTTP/2. */
  RequestExecutor(WorkerPool pool, Duration maxWait, ThreadFactory sockets) {
    this.pool = pool;
    this.maxWait = maxWait;
    this.queueCapacity = pool.stats().queueCapacity(); // does not change
    this.waiters = Thread.ofVirtual().name(pool.name() + "-request-waits");
    this.refusals = Thread.ofVirtual().name(pool.name() + "-request-refused");
    this.sockets = sockets;
  }

  @Override
  public void execute(Runnable work) {
    if (SocketTask.is(work)) {
      goOn(work);
      return;
    }
    RequestTask request = new RequestTask(work, pending);
    try {
      hand(request);
    } catch (Throwable t) { // the pool is closed, or an error
      refuse(request, t);
    }
  }

  /** Lets no error out, as {@link #refuse}. */
  private void goOn(Runnable work) {
    try {
      sockets.newThread(work).start();
    } catch (Throwable t) {
      throw new RejectedExecutionException("a connection could not be gone on with", t);
    }
  }

  /** Lets no error out, which would end the thread that polls: that closes what is rejected. */
  private void refuse(RequestTask request, Throwable reason) {
    try {
      log(reason);
      refuse(request);
    } catch (Throwable t) {
      request.forget();
      throw new RejectedExecutionException("a request could not even be refused", t);
    }
  }

  private static void log(Throwable reason) {
    if (reason instanceof RejectedExecutionException) {
      logger.debug("A request is refused", reason);
    } else {
      logger.error("A request is refused", reason);
    }
  }

  /**
   * Added to the pending ones first, then the look at {@code draining}; {@link #drain} sets it
   * first, then looks at those that are pending. So one of the two sees the other.
   */
  private void hand(RequestTask request) {
    boolean mayWait = !maxWait.isZero() && !draining;
    if (mayWait ? isFull() : draining && pool.free() == 0) {
      beyond(request, mayWait);
    } else if (!pool.tryExecute(request)) {
      beyond(request, mayWait);
    }
  }

  /**
   * A look ahead: a {@code tryExecute} that fails is counted as a rejection, which this is not. Few
   * lose the race against others.
   */
  private boolean isFull() {
    return pool.waiting() > 0 || (pool.free() == 0 && pool.queued() >= queueCapacity);
  }

  private void beyond(RequestTask request, boolean mayWait) {
    if (mayWait) {
      waiters.start(() -> await(request));
    } else {
      refuse(request);
    }
  }

  private void await(RequestTask request) {
    request.waitedForBy(Thread.currentThread());
    boolean admitted = false;
    try {
      admitted = !request.isTaken() && pool.tryExecute(request, maxWait);
    } catch (InterruptedException e) {
      // It was refused by drain().
    } catch (Throwable t) {
      log(t);
    } finally {
      request.waitedForBy(null);
      if (!admitted) {
        request.refuse();
      }
    }
  }

  private void refuse(RequestTask request) {
    refusals.start(request::refuse);
  }

  /** Whether {@link #drain} was called: a connection is not to be used again. */
  boolean isDraining() {
    return draining;
  }

  /** Lets requests wait again. */
  void reopen() {
    draining = false;
  }

  /**
   * Sees those through that wait for a slot: until they have one, or the time is over, and then
   * they are refused. Meanwhile further requests are served if there is a slot, and refused
   * otherwise; none of them waits.
   *
   * @param grace the time for what is refused to be answered
   * @return how many were refused because the time was over
   * @throws InterruptedException if interrupted
   */
  int drain(Duration timeout, Duration grace) throws InterruptedException {
    draining = true;
    List<RequestTask> waiting = new ArrayList<>(pending);
    awaitBegun(waiting, timeout);
    waiting.removeIf(RequestTask::isTaken);
    waiting.forEach(this::refuse);
    // Not only those: what has come meanwhile has a slot, but may not have got far yet.
    awaitBegun(new ArrayList<>(pending), grace);
    return waiting.size();
  }

  private static void awaitBegun(List<RequestTask> requests, Duration timeout)
      throws InterruptedException {
    long start = System.nanoTime();
    long limit = TimeUnit.NANOSECONDS.convert(timeout);
    requests.removeIf(request -> !request.isPending());
    while (!requests.isEmpty() && System.nanoTime() - start < limit) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while requests wait for a slot");
      }
      LockSupport.parkNanos(POLL_NANOS);
      requests.removeIf(request -> !request.isPending());
    }
  }
}
