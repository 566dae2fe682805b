package io.gopool.examples.linkchecker.check;

import org.springframework.http.HttpStatus;

/** A status as people know it: "404 Not Found". What the server calls it may be anything. */
final class StatusText {

  private StatusText() {}

  static String of(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? Integer.toString(status) : status + " " + known.getReasonPhrase();
  }
}
