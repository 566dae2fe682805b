package io.gopool.examples.benchmarks;

import static java.util.Comparator.comparingDouble;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where somebody else who keeps the bound is better than the best of ours, by a hundredth at least.
 */
final class Losses {

  private Losses() {}

  /** A line for each table in which we lose; says so if there is none. */
  static String list(List<Score> scores) {
    StringBuilder text = new StringBuilder();
    MarkdownReport.tables(scores)
        .forEach((name, table) -> loss(name, table).ifPresent(text::append));
    return text.isEmpty() ? "Nowhere in this run.\n" : text.toString();
  }

  private static Optional<String> loss(String name, List<Score> table) {
    Optional<Score> ours =
        table.stream().filter(s -> s.peer().isOurs()).min(comparingDouble(Score::median));
    Optional<Score> theirs =
        table.stream()
            .filter(s -> s.peer().isBounded() && !s.peer().isOurs())
            .min(comparingDouble(Score::median));
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    Score best = ours.get();
    Score winner = theirs.get();
    if (Math.round(100 * best.median() / winner.median()) <= 100) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "- %s: %s is ahead of %s, %.1f to %.1f %s; we take %.2f times as much%s.%n",
            name,
            winner.peer(),
            best.peer(),
            winner.median(),
            best.median(),
            best.main().title(),
            best.median() / winner.median(),
            winner.upperQuartile() >= best.lowerQuartile() ? ", but the quartiles overlap" : ""));
  }
}
