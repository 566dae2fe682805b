package io.gopool.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Writes what went wrong to the logger {@code io.gopool}. None of its methods throws, though the
 * log may fail as well: its output, or the printing of the subject or of what was thrown, or for
 * want of memory. That must not end a worker, nor reach a submitter.
 */
public final class SafeLog {

  private static final Logger LOGGER = System.getLogger("io.gopool");

  private SafeLog() {}

  /** Writes a line about a subject, which is printed only if the level is on. */
  public static void log(
      Level level, String before, Object subject, String after, Throwable thrown) {
    try {
      if (LOGGER.isLoggable(level)) {
        LOGGER.log(level, before + text(subject) + after, thrown);
      }
    } catch (Throwable t) {
      logClass(level, before, subject, after, thrown);
    }
  }

  /** The same, where what was thrown may not be printed. */
  private static void logClass(
      Level level, String before, Object subject, String after, Throwable thrown) {
    try {
      String what = thrown.getClass().getName();
      LOGGER.log(level, before + text(subject) + after + ": " + what + ", not to be printed");
    } catch (Throwable again) {
      // nobody is left to tell
    }
  }

  /** What prints as users want it, or else the name of its class. */
  public static String text(Object users) {
    try {
      return users.toString();
    } catch (Throwable t) {
      return users.getClass().getName();
    }
  }

  /** Has a failure printed with the one that came of telling it. */
  public static void suppress(Throwable failure, Throwable in) {
    if (in != failure) { // a handler may throw on what it was given; nothing suppresses itself
      try {
        in.addSuppressed(failure);
      } catch (Throwable t) {
        // no memory
      }
    }
  }
}
