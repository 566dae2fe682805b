package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerThreads;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void hashesTheCurrentFolderOnVirtualThreadsByDefault() throws UsageException {
    Options options = Options.parse();
    assertEquals(List.of(Path.of(".")), options.roots());
    assertSame(WorkerThreads.virtual(), options.threads());
    assertEquals(64, options.capacity());
  }

  @Test
  void takesOptionsAndPathsInAnyOrder() throws UsageException {
    Options options = Options.parse("a", "--capacity", "3", "b c", "--threads=platform");
    assertEquals(List.of(Path.of("a"), Path.of("b c")), options.roots());
    assertSame(WorkerThreads.platform(), options.threads());
    assertEquals(3, options.capacity());
  }

  @Test
  void theLastOfTwoEqualOptionsWins() throws UsageException {
    assertEquals(9, Options.parse("--capacity=1", "--capacity=9").capacity());
  }

  @Test
  void afterTwoDashesAllArePaths() throws UsageException {
    assertEquals(
        List.of(Path.of("--help"), Path.of("--")), Options.parse("--", "--help", "--").roots());
  }

  @Test
  void asksForHelp() throws UsageException {
    assertTrue(Options.parse("--help").help());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--capacity=0          | --capacity must be a number in [1, 10000], was '0'",
        "--capacity=10001      | --capacity must be a number in [1, 10000], was '10001'",
        "--capacity=many       | --capacity must be a number in [1, 10000], was 'many'",
        "--capacity=           | --capacity must be a number in [1, 10000], was ''",
        "--capacity            | --capacity needs a value",
        "--threads             | --threads needs a value",
        "--threads=green       | --threads must be virtual or platform, was 'green'",
        "--sort                | unknown option --sort",
        "-x                    | unknown option -x",
        "-                     | standard input is not read; use ./- for a file of that name",
      })
  void saysWhatIsWrong(String arg, String message) {
    UsageException e = assertThrows(UsageException.class, () -> Options.parse(arg));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void rejectsWhatIsNoPath(String arg) {
    assertThrows(UsageException.class, () -> Options.parse(arg));
  }

  @Test
  void usageFitsATerminal() {
    assertTrue(Options.USAGE.lines().allMatch(line -> line.length() <= 80), Options.USAGE);
  }
}
