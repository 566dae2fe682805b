package io.gopool.examples.checksum;

/** What the program tells the shell. */
final class ExitCode {

  /** Each file was hashed. */
  static final int OK = 0;

  /** Some file or folder could not be read, or the output not be written. */
  static final int FAILURE = 1;

  /** The command line is wrong, or names a path that is not there. */
  static final int USAGE = 2;

  /** 128 + SIGINT, as shells report it; the JVM itself exits with it after the signal. */
  static final int INTERRUPTED = 130;

  /** 128 + SIGPIPE: nobody reads the output any more. */
  static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
