package io.gopool.examples.checksum;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The command line program. */
public final class Main {

  private Main() {}

  /** Runs the program and exits the JVM with its exit code. */
  public static void main(String[] args) {
    // System.out would swallow its errors, a broken pipe among them.
    Screen screen =
        new Screen(new FileOutputStream(FileDescriptor.out), System.err, Terminal.detect());
    System.exit(run(args, screen, OwnOutput.ofStandardOutput(), Main::interruptAtShutdown));
  }

  /**
   * Runs the program and returns its exit code.
   *
   * @param starting is given each run before it starts
   */
  static int run(String[] args, Screen screen, OwnOutput own, Consumer<Checksum> starting) {
    try {
      Options options = Options.parse(args);
      if (options.help()) {
        return help(screen);
      }
      Checksum checksum = new Checksum(options, new FileHasher(), screen, own);
      starting.accept(checksum);
      return checksum.run();
    } catch (UsageException e) {
      screen.say("checksum: " + e.getMessage());
      screen.say("Try 'checksum --help' for more information.");
      return ExitCode.USAGE;
    }
  }

  private static int help(Screen screen) {
    byte[] usage = Options.USAGE.getBytes(StandardCharsets.UTF_8);
    try {
      screen.write(usage, usage.length);
      return ExitCode.OK;
    } catch (IOException e) {
      return ExitCode.FAILURE;
    }
  }

  /** After a signal the JVM waits for its shutdown hooks, then exits with 128 + the signal. */
  private static void interruptAtShutdown(Checksum checksum) {
    Runnable hook =
        () -> {
          try {
            checksum.interrupt();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the JVM exits anyway
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("signal").unstarted(hook));
  }
}
