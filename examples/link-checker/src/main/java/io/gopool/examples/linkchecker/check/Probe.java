package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.check.Step.Again;
import io.gopool.examples.linkchecker.check.Step.Redirected;
import io.gopool.examples.linkchecker.check.Step.Verdicted;
import io.gopool.examples.linkchecker.extract.Link;
import io.gopool.examples.linkchecker.fetch.Answer;
import io.gopool.examples.linkchecker.fetch.FetchException;
import io.gopool.examples.linkchecker.guard.RefusedTargetException;
import io.gopool.examples.linkchecker.guard.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One link on its way to a verdict. Each run is one exchange at most (two where a server does not
 * know HEAD) with one host; a redirect to another host, or a repetition, is another task, so that
 * it counts against the right limit and no worker waits for time to pass. Only one task of a probe
 * exists at a time, and a pool's queue orders them, so its fields need nothing more.
 *
 * <p>A link is asked for with HEAD. Servers that answer that wrongly are common, so GET has the
 * last word on everything but success: at once if the answer is an error, and if there is none
 * where it is tried again anyway. Broken is what stays broken: no answer, 429 and 5xx are tried
 * again.
 */
final class Probe implements Runnable {

  private final Engine engine;
  private final Check check;
  private final Link link;
  private Target target;
  private int redirects;
  private int attempt = 1;
  private boolean withGet;
  private int exchanges;
  private long begin;
  private @Nullable Step next;

  Probe(Engine engine, Check check, Link link, Target target) {
    this.engine = engine;
    this.check = check;
    this.link = link;
    this.target = target;
  }

  void submit() {
    engine.hosts().execute(target.host(), this);
  }

  /**
   * What comes next is not submitted from here: a full pool would run it in this very call,
   * whatever its host.
   */
  @Override
  public void run() {
    try {
      next = null;
      check.work(this::exchange);
      goOn();
    } catch (Throwable t) {
      fail(t);
      throw t; // for the pool's count and the log
    }
  }

  private void goOn() {
    switch (next) {
      case null -> {} // the check has ended, or the service has
      case Verdicted verdict -> check.add(result(verdict));
      case Redirected(Target to) -> {
        redirects++;
        attempt = 1;
        withGet = false;
        target = to;
        engine.later(
            Duration.ZERO, this::resubmit); // here it would run inline where that host is full
      }
      case Again(Duration delay) -> {
        attempt++;
        engine.later(delay, this::resubmit);
      }
    }
  }

  private void exchange() {
    if (exchanges == 0) {
      begin = System.nanoTime();
    }
    try {
      next = ask();
    } catch (InterruptedException e) {
      next = null;
    }
  }

  /** A link without a verdict would keep its check open for ever. */
  private void fail(Throwable t) {
    boolean told = false;
    try {
      check.add(result(new Verdicted(Verdict.BROKEN, 0, "could not be checked: " + t)));
      told = true;
    } finally {
      if (!told) { // no memory for it, say
        check.end(CheckState.FAILED, "could not be checked");
      }
    }
  }

  private void resubmit() {
    try {
      submit();
    } catch (RejectedExecutionException e) {
      check.end(CheckState.INTERRUPTED, "the service was stopped");
    } catch (Throwable t) {
      fail(t);
      throw t;
    }
  }

  private Step ask() throws InterruptedException {
    try {
      return judge(withGet ? get() : head());
    } catch (FetchException e) {
      withGet = true;
      return e.isRetryable() && attempt < engine.settings().attempts()
          ? new Again(delay(null))
          : new Verdicted(
              e.why() == FetchException.Cause.REFUSED ? Verdict.REFUSED : Verdict.BROKEN,
              0,
              String.valueOf(e.getMessage()));
    }
  }

  private Answer head() throws FetchException, InterruptedException {
    exchanges++;
    Answer answer = engine.fetcher().head(target);
    return answer.status() < 400 ? answer : get();
  }

  private Answer get() throws FetchException, InterruptedException {
    exchanges++;
    return engine.fetcher().get(target, 0);
  }

  private Step judge(Answer answer) {
    int status = answer.status();
    if (answer.isRedirect()) {
      return redirect(answer);
    }
    if (status < 400) {
      return new Verdicted(Verdict.OK, status, "");
    }
    if ((status == 429 || status >= 500) && attempt < engine.settings().attempts()) {
      return new Again(delay(answer));
    }
    return new Verdicted(Verdict.BROKEN, status, StatusText.of(status));
  }

  private Step redirect(Answer answer) {
    int status = answer.status();
    Optional<String> location = answer.location();
    if (location.isEmpty()) {
      return new Verdicted(Verdict.BROKEN, status, "redirect without a Location");
    }
    int most = engine.settings().maxRedirects();
    if (redirects == most) {
      return new Verdicted(Verdict.BROKEN, status, "more than " + most + " redirects");
    }
    try {
      return new Redirected(engine.policy().redirect(target, location.get()));
    } catch (RefusedTargetException e) {
      return new Verdicted(
          e.isMalformed() ? Verdict.BROKEN : Verdict.REFUSED,
          status,
          "redirect refused: " + e.getMessage());
    }
  }

  private Duration delay(@Nullable Answer answer) {
    return RetryDelay.of(engine.settings(), attempt, answer);
  }

  private LinkResult result(Verdicted end) {
    return new LinkResult(
        link.url(),
        link.text(),
        end.verdict(),
        end.status(),
        end.reason(),
        redirects == 0 ? null : target.uri().toString(),
        redirects,
        exchanges,
        (System.nanoTime() - begin) / 1_000_000);
  }
}
