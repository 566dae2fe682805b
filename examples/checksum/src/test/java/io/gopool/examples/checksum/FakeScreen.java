package io.gopool.examples.checksum;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A screen whose streams can be read. */
final class FakeScreen {

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Screen screen;

  FakeScreen() {
    screen = on(out, Terminal.NONE);
  }

  /** Both streams go to the same terminal: see {@link #err}. */
  FakeScreen(Terminal terminal) {
    screen = on(err, terminal);
  }

  /** Standard output fails. */
  FakeScreen(IOException failure) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw failure;
          }
        };
    screen = on(broken, Terminal.NONE);
  }

  private Screen on(OutputStream stdout, Terminal terminal) {
    return new Screen(stdout, new PrintStream(err, true, StandardCharsets.UTF_8), terminal);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  List<String> errLines() {
    return err().lines().toList();
  }

  List<String> outLines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
