package io.gopool.examples.checksum;

import java.util.Locale;

/** The last line: how much in how long. */
final class Summary {

  private Summary() {}

  static String of(Tally tally, long nanos, boolean interrupted) {
    double seconds = Math.max(nanos, 1) / 1e9;
    String text =
        String.format(
            Locale.ROOT,
            "checksum: %s%,d %s, %,.1f MB in %.2f s (%,.0f files/s, %,.1f MB/s)",
            interrupted ? "interrupted after " : "",
            tally.files(),
            tally.files() == 1 ? "file" : "files",
            tally.bytes() / 1e6,
            seconds,
            tally.files() / seconds,
            tally.bytes() / 1e6 / seconds);
    return tally.failures() == 0 ? text : text + ", " + tally.failures() + " failed";
  }
}
