package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "./a", "../a/./b", "/", "/a b%41", "a\\b\n"})
  void isWhatThePathWasMadeOf(String name) {
    assertArrayEquals(name.getBytes(StandardCharsets.US_ASCII), FileName.bytes(Path.of(name)));
  }

  @Test
  void keepsBytesThatAreNotAscii() {
    assertArrayEquals(bytes("/tmp/na\u00efve %"), FileName.bytes(path("/tmp/na%EFve%20%25")));
    assertArrayEquals(bytes("/\u00c3\u00af"), FileName.bytes(path("/%C3%AF")));
  }

  @Test
  void keepsThemInRelativePathsToo() {
    Path name = path("/na%EFve").getFileName();
    assertArrayEquals(bytes("na\u00efve"), FileName.bytes(name));
    assertArrayEquals(bytes("./na\u00efve"), FileName.bytes(Path.of(".").resolve(name)));
    assertArrayEquals(bytes("../b/na\u00efve"), FileName.bytes(Path.of("../b").resolve(name)));
  }

  /** Makes any bytes a path, whatever the locale. */
  private static Path path(String escaped) {
    return Path.of(URI.create("file://" + escaped));
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
