package io.gopool.examples.checksum;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the file that standard output is redirected to. It grows while it would be hashed, so
 * no checksum of it could ever be right. Needs {@code /proc}; elsewhere nothing is recognized.
 */
final class OwnOutput {

  static final OwnOutput NONE = new OwnOutput(null);

  /** Device and inode. */
  private final @Nullable Object fileKey;

  private OwnOutput(@Nullable Object fileKey) {
    this.fileKey = fileKey;
  }

  static OwnOutput ofStandardOutput() {
    return of(Path.of("/proc/self/fd/1"));
  }

  static OwnOutput of(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile() ? new OwnOutput(attributes.fileKey()) : NONE;
    } catch (IOException e) {
      return NONE;
    }
  }

  boolean is(BasicFileAttributes attributes) {
    return fileKey != null && fileKey.equals(attributes.fileKey());
  }
}
