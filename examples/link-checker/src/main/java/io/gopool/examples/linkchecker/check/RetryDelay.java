package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.fetch.Answer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long to wait before a request is repeated. */
final class RetryDelay {

  private RetryDelay() {}

  /**
   * Twice as long each time; longer if the server says so, up to a limit.
   *
   * @param attempt the one that has failed, from 1
   * @param answer what it was answered; null for nothing
   */
  static Duration of(CheckSettings settings, int attempt, @Nullable Answer answer) {
    Duration own = settings.retryDelay().multipliedBy(1L << Math.min(attempt - 1, 10));
    Duration wanted = answer == null ? Duration.ZERO : retryAfter(answer);
    Duration longer = wanted.compareTo(own) > 0 ? wanted : own;
    Duration most = settings.maxRetryDelay();
    return longer.compareTo(most) > 0 ? most : longer;
  }

  private static Duration retryAfter(Answer answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }
}
