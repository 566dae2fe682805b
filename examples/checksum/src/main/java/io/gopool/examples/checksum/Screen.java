package io.gopool.examples.checksum;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Standard output, standard error and the status line at the bottom of the terminal, kept out of
 * each other's way: whatever is printed above the status line first wipes it, then draws it again.
 *
 * <p>Where standard output is no terminal its writes take no lock of this class: if nobody reads
 * the pipe, standard error still works.
 */
final class Screen {

  /** To the first column, and erase to the end of the line. */
  private static final String WIPE = "\r\u001b[K";

  /** Without automatic wrap a line that is too long is cut at the margin, not broken in two. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final OutputStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}; empty if there is none. */
  private String status = "";

  Screen(OutputStream out, PrintStream err, Terminal terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Writes complete lines to standard output. */
  void write(byte[] lines, int length) throws IOException {
    if (!terminal.out()) {
      writeOut(lines, length);
      return;
    }
    lock.lock();
    try {
      wipe();
      writeOut(lines, length);
      draw();
    } finally {
      lock.unlock();
    }
  }

  /** Prints a line to standard error. */
  void say(String message) {
    lock.lock();
    try {
      wipe();
      err.println(message);
      draw();
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the status line; an empty one removes it. Does nothing without a terminal. */
  void status(String text) {
    if (!terminal.err()) {
      return;
    }
    lock.lock();
    try {
      if (text.isEmpty()) {
        wipe();
      }
      status = text;
      draw();
    } finally {
      lock.unlock();
    }
  }

  private void writeOut(byte[] lines, int length) throws IOException {
    out.write(lines, 0, length);
    out.flush();
  }

  private void wipe() {
    if (!status.isEmpty()) {
      err.print(WIPE);
      err.flush();
    }
  }

  private void draw() {
    if (!status.isEmpty()) {
      err.print(NO_WRAP + WIPE + status + WRAP);
      err.flush();
    }
  }
}
