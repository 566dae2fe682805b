package io.gopool.examples.checksum;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Hashes a file. Thread-safe. */
@FunctionalInterface
interface Hasher {

  /**
   * Returns the digest of what is in the file.
   *
   * @param read is told of each number of bytes read, as it goes
   * @throws IOException if the file cannot be read to its end
   */
  byte[] hash(Path file, LongConsumer read) throws IOException;
}
