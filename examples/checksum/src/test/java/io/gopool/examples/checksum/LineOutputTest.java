package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineOutputTest {

  private final List<String> pieces = new ArrayList<>();
  private final LineOutput lines =
      new LineOutput((bytes, n) -> pieces.add(new String(bytes, 0, n, StandardCharsets.US_ASCII)));

  @Test
  void writesNothingBeforeAFlush() throws IOException {
    lines.add(line("a"));
    assertEquals(List.of(), pieces);
    lines.flush();
    lines.flush();
    assertEquals(List.of("a\n"), pieces);
  }

  @Test
  void eachPieceEndsWithALine() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      lines.add(line("line " + i));
      all.append("line ").append(i).append('\n');
    }
    assertTrue(pieces.size() > 2, () -> pieces.size() + " pieces");
    lines.flush();
    assertTrue(pieces.stream().allMatch(piece -> piece.endsWith("\n")));
    assertEquals(all.toString(), String.join("", pieces));
  }

  @Test
  void keepsTheOrderAroundALineThatIsTooLongForTheBuffer() throws IOException {
    String huge = "x".repeat(100_000);
    lines.add(line("a"));
    lines.add(line(huge));
    lines.add(line("b"));
    lines.flush();
    assertEquals("a\n" + huge + "\nb\n", String.join("", pieces));
  }

  @Test
  void theFirstFailureIsFinal() {
    IOException full = new IOException("No space left on device");
    LineOutput broken =
        new LineOutput(
            (bytes, n) -> {
              pieces.add("try");
              throw full;
            });
    byte[] line = line("x".repeat(100_000));
    assertSame(full, assertThrows(IOException.class, () -> broken.add(line)));
    assertSame(full, assertThrows(IOException.class, () -> broken.add(line("a"))));
    assertSame(full, assertThrows(IOException.class, broken::flush));
    assertEquals(List.of("try"), pieces);
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
