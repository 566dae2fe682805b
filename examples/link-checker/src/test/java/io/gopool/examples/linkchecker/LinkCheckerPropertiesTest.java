package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What is said of settings that are wrong: which, its value, what was expected, what to do. */
class LinkCheckerPropertiesTest {

  private static LinkCheckerProperties bind(String name, String value) {
    return new Binder(new MapConfigurationPropertySource(Map.of("link-checker." + name, value)))
        .bindOrCreate("link-checker", LinkCheckerProperties.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exchanges        | 0     | at least 1, was 0; remove it for the default
          max-redirects    | -1    | at least 0, was -1; remove it for the default
          timeout          | 0s    | at least 1ms, was 0ms; write 500ms or 10s, say
          retry-delay      | -1s   | at least 0ms, was -1000ms; write 500ms
          drain            | -1ms  | at least 0ms, was -1ms
          download-timeout | 0     | at least 1ms, was 0ms
          max-body         | 0     | above 0 and at most 1GB, was 0B; write 512KB or 4MB, say
          max-upload       | 3GB   | above 0 and at most 1GB, was 3221225472B
          max-uploads      | 1MB   | at least link-checker.max-upload, which is 4194304B, was 1048576B
          hosts            | a:80  | names, was a:80; write checker.example, without scheme and port
          """)
  void whatIsOutOfBoundsIsRefused(String name, String value, String message) {
    Throwable cause = assertThrows(BindException.class, () -> bind(name, value));
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage());
    assertTrue(said.startsWith("link-checker." + name + " must be " + message), said);
  }

  @Test
  void aNameThatIsNoSettingIsRefused() {
    Throwable e =
        assertThrows(Exception.class, () -> Service.start("link-checker.per-hosts=4").close());
    StringBuilder said = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      said.append(cause.getMessage()).append('\n');
    }
    assertTrue(said.toString().contains("link-checker.per-hosts"), said::toString);
  }
}
