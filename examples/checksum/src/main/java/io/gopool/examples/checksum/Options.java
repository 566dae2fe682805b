package io.gopool.examples.checksum;

import io.gopool.WorkerThreads;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The command line.
 *
 * @param capacity how many files are read at once
 * @param threads what kind of thread reads them
 * @param roots what to hash, as it was named; never empty
 * @param help whether only the usage is wanted
 */
record Options(int capacity, WorkerThreads threads, List<Path> roots, boolean help) {

  /** More than this gains nothing, and each file being read costs a buffer. */
  static final int MAX_CAPACITY = 10_000;

  /** Enough to keep both the processors and a disk that likes a queue busy. */
  static final int DEFAULT_CAPACITY = 64;

  static final String USAGE =
      """
      Usage: checksum [--capacity N] [--threads KIND] [--] [PATH]...
      Print the SHA-256 of every regular file at or below each PATH (default: the
      current folder) in the format of sha256sum; check it with sha256sum -c.

        --capacity N    read at most N files at once, 1 to %d (default %d)
        --threads KIND  run them on virtual (default) or platform threads
        --help          print this and exit

      Lines come in the order in which files are done. Symbolic links below a PATH
      are not followed. Progress, errors and a summary go to standard error. Do not
      redirect the output to a file below a PATH: that file is refused as input.

      Exit code: 0 all done, 1 something could not be read, 2 wrong usage or no such
      PATH (the other files are done all the same), 130 interrupted.
      """
          .formatted(MAX_CAPACITY, DEFAULT_CAPACITY);

  static Options parse(String... args) throws UsageException {
    return new Parser(List.of(args).iterator()).parse();
  }

  /** Reads from left to right; the last of two equal options wins. */
  private static final class Parser {

    private final Iterator<String> args;
    private final List<Path> roots = new ArrayList<>();
    private int capacity = DEFAULT_CAPACITY;
    private WorkerThreads threads = WorkerThreads.virtual();
    private boolean help;

    Parser(Iterator<String> args) {
      this.args = args;
    }

    Options parse() throws UsageException {
      while (args.hasNext()) {
        String arg = args.next();
        if (arg.equals("--")) {
          break;
        } else if (arg.startsWith("-") && !arg.equals("-")) {
          option(arg);
        } else {
          roots.add(path(arg));
        }
      }
      while (args.hasNext()) {
        roots.add(path(args.next()));
      }
      if (roots.isEmpty()) {
        roots.add(Path.of("."));
      }
      return new Options(capacity, threads, List.copyOf(roots), help);
    }

    private void option(String arg) throws UsageException {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      switch (name) {
        case "--capacity" -> capacity = capacity(value(name, arg, equals));
        case "--threads" -> threads = threads(value(name, arg, equals));
        case "--help" -> help = true;
        default -> throw new UsageException("unknown option " + Messages.printable(arg));
      }
    }

    private String value(String name, String arg, int equals) throws UsageException {
      if (equals >= 0) {
        return arg.substring(equals + 1);
      }
      if (!args.hasNext()) {
        throw new UsageException(name + " needs a value");
      }
      return args.next();
    }

    private static int capacity(String value) throws UsageException {
      try {
        int n = Integer.parseInt(value);
        if (n >= 1 && n <= MAX_CAPACITY) {
          return n;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new UsageException(
          "--capacity must be a number in [1, " + MAX_CAPACITY + "], was " + quoted(value));
    }

    private static WorkerThreads threads(String value) throws UsageException {
      return switch (value) {
        case "virtual" -> WorkerThreads.virtual();
        case "platform" -> WorkerThreads.platform();
        default ->
            throw new UsageException("--threads must be virtual or platform, was " + quoted(value));
      };
    }

    /** A lone "-" would be read as standard input by {@code sha256sum -c}. */
    private static Path path(String arg) throws UsageException {
      if (arg.isEmpty()) {
        throw new UsageException("a PATH must not be empty; use . for the current folder");
      }
      if (arg.equals("-")) {
        throw new UsageException("standard input is not read; use ./- for a file of that name");
      }
      try {
        return Path.of(arg);
      } catch (InvalidPathException e) {
        throw new UsageException("not a path: " + quoted(arg) + ": " + e.getReason());
      }
    }

    private static String quoted(String value) {
      return "'" + Messages.printable(value) + "'";
    }
  }
}
