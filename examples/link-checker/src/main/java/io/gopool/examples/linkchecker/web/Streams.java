package io.gopool.examples.linkchecker.web;

import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events. Each stream is a task of the pool {@code streams}, so that a browser that
 * reads slowly holds up nobody else, and so that there are only so many. A stream that has nothing
 * to say says so now and then: that is how one learns that nobody listens any more.
 */
@Component("eventStreams")
public class Streams implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  /** Writes a stream to its end. */
  interface Script {
    void play(SseEmitter to) throws IOException, InterruptedException;
  }

  private final WorkerPool pool;
  private final CountDownLatch closed = new CountDownLatch(1);

  Streams(@Qualifier("streams") WorkerPool pool) {
    this.pool = pool;
  }

  /**
   * Begins a stream.
   *
   * @throws TooManyStreamsException if there are as many as there may be
   */
  SseEmitter open(Script script) {
    SseEmitter emitter = new SseEmitter(/* no timeout */ 0L);
    try {
      pool.execute(() -> play(script, emitter));
    } catch (PoolOverloadedException e) {
      throw new TooManyStreamsException(e);
    }
    return emitter;
  }

  private static void play(Script script, SseEmitter emitter) {
    try {
      script.play(emitter);
      emitter.complete();
    } catch (IOException e) {
      LOG.debug("nobody listens any more", e); // the container has ended the request
    } catch (InterruptedException e) {
      emitter.complete();
    } catch (RuntimeException | Error e) {
      emitter.completeWithError(e); // without effect if the container has ended the request
    }
  }

  /** Waits; returns whether the streams have to end. */
  boolean pause(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends those that have no end of their own. */
  @Override
  public void close() {
    closed.countDown();
  }
}
