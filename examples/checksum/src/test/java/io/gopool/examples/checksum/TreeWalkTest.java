package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeWalkTest implements TreeWalk.Sink {

  private final SortedSet<String> found = new TreeSet<>();
  private final SortedSet<String> failures = new TreeSet<>();
  private final TreeWalk walk = new TreeWalk(this);
  private int limit = Integer.MAX_VALUE;

  @TempDir Path dir;

  @BeforeEach
  void makeTree() throws IOException {
    Files.createDirectories(dir.resolve("sub/sub"));
    Files.createDirectory(dir.resolve("empty"));
    Files.createFile(dir.resolve(".hidden"));
    Files.createFile(dir.resolve("sub/a"));
    Files.createFile(dir.resolve("sub/sub/b"));
  }

  @Test
  void findsRegularFilesAtAnyDepth() throws IOException {
    walk.walk(dir);
    assertEquals(names(".hidden", "sub/a", "sub/sub/b"), found);
  }

  @Test
  void passesOverLinksBelowTheRoot() throws IOException {
    Files.createSymbolicLink(dir.resolve("file-link"), Path.of("sub/a"));
    Files.createSymbolicLink(dir.resolve("dir-link"), Path.of("sub"));
    Files.createSymbolicLink(dir.resolve("loop"), Path.of("."));
    Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nowhere"));
    walk.walk(dir);
    assertEquals(names(".hidden", "sub/a", "sub/sub/b"), found);
    assertEquals(names(), failures);
  }

  @Test
  void followsALinkThatIsTheRoot() throws IOException {
    Files.createSymbolicLink(dir.resolve("dir-link"), Path.of("sub"));
    Files.createSymbolicLink(dir.resolve("file-link"), Path.of("sub/a"));
    walk.walk(dir.resolve("dir-link"));
    walk.walk(dir.resolve("file-link"));
    assertEquals(names("dir-link/./a", "dir-link/./sub/b", "file-link"), found);
  }

  @Test
  void aFileIsARootToo() throws IOException {
    walk.walk(dir.resolve("sub/a"));
    assertEquals(names("sub/a"), found);
  }

  @Test
  void aRootThatIsNotThereIsTheCallersBusiness() throws IOException {
    Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nowhere"));
    assertThrows(NoSuchFileException.class, () -> walk.walk(dir.resolve("missing")));
    assertThrows(NoSuchFileException.class, () -> walk.walk(dir.resolve("dangling")));
    assertThrows(FileSystemException.class, () -> walk.walk(Path.of("/dev/null")));
    assertEquals(names(), failures);
  }

  @Test
  void endsWhenTheSinkHasEnough() throws IOException {
    limit = 2;
    walk.walk(dir);
    assertEquals(2, found.size());
  }

  /** Tests run as root, for whom no folder is closed. */
  @Test
  void goesOnAfterAFolderThatCannotBeRead() {
    IOException e = new AccessDeniedException("x");
    assertEquals(FileVisitResult.CONTINUE, walk.visitFileFailed(dir.resolve("closed"), e));
    assertEquals(FileVisitResult.CONTINUE, walk.postVisitDirectory(dir.resolve("cut"), e));
    assertEquals(names("closed", "cut"), failures);
  }

  @Override
  public boolean file(Path file, BasicFileAttributes attributes) {
    found.add(name(file));
    return found.size() < limit;
  }

  @Override
  public void failed(Path path, IOException e) {
    failures.add(name(path));
  }

  /** As {@code relativize}, which would also take out a dot. */
  private String name(Path path) {
    return path.toString().substring(dir.toString().length() + 1);
  }

  private static SortedSet<String> names(String... names) {
    return new TreeSet<>(List.of(names));
  }
}
