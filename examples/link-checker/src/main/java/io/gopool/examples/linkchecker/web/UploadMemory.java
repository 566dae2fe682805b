package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.LinkCheckerProperties;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * The bytes that all requests have sent together and that are not yet read into checks. Each may be
 * as large as a request may be, and there are as many as the pool {@code web} runs. Nobody waits
 * here, or a few that drip would hold up all others: what does not fit is refused. Thread-safe.
 */
@Component
class UploadMemory {

  private final Semaphore free;

  UploadMemory(LinkCheckerProperties properties) {
    this.free = new Semaphore(Math.toIntExact(properties.maxUploads().toBytes()));
  }

  /** What one request has of it. */
  final class Share implements AutoCloseable {

    private int bytes;

    private Share() {}

    /**
     * Takes so much more.
     *
     * @throws TooManyUploadsException if the others leave less
     */
    void grow(int by) {
      if (!free.tryAcquire(by)) {
        throw new TooManyUploadsException();
      }
      bytes += by;
    }

    /** Gives all of it back. */
    @Override
    public void close() {
      free.release(bytes);
      bytes = 0;
    }
  }

  Share share() {
    return new Share();
  }
}
