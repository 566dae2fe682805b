package io.gopool.examples.linkchecker.demo;

import io.gopool.examples.linkchecker.check.Verdict;
import java.util.Locale;

/** The kinds of pages, each with what a check must say of a link to one. */
public enum Kind {
  /** A page. */
  PAGE(Verdict.OK, ""),
  /** One that takes its time, but not too long. */
  SLOW(Verdict.OK, ""),
  /** Moved to a page on another host. */
  MOVED(Verdict.OK, ""),
  /** A page behind four redirects. */
  CHAIN(Verdict.OK, ""),
  /** Fails three times, then answers once, and so on. */
  FLAKY(Verdict.OK, ""),
  /** Knows GET alone. */
  NO_HEAD(Verdict.OK, ""),
  /** Was never there. */
  MISSING(Verdict.BROKEN, "404 Not Found"),
  /** Was there. */
  GONE(Verdict.BROKEN, "410 Gone"),
  /** Always fails. */
  ERROR(Verdict.BROKEN, "500 Internal Server Error"),
  /** Moved to one that is missing. */
  MOVED_MISSING(Verdict.BROKEN, "404 Not Found"),
  /** Moved to itself. */
  LOOP(Verdict.BROKEN, "more than "),
  /** Moved to something that is no URL. */
  MOVED_NOWHERE(Verdict.BROKEN, "redirect refused: "),
  /** Hangs up without an answer. */
  CUT(Verdict.BROKEN, "connection ended without an answer"),
  /** Never answers. */
  HANG(Verdict.BROKEN, "no answer within "),
  /** On a host that does not exist. */
  UNKNOWN_HOST(Verdict.BROKEN, "unknown host "),
  /** On a port where nobody listens. */
  CLOSED_PORT(Verdict.BROKEN, "connection refused"),
  /** Moved to a script. */
  MOVED_SCRIPT(Verdict.REFUSED, "redirect refused: only http and https"),
  /** With a password in the URL. */
  USER_INFO(Verdict.REFUSED, "URL with user information");

  private final Verdict verdict;
  private final String reason;

  Kind(Verdict verdict, String reason) {
    this.verdict = verdict;
    this.reason = reason;
  }

  /** What a check must say. */
  public Verdict verdict() {
    return verdict;
  }

  /** How the reason must begin. */
  public String reason() {
    return reason;
  }

  /** How it is called in paths. */
  String path() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
