package io.gopool.examples.checksum;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of a file's name, whatever the locale.
 *
 * <p>On Unix a name is bytes, and {@link Path#toString} is their decoding in the charset of the
 * locale: what does not decode (any name with an umlaut under {@code LC_ALL=C}, a Latin-1 name
 * under UTF-8) is lost, and {@code sha256sum -c} would not find the file. {@link Path#toUri} spells
 * out the bytes of the absolute path, %FF for one that is not ASCII. So a name that is not plain
 * ASCII takes that way.
 */
final class FileName {

  private static final boolean UNIX = "/".equals(java.io.File.separator);

  private FileName() {}

  /** Returns the name as it is: relative if the path is. */
  static byte[] bytes(Path path) {
    String name = path.toString();
    if (!UNIX || isAscii(name)) {
      return name.getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = unescape(path.toUri());
    int from = path.isAbsolute() ? 0 : workingDirectoryLength();
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /**
   * Returns the length of what {@code toUri} puts before a relative path, its last slash included.
   */
  private static int workingDirectoryLength() {
    byte[] folder = unescape(Path.of("").toAbsolutePath().toUri());
    return folder[folder.length - 1] == '/' ? folder.length : folder.length + 1;
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private static byte[] unescape(URI uri) {
    String escaped = uri.getRawPath();
    byte[] bytes = new byte[escaped.length()];
    int length = 0;
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes[length++] = (byte) Integer.parseInt(escaped, i + 1, i + 3, 16);
        i += 2;
      } else {
        bytes[length++] = (byte) escaped.charAt(i);
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
