package io.gopool.examples.benchmarks;

import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A folder with the scores as tables and charts. */
final class MarkdownReport {

  private static final String NAME = "README.md";

  private MarkdownReport() {}

  /** Writes the report and its charts, over those of an earlier run. */
  static Path write(Measurements measurements, Path folder) throws IOException {
    List<Score> scores = Score.of(measurements.samples());
    Files.createDirectories(folder);
    for (var table : tables(scores).entrySet()) {
      Files.writeString(
          folder.resolve(chart(table.getKey())), SvgChart.of(table.getKey(), table.getValue()));
    }
    Path report = folder.resolve(NAME);
    Files.writeString(report, of(measurements.facts(), scores));
    return report;
  }

  /** The text; it refers to the charts by their names. */
  static String of(Map<String, String> facts, List<Score> scores) {
    StringBuilder text = new StringBuilder("# The pool beside its peers\n\n");
    facts.forEach(
        (name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
    text.append(
        """

        How the loads and the peers are built, and why it is fair, is told in [PERFORMANCE.md](../PERFORMANCE.md).
        Numbers are medians over all iterations of all rounds, less is better. A ratio compares with the best
        peer that keeps the same bound and is not ours: 2.00 is twice as fast, or half as much.
        Half of the readings lie between the quartiles: how far they are apart tells how calm the machine was.
        In the charts ours are blue, dark grey keeps the bound, light grey does not.

        ## Aims

        """);
    text.append(Targets.table(scores));
    text.append("\n## Where we lose\n\n");
    text.append(Losses.list(scores));
    tables(scores)
        .forEach(
            (name, table) ->
                text.append("\n## ")
                    .append(name)
                    .append("\n\n![")
                    .append(name)
                    .append("](")
                    .append(chart(name))
                    .append(")\n\n")
                    .append(table(table)));
    return text.toString();
  }

  /** The scores that can be compared, by the name of their table, in the order they come first. */
  static Map<String, List<Score>> tables(List<Score> scores) {
    return scores.stream()
        .collect(
            groupingBy(
                score -> score.load() + ": " + score.conditions(), LinkedHashMap::new, toList()));
  }

  /** One table, the best first. */
  static String table(List<Score> scores) {
    double best =
        scores.stream()
            .filter(score -> score.peer().isBounded() && !score.peer().isOurs())
            .mapToDouble(Score::median)
            .min()
            .orElse(Double.NaN);
    List<Metric> metrics =
        Arrays.stream(Metric.values())
            .filter(metric -> scores.stream().anyMatch(score -> score.has(metric)))
            .toList();
    StringBuilder text = new StringBuilder("| peer | bound |");
    for (Metric metric : metrics) {
      text.append(' ').append(metric.title()).append(" |");
    }
    text.append(" quartiles | ratio |\n|---|---|").append("---:|".repeat(metrics.size() + 2));
    text.append('\n');
    scores.stream()
        .sorted(comparingDouble(Score::median))
        .forEach(
            score ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %.1f .. %.1f | %s |%n",
                        score.peer(),
                        bound(score.peer()),
                        metrics.stream()
                            .map(metric -> number("%.1f", score.median(metric)))
                            .collect(joining(" | ")),
                        score.lowerQuartile(),
                        score.upperQuartile(),
                        number("%.2f", best / score.median()))));
    return text.toString();
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static String bound(Peer peer) {
    return switch (peer.bound()) {
      case OURS, BLOCKS -> "yes";
      case CALLER_RUNS -> "caller runs";
      case NONE -> "no";
    };
  }

  private static String chart(String table) {
    return table.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
  }
}
