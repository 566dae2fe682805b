package io.gopool.examples.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.WorkerThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @Test
  void whatIsNotSaidIsAsUsual() {
    assertEquals(new Arguments(8080, 256, WorkerThreads.virtual()), Arguments.parse("8080"));
    assertEquals(new Arguments(0, 4, WorkerThreads.virtual()), Arguments.parse("0", "4"));
    assertEquals(
        new Arguments(0, 4, WorkerThreads.platform()), Arguments.parse("0", "4", "platform"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --help         | PORT must be in [0, 65535], was --help
          -1             | PORT must be in [0, 65535], was -1
          65536          | PORT must be in [0, 65535], was 65536
          0 x            | CAPACITY must be in [1, 1048576], was x
          0 0            | CAPACITY must be in [1, 1048576], was 0
          0 4 platfrom   | threads must be virtual or platform, was platfrom
          0 4 virtual x  | expected 1 to 3 arguments, got 4
          """)
  void whatIsWrongIsSaid(String arguments, String message) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Arguments.parse(arguments.split(" ", -1)));
    assertEquals(message, e.getMessage());
  }
}
