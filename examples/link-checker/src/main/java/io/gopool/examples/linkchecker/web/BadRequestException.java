package io.gopool.examples.linkchecker.web;

import org.springframework.http.HttpStatus;

/** A request that cannot be understood or is too large; the message says what to do. */
final class BadRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  BadRequestException(HttpStatus status, String message) {
    super(message);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
