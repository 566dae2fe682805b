package io.gopool.examples.linkchecker.fetch;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the first bytes of a body and hangs up when there are more, so that nobody can fill the
 * memory. It is its own result, there as soon as the headers are: whoever wants the bytes waits for
 * them as long as it likes ({@link #bytes}), so that a body that drips, or stops, holds nobody up
 * for longer. Flow's signals come one at a time.
 */
final class LimitedBody implements BodySubscriber<LimitedBody> {

  private final int limit;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();

  /** Written once, before the response is there, and so before {@link #bytes}. */
  private volatile Flow.@Nullable Subscription subscription;

  LimitedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<LimitedBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  /**
   * Waits for the bytes.
   *
   * @throws TimeoutException if they are not there in time; the connection is closed
   * @throws ExecutionException if the connection broke
   */
  byte[] bytes(long nanos) throws TimeoutException, ExecutionException, InterruptedException {
    try {
      return body.get(nanos, TimeUnit.NANOSECONDS);
    } finally {
      Flow.Subscription s = subscription;
      if (s != null) {
        s.cancel(); // no effect on one that has ended
      }
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    if (limit == 0) {
      finish(s);
    } else {
      s.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), limit - taken.size())];
      buffer.get(bytes);
      taken.writeBytes(bytes);
    }
    Flow.Subscription s = subscription;
    if (taken.size() == limit && s != null) {
      finish(s);
    }
  }

  private void finish(Flow.Subscription s) {
    s.cancel();
    body.complete(taken.toByteArray());
  }

  @Override
  public void onError(Throwable throwable) {
    body.completeExceptionally(throwable);
  }

  @Override
  public void onComplete() {
    body.complete(taken.toByteArray());
  }
}
