package io.gopool.examples.checksum;

import java.util.concurrent.atomic.LongAdder;

/**
 * How far it came. Thread-safe; written by all workers, read by the progress bar and the summary.
 */
final class Tally {

  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failures = new LongAdder();

  void fileDone() {
    files.increment();
  }

  void bytesRead(long n) {
    bytes.add(n);
  }

  void failed() {
    failures.increment();
  }

  /** Returns the files whose line was handed to the output. */
  long files() {
    return files.sum();
  }

  /** Returns the bytes read, of files under way too. */
  long bytes() {
    return bytes.sum();
  }

  /** Returns the files and folders that could not be read. */
  long failures() {
    return failures.sum();
  }
}
