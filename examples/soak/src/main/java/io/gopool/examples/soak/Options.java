package io.gopool.examples.soak;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param seconds how long it runs
 * @param seed of everything that is random
 * @param report the file for the report, null for none
 */
record Options(long seconds, long seed, @Nullable Path report) {

  static final String USAGE =
      "usage: soak [--seconds N] [--seed N] [--report FILE]   (default: 600 seconds, a new seed)";

  static Options parse(String... args) {
    Options options = new Options(600, System.nanoTime(), null);
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      options = options.with(args[i], args[i + 1]);
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--seconds" -> new Options(Long.parseLong(value), seed, report);
      case "--seed" -> new Options(seconds, Long.parseLong(value), report);
      case "--report" -> new Options(seconds, seed, Path.of(value));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }
}
