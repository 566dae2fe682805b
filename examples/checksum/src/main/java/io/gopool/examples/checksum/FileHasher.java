package io.gopool.examples.checksum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;

/**
 * SHA-256 of files.
 *
 * <p>A digest and its buffer are lent to one task at a time and handed on, so there are as many as
 * files were ever read at once: at most the pool's capacity. A {@link ThreadLocal} would make one
 * per worker thread, and a pool is free to replace its workers as often as it likes.
 *
 * <p>The channel is closed when its thread is interrupted, which ends a read that lasts.
 */
final class FileHasher implements Hasher {

  static final int BUFFER_SIZE = 1 << 15;

  private final Queue<Scratch> scratches = new ConcurrentLinkedQueue<>();

  @Override
  public byte[] hash(Path file, LongConsumer read) throws IOException {
    Scratch lent = scratches.poll();
    Scratch scratch = lent == null ? new Scratch() : lent;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return scratch.hash(channel, read);
    } finally {
      scratch.digest.reset();
      scratches.add(scratch);
    }
  }

  /** Returns how many digests there are that no task holds. */
  int spare() {
    return scratches.size();
  }

  /** What one task needs. */
  private static final class Scratch {

    private final MessageDigest digest = sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

    byte[] hash(FileChannel channel, LongConsumer read) throws IOException {
      int n;
      while ((n = channel.read(buffer.clear())) >= 0) {
        digest.update(buffer.flip());
        read.accept(n);
      }
      return digest.digest();
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
