package io.gopool.examples.linkchecker.web;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.WorkerPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

class StreamsTest {

  static Stream<Streams.Script> ends() {
    return Stream.of(
        to -> to.send("all"),
        to -> {
          throw new InterruptedException();
        },
        to -> {
          throw new IllegalStateException("cannot be written");
        },
        to -> {
          throw new NullPointerException();
        },
        to -> {
          throw new AssertionError();
        });
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aStreamIsCompletedHoweverItEnds(Streams.Script script) {
    SseEmitter emitter;
    try (WorkerPool pool = WorkerPool.builder("streams").build();
        Streams streams = new Streams(pool)) {
      emitter = streams.open(script);
    }
    assertThrows(IllegalStateException.class, () -> emitter.send("more"));
  }
}
