package io.gopool.examples.checksum;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Counts ahead what there is to do, so that a progress bar knows its end: the walk that feeds the
 * pool cannot tell, it is held back by the pool. Runs in a thread of its own, and only for a
 * terminal.
 */
final class Census implements TreeWalk.Sink, Runnable {

  /**
   * Opening a file costs about as much as reading this much more of one. Without it a tree of many
   * small files and a single large one would seem to be done as soon as the large one is.
   */
  private static final long BYTES_PER_FILE = 16_384;

  private final List<Path> roots;

  /** Written by the thread that counts, before {@link #complete}. */
  private long files;

  private long bytes;

  private volatile boolean complete;
  private volatile boolean stopped;

  Census(List<Path> roots) {
    this.roots = roots;
  }

  @Override
  public void run() {
    TreeWalk walk = new TreeWalk(this);
    for (Path root : roots) {
      try {
        walk.walk(root);
      } catch (IOException e) {
        // the walk that hashes tells
      }
    }
    complete = !stopped;
  }

  void stop() {
    stopped = true;
  }

  /** Returns the share that is done, in [0, 1]; negative while it is not known yet. */
  double share(long filesDone, long bytesDone) {
    if (!complete) {
      return -1;
    }
    long all = bytes + files * BYTES_PER_FILE;
    return all == 0 ? 1 : Math.min(1.0, (double) (bytesDone + filesDone * BYTES_PER_FILE) / all);
  }

  @Override
  public boolean file(Path file, BasicFileAttributes attributes) {
    files++;
    bytes += attributes.size();
    return !stopped;
  }

  @Override
  public void failed(Path path, IOException e) {
    // the walk that hashes tells
  }
}
