package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The expected lines are what GNU sha256sum 9.1 prints. */
class ChecksumLineTest {

  private static final byte[] DIGEST = {0, 1, (byte) 0xab, (byte) 0xff};

  @Test
  void plainNamesStayAsTheyAre() {
    assertEquals("0001abff  ./a b*ü\n", line("./a b*ü"));
  }

  @Test
  void backslashesAreDoubledAndAnnounced() {
    assertEquals("\\0001abff  a\\\\b\n", line("a\\b"));
  }

  @Test
  void lineFeedsAndCarriageReturnsAreNamed() {
    assertEquals("\\0001abff  a\\nb\\rc\n", line("a\nb\rc"));
  }

  @Test
  void otherControlCharactersAreNot() {
    assertEquals("0001abff  a\tb\u001b\n", line("a\tb\u001b"));
  }

  private static String line(String name) {
    byte[] line = ChecksumLine.format(DIGEST, name.getBytes(StandardCharsets.UTF_8));
    return new String(line, StandardCharsets.UTF_8);
  }
}
