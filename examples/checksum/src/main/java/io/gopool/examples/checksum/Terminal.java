package io.gopool.examples.checksum;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/**
 * Which of the standard streams are terminals that understand escape sequences.
 *
 * <p>{@code System.console()} does not tell: before Java 22 it is null unless input and output both
 * are terminals, since then it is never null, and it says nothing of standard error at all. So this
 * asks {@code test -t} in a shell that inherits the streams. Where there is no shell there is no
 * bar.
 *
 * @param out standard output
 * @param err standard error
 */
record Terminal(boolean out, boolean err) {

  static final Terminal NONE = new Terminal(false, false);

  private static final String SCRIPT = "n=0; test -t 1 && n=1; test -t 2 && n=$((n + 2)); exit $n";

  static Terminal detect() {
    String term = System.getenv("TERM");
    if (term == null || term.isEmpty() || term.equals("dumb")) {
      return NONE;
    }
    try {
      int streams =
          new ProcessBuilder("sh", "-c", SCRIPT)
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start()
              .waitFor();
      return new Terminal((streams & 1) != 0, (streams & 2) != 0);
    } catch (IOException e) {
      return NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NONE;
    }
  }
}
