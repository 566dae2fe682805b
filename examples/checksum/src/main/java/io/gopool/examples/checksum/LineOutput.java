package io.gopool.examples.checksum;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects lines of many threads and writes them in large pieces, each of which ends with a line.
 * The first failure is final: whoever adds a line afterwards gets it too. Thread-safe.
 */
final class LineOutput {

  private static final int BUFFER_SIZE = 1 << 15;

  /** Where the pieces go. */
  @FunctionalInterface
  interface Target {
    void write(byte[] lines, int length) throws IOException;
  }

  private final Target target;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as the other fields. */
  private final byte[] buffer = new byte[BUFFER_SIZE];

  private int length;
  private @Nullable IOException failure;

  LineOutput(Target target) {
    this.target = target;
  }

  /** Adds a line, which ends with a line feed. */
  void add(byte[] line) throws IOException {
    lock.lock();
    try {
      if (line.length > buffer.length - length) {
        writeBuffer();
      }
      if (line.length > buffer.length) {
        write(line, line.length);
      } else {
        System.arraycopy(line, 0, buffer, length, line.length);
        length += line.length;
      }
      checkFailure();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what was added. */
  void flush() throws IOException {
    lock.lock();
    try {
      writeBuffer();
    } finally {
      lock.unlock();
    }
  }

  private void writeBuffer() throws IOException {
    checkFailure();
    int n = length;
    length = 0;
    if (n > 0) {
      write(buffer, n);
    }
  }

  private void write(byte[] lines, int n) throws IOException {
    try {
      target.write(lines, n);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void checkFailure() throws IOException {
    IOException e = failure;
    if (e != null) {
      throw e;
    }
  }
}
