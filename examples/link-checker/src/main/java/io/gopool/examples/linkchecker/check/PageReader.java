package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.extract.LinkExtractor;
import io.gopool.examples.linkchecker.extract.Page;
import io.gopool.examples.linkchecker.fetch.Answer;
import io.gopool.examples.linkchecker.fetch.FetchException;
import io.gopool.examples.linkchecker.guard.RefusedTargetException;
import io.gopool.examples.linkchecker.guard.Target;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the page whose links are wanted. Its exchanges count against the limits as all others. */
final class PageReader {

  private static final Pattern CHARSET =
      Pattern.compile("(?i)\\bcharset\\s*=\\s*\"?([\\w.:+-]{1,40})");

  private final Engine engine;
  private final Check check;

  PageReader(Engine engine, Check check) {
    this.engine = engine;
    this.check = check;
  }

  /** Follows redirects, repeats what failed for now. */
  Found read(Target page) throws UnreadablePageException, InterruptedException {
    Target target = page;
    for (int redirects = 0; redirects <= engine.settings().maxRedirects(); redirects++) {
      Answer answer = patiently(target);
      if (!answer.isRedirect()) {
        return extract(target, answer);
      }
      target = redirected(target, answer);
    }
    throw new UnreadablePageException(
        "the page has more than " + engine.settings().maxRedirects() + " redirects");
  }

  private Target redirected(Target from, Answer answer) throws UnreadablePageException {
    String location =
        answer
            .location()
            .orElseThrow(() -> new UnreadablePageException("a redirect without a Location"));
    try {
      return engine.policy().redirect(from, location);
    } catch (RefusedTargetException e) {
      throw new UnreadablePageException("redirect refused: " + e.getMessage());
    }
  }

  private Found extract(Target target, Answer answer) throws UnreadablePageException {
    if (answer.status() != 200) {
      throw new UnreadablePageException("the page answers " + StatusText.of(answer.status()));
    }
    String type = answer.headers().firstValue("Content-Type").orElse("text/html");
    if (!type.matches("(?is)(text/html|application/xhtml\\+xml|text/plain).*")) {
      throw new UnreadablePageException("not a page with links, but " + printable(type));
    }
    CheckSettings settings = engine.settings();
    Page page =
        LinkExtractor.extract(answer.body(), charset(type), target.uri(), settings.maxLinks());
    boolean all = answer.body().length < settings.maxBody();
    return Found.of(
        page, all ? "" : "only the first " + settings.maxBody() + " bytes of the page were read");
  }

  private static String printable(String type) {
    return type.substring(0, Math.min(type.length(), 60));
  }

  private static @Nullable String charset(String type) {
    Matcher matcher = CHARSET.matcher(type);
    try {
      return matcher.find() && Charset.isSupported(matcher.group(1)) ? matcher.group(1) : null;
    } catch (IllegalCharsetNameException e) {
      return null;
    }
  }

  private Answer patiently(Target target) throws UnreadablePageException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= engine.settings().attempts();
      @Nullable Answer answer = null;
      try {
        answer = onHost(target);
        if (last || (answer.status() != 429 && answer.status() < 500)) {
          return answer;
        }
      } catch (FetchException e) {
        if (last || !e.isRetryable()) {
          throw new UnreadablePageException(String.valueOf(e.getMessage()));
        }
      }
      // A wait that a cancelled check ends.
      Duration delay = RetryDelay.of(engine.settings(), attempt, answer);
      check.awaitEnd(delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Makes the exchange a task of its own. If the check ends before the task has run, it never will;
   * but then this thread, which works for the check as well, is interrupted.
   */
  private Answer onHost(Target target) throws FetchException, InterruptedException {
    int most = engine.settings().maxBody();
    FutureTask<Answer> exchange = new FutureTask<>(() -> engine.fetcher().get(target, most));
    engine.hosts().execute(target.host(), () -> check.work(exchange));
    try {
      return exchange.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FetchException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
