package io.gopool.examples.checksum;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Finds the regular files below a folder. Goes on after a failure; holds no more than one open
 * folder per level. Links, devices, pipes and sockets below the root are passed over; a root that
 * is a link is followed, as {@code find -H} does.
 */
final class TreeWalk implements FileVisitor<Path> {

  /** Is told of what a walk finds, in the thread that walks. */
  interface Sink {

    /** Takes a regular file; returns false to end the walk. */
    boolean file(Path file, BasicFileAttributes attributes);

    /** Is told that a file or folder below the root could not be read. */
    void failed(Path path, IOException e);
  }

  private final Sink sink;

  TreeWalk(Sink sink) {
    this.sink = sink;
  }

  /**
   * Walks.
   *
   * @throws IOException if {@code root} itself is not there, or is neither a file nor a folder
   */
  void walk(Path root) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      Files.walkFileTree(Files.isSymbolicLink(root) ? root.resolve(".") : root, this);
    } else if (attributes.isRegularFile()) {
      sink.file(root, attributes);
    } else {
      throw new FileSystemException(root.toString(), null, "Not a regular file or directory");
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    return !attributes.isRegularFile() || sink.file(file, attributes)
        ? FileVisitResult.CONTINUE
        : FileVisitResult.TERMINATE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    sink.failed(path, e);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
    if (e != null) {
      sink.failed(dir, e);
    }
    return FileVisitResult.CONTINUE;
  }
}
