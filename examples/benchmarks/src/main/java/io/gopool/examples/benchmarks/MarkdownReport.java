package io.gopool.examples.benchmarks;

import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The scores as tables: a chapter per load, a table for all scores that can be compared. */
final class MarkdownReport {

  private MarkdownReport() {}

  /** The chapters of all loads. */
  static String of(List<Score> scores) {
    StringBuilder text = new StringBuilder();
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

  /**
   * One table, the best first. The last column compares medians with that of the best peer that
   * keeps the bound and is not ours: 2.00 is twice as fast, or half as much.
   */
  static String table(List<Score> scores) {
    double best = best(scores);
    Metric main = scores.getFirst().main();
    List<Metric> metrics =
        Arrays.stream(Metric.values())
            .filter(metric -> scores.stream().anyMatch(score -> score.has(metric)))
            .toList();
    StringBuilder text = new StringBuilder("| peer | bound |");
    for (Metric metric : metrics) {
      text.append(' ').append(metric.title()).append(" |");
    }
    text.append(" best reading | ratio |\n|---|---|").append("---:|".repeat(metrics.size() + 2));
    text.append('\n');
    scores.stream()
        .sorted(comparingDouble(Score::median))
        .forEach(
            score ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %.1f | %.2f |%n",
                        score.peer(),
                        bound(score.peer()),
                        metrics.stream()
                            .map(metric -> String.format(Locale.ROOT, "%.1f", score.median(metric)))
                            .collect(joining(" | ")),
                        score.min(main),
                        best / score.median())));
    return text.toString();
  }

  /** The median of the best peer that keeps the bound and is not ours; NaN if there is none. */
  static double best(List<Score> scores) {
    return scores.stream()
        .filter(score -> score.peer().isBounded() && !score.peer().isOurs())
        .mapToDouble(Score::median)
        .min()
        .orElse(Double.NaN);
  }

  private static String bound(Peer peer) {
    return switch (peer.bound()) {
      case OURS, BLOCKS -> "yes";
      case CALLER_RUNS -> "caller runs";
      case NONE -> "no";
    };
  }

  /** Groups in the order in which they come first. */
  static Map<String, List<Score>> groups(List<Score> scores, Function<Score, String> key) {
    return scores.stream().collect(groupingBy(key, LinkedHashMap::new, toList()));
  }
}
