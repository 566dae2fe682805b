package io.gopool.spring.web;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a web server hands its requests to. Its caller is the thread that polls all sockets, which
 * must not be blocked: a running request that waits for the rest of its body is woken by that same
 * thread, and if that waited for a slot, which the request holds, both would wait for ever.
 *
 * <p>So at capacity a virtual thread waits in its place, one for each request. They are the pool's
 * blocked submitters, admitted first come, first served. There are never more of them than the
 * server has connections. A pool that rejects does so: the server closes the connection.
 */
final class RequestExecutor implements Executor {

  private static final Log logger = LogFactory.getLog(RequestExecutor.class);
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final WorkerPool pool;
  private final boolean rejects;
  private final int queueCapacity;
  private final Thread.Builder.OfVirtual waiters;

  /**
   * Creates one.
   *
   * @param rejects whether the pool refuses at capacity
   */
  RequestExecutor(WorkerPool pool, boolean rejects) {
    this.pool = pool;
    this.rejects = rejects;
    this.queueCapacity = pool.stats().queueCapacity(); // does not change
    this.waiters = Thread.ofVirtual().name(pool.name() + "-request-waits");
  }

  @Override
  public void execute(Runnable request) {
    if (rejects) {
      pool.execute(request);
    } else if (isFull() || !pool.tryExecute(request)) {
      waiters.start(() -> await(request));
    }
  }

  /**
   * A look ahead: a {@code tryExecute} that fails is counted as a rejection, which this is not. Few
   * lose the race against others.
   */
  private boolean isFull() {
    return pool.waiting() > 0 || (pool.free() == 0 && pool.queued() >= queueCapacity);
  }

  private void await(Runnable request) {
    try {
      if (!pool.tryExecute(request, FOREVER)) {
        logger.error("Pool '%s' refused a request: %s".formatted(pool.name(), pool.stats()));
      }
    } catch (RejectedExecutionException e) {
      // The pool was closed meanwhile. The server closes the connection when it stops.
      logger.debug("A request was not handled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody has this thread to interrupt it
    }
  }
}
