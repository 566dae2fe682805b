package io.gopool.examples.http;

import io.gopool.WorkerThreads;

/** What the command line says. */
record Arguments(int port, int capacity, WorkerThreads threads) {

  static final String USAGE = "usage: http-server PORT [CAPACITY [virtual|platform]]";

  private static final int MAX_PORT = 65_535;
  private static final int DEFAULT_CAPACITY = 256;
  private static final int MAX_CAPACITY = 1 << 20;

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it says anything else than {@link #USAGE}
   */
  static Arguments parse(String... args) {
    if (args.length < 1 || args.length > 3) {
      throw new IllegalArgumentException("expected 1 to 3 arguments, got " + args.length);
    }
    return new Arguments(
        number("PORT", args[0], 0, MAX_PORT),
        args.length > 1 ? number("CAPACITY", args[1], 1, MAX_CAPACITY) : DEFAULT_CAPACITY,
        args.length > 2 ? threads(args[2]) : WorkerThreads.virtual());
  }

  private static int number(String name, String text, int least, int most) {
    if (text.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        name + " must be in [" + least + ", " + most + "], was " + text);
  }

  private static WorkerThreads threads(String kind) {
    return switch (kind) {
      case "virtual" -> WorkerThreads.virtual();
      case "platform" -> WorkerThreads.platform();
      default ->
          throw new IllegalArgumentException("threads must be virtual or platform, was " + kind);
    };
  }
}
