package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digests of the empty string, "abc" and a million "a" are those of FIPS 180-4. */
class FileHasherTest {

  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String MILLION =
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

  private final FileHasher hasher = new FileHasher();
  private final AtomicLong read = new AtomicLong();

  @TempDir Path dir;

  @Test
  void hashesFilesOfAnyLength() throws IOException {
    assertEquals(EMPTY, hash(file("")));
    assertEquals(ABC, hash(file("abc")));
    assertEquals(MILLION, hash(file("a".repeat(1_000_000))));
    assertEquals(1_000_003, read.get());
  }

  @Test
  void reusesItsDigest() throws IOException {
    assertEquals(ABC, hash(file("abc")));
    assertEquals(ABC, hash(file("abc")));
    assertEquals(1, hasher.spare());
  }

  @Test
  void startsAfreshAfterAFailure() throws IOException {
    Path file = file("a".repeat(FileHasher.BUFFER_SIZE));
    IllegalStateException cut = new IllegalStateException();
    assertThrows(
        IllegalStateException.class,
        () ->
            hasher.hash(
                file,
                n -> {
                  throw cut;
                }));
    assertThrows(NoSuchFileException.class, () -> hash(dir.resolve("missing")));
    assertEquals(ABC, hash(file("abc")));
    assertEquals(1, hasher.spare());
  }

  @Test
  void aFolderIsAnError() {
    assertThrows(IOException.class, () -> hash(dir));
  }

  private Path file(String text) throws IOException {
    return Files.write(dir.resolve("file"), text.getBytes(StandardCharsets.US_ASCII));
  }

  private String hash(Path file) throws IOException {
    return HexFormat.of().formatHex(hasher.hash(file, read::addAndGet));
  }
}
