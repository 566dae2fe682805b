package io.gopool.jfr;

import java.util.Comparator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.SettingControl;

/**
 * The setting {@code waitThreshold} of {@link TaskWaitEvent}, written as the recorder's own
 * thresholds are: "20 ms". These apply to the duration of an event, from a begin() to an end() in
 * one thread, and a task waits between two.
 */
public final class WaitThreshold extends SettingControl {

  private static final String DEFAULT = "20 ms";
  private static final Pattern TIME = Pattern.compile("\\s*(\\d{1,5})\\s*(ns|us|ms|s|m|h|d)\\s*");

  private volatile String value = DEFAULT;
  private volatile long nanos = parse(DEFAULT);

  /** For the recorder. */
  public WaitThreshold() {}

  long nanos() {
    return nanos;
  }

  /** The smallest: what any recording asks for is recorded. */
  @Override
  public String combine(Set<String> settingValues) {
    return settingValues.stream()
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
          "waitThreshold must be a number and one of ns, us, ms, s, m, h, d, was '"
              + text
              + "'; for instance '20 ms'");
    }
    return Math.multiplyExact(Long.parseLong(time.group(1)), unit(time.group(2)));
  }

  private static long unit(String name) {
    return switch (name) {
      case "ns" -> 1L;
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 86_400_000_000_000L;
    };
  }
}
