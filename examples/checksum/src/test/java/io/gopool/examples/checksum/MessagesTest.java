package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void reasonsAreThoseOfTheGnuTools() {
    assertEquals("No such file or directory", Messages.reason(new NoSuchFileException("f")));
    assertEquals("Permission denied", Messages.reason(new AccessDeniedException("f")));
    assertEquals(
        "File name too long",
        Messages.reason(new FileSystemException("f", null, "File name too long")));
    assertEquals("Input/output error", Messages.reason(new IOException("Input/output error")));
    assertEquals("java.io.IOException", Messages.reason(new IOException()));
  }

  @Test
  void namesCannotDriveTheTerminal() {
    assertEquals(
        "checksum: a\\x1b[2J\\x0ab: Permission denied",
        Messages.failure(Path.of("a\u001b[2J\nb"), new AccessDeniedException("x")));
  }
}
