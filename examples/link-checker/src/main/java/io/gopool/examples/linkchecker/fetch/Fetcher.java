package io.gopool.examples.linkchecker.fetch;

import io.gopool.examples.linkchecker.fetch.FetchException.Cause;
import io.gopool.examples.linkchecker.guard.ResolutionGuard;
import io.gopool.examples.linkchecker.guard.Target;
import io.gopool.examples.linkchecker.guard.TimeText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one URL: no redirect is followed here, because each must pass the target policy. {@link
 * HttpClient} asks once more by itself if the connection ends before an answer begins, since it
 * cannot know that one which was kept open is still open; so a server may see two requests. The
 * time limit is for the whole exchange, from the name to the last byte that is wanted. An interrupt
 * ends the exchange. Thread-safe.
 */
public final class Fetcher implements AutoCloseable {

  private final HttpClient client;
  private final ResolutionGuard guard;
  private final Duration timeout;
  private final String userAgent;

  /**
   * Makes a fetcher.
   *
   * @param guard the installed one: there must be no fetcher without
   * @param timeout for a whole exchange
   * @param userAgent what it says that it is
   */
  public Fetcher(ResolutionGuard guard, Duration timeout, String userAgent) {
    this.guard = guard;
    this.timeout = timeout;
    this.userAgent = userAgent;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY) // a proxy would resolve names by itself
            .connectTimeout(timeout)
            .build();
  }

  /** Asks with HEAD, which brings no body. */
  public Answer head(Target target) throws FetchException, InterruptedException {
    return exchange(target, "HEAD", 0);
  }

  /**
   * Asks with GET.
   *
   * @param maxBody how many bytes of the body are wanted; what follows is not read
   */
  public Answer get(Target target, int maxBody) throws FetchException, InterruptedException {
    return exchange(target, "GET", maxBody);
  }

  private Answer exchange(Target target, String method, int maxBody)
      throws FetchException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target.uri())
            .method(method, BodyPublishers.noBody())
            .timeout(timeout)
            .header("User-Agent", userAgent)
            .header("Accept", "*/*")
            .build();
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      // send, not sendAsync: that completes on the common pool, which others may keep busy.
      HttpResponse<LimitedBody> response = client.send(request, info -> new LimitedBody(maxBody));
      byte[] body = response.body().bytes(Math.max(0, deadline - System.nanoTime()));
      return new Answer(response.statusCode(), response.headers(), body);
    } catch (TimeoutException e) {
      throw tookTooLong(e);
    } catch (ExecutionException e) {
      throw explain(target, e.getCause() == null ? e : e.getCause());
    } catch (IOException e) {
      throw explain(target, e);
    }
  }

  private FetchException tookTooLong(Throwable e) {
    return new FetchException(Cause.TIMEOUT, "no answer within " + TimeText.of(timeout), e);
  }

  private FetchException explain(Target target, Throwable e) {
    boolean late = e instanceof HttpTimeoutException;
    boolean unresolved =
        has(e, UnresolvedAddressException.class) || has(e, UnknownHostException.class);
    String overdue = late || unresolved ? guard.overdue(target.uri().getHost()) : null;
    if (overdue != null) {
      return new FetchException(Cause.TIMEOUT, overdue, e);
    }
    if (late) {
      return tookTooLong(e);
    }
    if (unresolved) {
      return guard.refuses(target.uri().getHost())
          ? new FetchException(Cause.REFUSED, "address is not public", e)
          : new FetchException(Cause.UNKNOWN_HOST, "unknown host " + target.host(), e);
    }
    if (has(e, SSLException.class)) {
      return new FetchException(Cause.TLS, "TLS: " + e.getMessage(), e);
    }
    return e instanceof ConnectException
        ? new FetchException(Cause.CONNECTION, "connection refused", e)
        : new FetchException(Cause.CONNECTION, "connection ended without an answer", e);
  }

  private static boolean has(@Nullable Throwable e, Class<? extends Throwable> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
