package io.gopool.jfr;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.SettingControl;

/**
 * The setting {@code waitThreshold} of {@link TaskWaitEvent}, written as the recorder's own
 * thresholds are: "20 ms", or "infinity" for no task. These apply to the duration of an event, from
 * a begin() to an end() in one thread, and a task waits between two.
 */
public final class WaitThreshold extends SettingControl {

  private static final String DEFAULT = "20 ms";
  private static final Pattern TIME =
      Pattern.compile("\\s*(\\d{1,18})\\s*(ns|us|ms|s|m|h|d)\\s*|infinity");

  private volatile String value = DEFAULT;
  private volatile long nanos = parse(DEFAULT);

  /** For the recorder. */
  public WaitThreshold() {}

  long nanos() {
    return nanos;
  }

  /** The smallest: what any recording asks for is recorded. A bad one does not undo the others. */
  @Override
  public String combine(Set<String> settingValues) {
    return settingValues.stream()
        .filter(value -> TIME.matcher(value).matches())
        .min(Comparator.comparingLong(WaitThreshold::parse))
        .orElse(DEFAULT);
  }

  @Override
  public void setValue(String settingValue) {
    nanos = parse(settingValue);
    value = settingValue;
  }

  @Override
  public String getValue() {
    return value;
  }

  private static long parse(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException(
          "waitThreshold must be a number and one of ns, us, ms, s, m, h, d, or infinity, was '"
              + text
              + "'; for instance '20 ms'");
    }
    if (time.group(1) == null) {
      return Long.MAX_VALUE; // infinity
    }
    return unit(time.group(2)).toNanos(Long.parseLong(time.group(1))); // saturates
  }

  private static TimeUnit unit(String name) {
    return switch (name) {
      case "ns" -> TimeUnit.NANOSECONDS;
      case "us" -> TimeUnit.MICROSECONDS;
      case "ms" -> TimeUnit.MILLISECONDS;
      case "s" -> TimeUnit.SECONDS;
      case "m" -> TimeUnit.MINUTES;
      case "h" -> TimeUnit.HOURS;
      default -> TimeUnit.DAYS;
    };
  }
}
