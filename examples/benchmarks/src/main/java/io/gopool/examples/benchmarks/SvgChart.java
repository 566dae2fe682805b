package io.gopool.examples.benchmarks;

import static java.util.Comparator.comparingDouble;

import java.util.List;
import java.util.Locale;

/**
 * The scores of one table as a picture: a bar for each peer, the shortest, which is the best,
 * first.
 *
 * <p>It has no background, and its colours follow the reader's choice of light or dark. Lengths are
 * linear from zero; each bar has its number beside it.
 */
final class SvgChart {

  private static final int WIDTH = 760;
  private static final int TOP = 44;
  private static final int ROW = 24;
  private static final int BAR = 16;
  private static final int LABELS = 220;
  private static final int NUMBERS = 100;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .title { font-weight: 600; }
        .label { text-anchor: end; }
        .bounded { fill: #8c959f; }
        .unbounded { fill: #c8ced5; }
        .ours { fill: #0969da; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .bounded { fill: #848d97; }
          .unbounded { fill: #4c555f; }
          .ours { fill: #4493f8; }
        }
      </style>
      """;

  private SvgChart() {}

  /** A whole file. The scores are those of one table; there is at least one. */
  static String of(String title, List<Score> scores) {
    List<Score> sorted =
        scores.stream()
            .filter(score -> Double.isFinite(score.median()))
            .sorted(comparingDouble(Score::median))
            .toList();
    double longest = Math.max(1, sorted.stream().mapToDouble(Score::median).max().orElse(1));
    String heading = title + " (" + scores.getFirst().main().title() + ", less is better)";
    int height = TOP + ROW * sorted.size();
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
            <title>%s</title>
            """,
            WIDTH,
            height,
            WIDTH,
            height,
            escape(heading)));
    svg.append(STYLE);
    svg.append(
        String.format(
            Locale.ROOT, "<text class=\"title\" x=\"8\" y=\"22\">%s</text>%n", escape(heading)));
    for (int i = 0; i < sorted.size(); i++) {
      svg.append(row(sorted.get(i), TOP + i * ROW, longest));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String row(Score score, int y, double longest) {
    double length = Math.max(1, score.median() / longest * (WIDTH - LABELS - NUMBERS));
    int baseline = y + BAR - 3;
    return String.format(
        Locale.ROOT,
        """
        <text class="label" x="%d" y="%d">%s</text>
        <rect class="%s" x="%d" y="%d" width="%.1f" height="%d" rx="2"/>
        <text x="%.1f" y="%d">%.1f</text>
        """,
        LABELS - 8,
        baseline,
        escape(score.peer().name()),
        kind(score.peer()),
        LABELS,
        y,
        length,
        BAR,
        LABELS + length + 6,
        baseline,
        score.median());
  }

  private static String kind(Peer peer) {
    return peer.isOurs() ? "ours" : peer.isBounded() ? "bounded" : "unbounded";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
