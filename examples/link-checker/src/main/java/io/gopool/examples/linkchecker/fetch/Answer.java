package io.gopool.examples.linkchecker.fetch;

import java.net.http.HttpHeaders;

/**
 * What a server answered.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body as much of the body as was asked for; empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
public record Answer(int status, HttpHeaders headers, byte[] body) {

  /** Whether it points elsewhere. */
  public boolean isRedirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }
}
