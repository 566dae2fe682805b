package io.gopool.examples.benchmarks;

import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** The scores as tables: a chapter per load, a table for all scores that can be compared. */
final class MarkdownReport {

  private MarkdownReport() {}

  /** The whole report; the results are those of one run. */
  static String of(Collection<RunResult> results) {
    StringBuilder text = new StringBuilder(head(results.iterator().next().getParams()));
    List<Score> scores = results.stream().map(Score::of).toList();
    groups(scores, Score::load)
        .forEach(
            (load, ofLoad) -> {
              text.append("\n## ").append(load).append('\n');
              groups(ofLoad, Score::conditions)
                  .forEach(
                      (conditions, ofTable) ->
                          text.append("\n### ")
                              .append(conditions)
                              .append("\n\n")
                              .append(table(ofTable)));
            });
    return text.toString();
  }

  /** One table, the fastest first. */
  static String table(List<Score> scores) {
    double best =
        scores.stream()
            .filter(score -> score.peer().isBounded() && !score.peer().isOurs())
            .mapToDouble(Score::median)
            .min()
            .orElse(Double.NaN);
    StringBuilder text =
        new StringBuilder(
            """
            | peer | bound | median ns/task | min ns/task | bytes/task | speed |
            |---|---|---:|---:|---:|---:|
            """);
    scores.stream()
        .sorted(comparingDouble(Score::median))
        .forEach(
            score ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %.1f | %.1f | %.1f | %.2f |%n",
                        score.peer(),
                        score.peer().isBounded() ? "yes" : "no",
                        score.median(),
                        score.min(),
                        score.bytes(),
                        best / score.median())));
    return text.toString();
  }

  private static String head(BenchmarkParams params) {
    return String.format(
        Locale.ROOT,
        """
        # The pool beside its peers

        - JDK: %s, %s %s
        - Flags: %s
        - Machine: %d CPUs, %s, %s
        - JMH %s: %d JVMs one after the other, %d x %s to warm up, %d x %s measured

        Speed 1.00 is that of the best peer that keeps the bound and is not ours; 2.00 is twice as fast.
        """,
        params.getJdkVersion(),
        params.getVmName(),
        params.getVmVersion(),
        String.join(" ", strings(params.getJvmArgs())),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        params.getJmhVersion(),
        params.getForks(),
        params.getWarmup().getCount(),
        params.getWarmup().getTime(),
        params.getMeasurement().getCount(),
        params.getMeasurement().getTime());
  }

  private static List<String> strings(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  /** Groups in the order in which they come first. */
  private static Map<String, List<Score>> groups(List<Score> scores, Function<Score, String> key) {
    return scores.stream().collect(groupingBy(key, LinkedHashMap::new, toList()));
  }
}
