package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.check.ServiceFullException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Errors as problem details (RFC 9457). */
@RestControllerAdvice
class Errors extends ResponseEntityExceptionHandler {

  /** A check takes seconds to minutes, so a place is likely to become free in this time. */
  private static final String RETRY_AFTER_SECONDS = "5";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> bad(BadRequestException e) {
    return problem(e.status(), e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unknown(UnknownCheckException e) {
    return problem(HttpStatus.NOT_FOUND, e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(ServiceFullException e) {
    return later(e.isStopping() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.TOO_MANY_REQUESTS, e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(TooManyStreamsException e) {
    return later(HttpStatus.TOO_MANY_REQUESTS, e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(TooManyUploadsException e) {
    return later(HttpStatus.TOO_MANY_REQUESTS, e);
  }

  private static ResponseEntity<ProblemDetail> later(HttpStatus status, Exception e) {
    return ResponseEntity.status(status)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .body(detail(status, e));
  }

  private static ResponseEntity<ProblemDetail> problem(HttpStatus status, Exception e) {
    return ResponseEntity.status(status).body(detail(status, e));
  }

  private static ProblemDetail detail(HttpStatus status, Exception e) {
    return ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
  }
}
