package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus gets, parsed strictly: a line that is not understood fails the test. */
final class Scrape {

  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:[{](" + LABEL + "(?:," + LABEL + ")*)[}])? (\\S+)");

  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, String> help = new LinkedHashMap<>();
  private final Map<String, String> types = new LinkedHashMap<>();

  Scrape(PrometheusMeterRegistry registry) {
    registry.scrape().lines().forEach(this::parse);
    samples.keySet().forEach(this::checkFamily);
  }

  private void parse(String line) {
    Matcher comment = COMMENT.matcher(line);
    if (comment.matches()) {
      Map<String, String> into = comment.group(1).equals("HELP") ? help : types;
      assertNull(into.put(comment.group(2), comment.group(3)), () -> "twice: " + line);
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    assertTrue(sample.matches(), () -> "cannot parse: " + line);
    String labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
    assertNull(
        samples.put(sample.group(1) + labels, value(sample.group(3))), () -> "twice: " + line);
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private void checkFamily(String sample) {
    String name = sample.replaceFirst("[{].*", "");
    String family = types.containsKey(name) ? name : name.replaceFirst("_(sum|count)$", "");
    assertNotNull(types.get(family), () -> "no TYPE: " + sample);
    assertNotNull(help.get(family), () -> "no HELP: " + sample);
    assertTrue(help.get(family).length() > 10, () -> "no real HELP: " + sample);
  }

  Map<String, String> types() {
    return types;
  }

  Map<String, Double> samples() {
    return samples;
  }

  /** Returns the value of a sample, given as it is written. */
  double value(String name, String labels) {
    Double value = samples.get(name + "{" + labels + "}");
    assertNotNull(value, () -> "no " + name + "{" + labels + "} in " + names());
    return value;
  }

  void assertValue(double expected, String name, String labels) {
    assertEquals(expected, value(name, labels), () -> name + "{" + labels + "}");
  }

  void assertCount(long expected, String name, String labels) {
    assertEquals(expected, (long) value(name, labels), () -> name + "{" + labels + "}");
  }

  /** Returns the counts of a histogram, by ascending bound. */
  List<Double> cumulative(String name, String labels) {
    return List.copyOf(buckets(name, labels).values());
  }

  private NavigableMap<Double, Double> buckets(String name, String labels) {
    TreeMap<Double, Double> counts = new TreeMap<>();
    Pattern bucket =
        Pattern.compile(Pattern.quote(name) + "[{]le=\"([^\"]+)\"," + Pattern.quote(labels + "}"));
    samples.forEach(
        (sample, value) -> {
          Matcher matcher = bucket.matcher(sample);
          if (matcher.matches()) {
            counts.put(value(matcher.group(1)), value);
          }
        });
    return counts;
  }

  /** What {@code histogram_quantile} of Prometheus makes of the buckets: linear in each. */
  double quantile(double q, String name, String labels) {
    NavigableMap<Double, Double> counts = buckets(name, labels);
    assertEquals(Double.POSITIVE_INFINITY, counts.lastKey(), "NaN without such a bucket");
    double rank = q * counts.lastEntry().getValue();
    double from = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
      double count = bucket.getValue();
      if (count >= rank && count > below) {
        return bucket.getKey().isInfinite()
            ? from
            : from + (bucket.getKey() - from) * (rank - below) / (count - below);
      }
      from = bucket.getKey();
      below = count;
    }
    return Double.NaN;
  }

  Set<String> names() {
    return new TreeSet<>(samples.keySet());
  }
}
