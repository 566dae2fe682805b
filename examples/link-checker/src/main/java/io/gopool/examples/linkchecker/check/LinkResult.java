package io.gopool.examples.linkchecker.check;

import org.jspecify.annotations.Nullable;

/**
 * What became of one link.
 *
 * @param url as it was given
 * @param text what a reader sees of it; may be empty
 * @param verdict whether it works
 * @param status the last HTTP status; 0 if there was no answer
 * @param reason why it is broken or refused, for people; empty if it works
 * @param finalUrl where redirects led to; null without any
 * @param redirects how many were followed
 * @param exchanges how many requests it took, repeated ones included, but not those that {@link
 *     java.net.http.HttpClient} repeats by itself
 * @param millis from the first request to the verdict
 */
public record LinkResult(
    String url,
    String text,
    Verdict verdict,
    int status,
    String reason,
    @Nullable String finalUrl,
    int redirects,
    int exchanges,
    long millis) {

  /** One that was never asked for. */
  static LinkResult unasked(String url, String text, Verdict verdict, String reason) {
    return new LinkResult(url, text, verdict, 0, reason, null, 0, 0, 0);
  }

  /** How many characters it is, about, all else counted as some. */
  int size() {
    return 100
        + url.length()
        + text.length()
        + reason.length()
        + (finalUrl == null ? 0 : finalUrl.length());
  }
}
