package io.gopool.examples.checksum;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One line of {@code sha256sum}: 64 hex digits, two spaces, the name, a line feed. If the name has
 * a backslash, line feed or carriage return, these are written as {@code \\}, {@code \n} and {@code
 * \r} and the line starts with a backslash.
 */
final class ChecksumLine {

  private static final HexFormat HEX = HexFormat.of();

  private ChecksumLine() {}

  static byte[] format(byte[] digest, byte[] name) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1 + 2 * digest.length + 3 + name.length);
    if (needsEscape(name)) {
      line.write('\\');
    }
    line.writeBytes(HEX.formatHex(digest).getBytes(StandardCharsets.US_ASCII));
    line.write(' ');
    line.write(' ');
    for (byte b : name) {
      appendEscaped(line, b);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static boolean needsEscape(byte[] name) {
    for (byte b : name) {
      if (b == '\\' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }

  private static void appendEscaped(ByteArrayOutputStream line, byte b) {
    switch (b) {
      case '\\' -> line.writeBytes(new byte[] {'\\', '\\'});
      case '\n' -> line.writeBytes(new byte[] {'\\', 'n'});
      case '\r' -> line.writeBytes(new byte[] {'\\', 'r'});
      default -> line.write(b);
    }
  }
}
