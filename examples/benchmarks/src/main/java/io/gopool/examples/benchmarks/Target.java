package io.gopool.examples.benchmarks;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;

/**
 * One aim of this project: the best of ours under some conditions, against the best of others.
 *
 * @param what for readers
 * @param wanted for readers
 * @param load the class of the load, without "Benchmark"
 * @param conditions what is among the conditions of ours
 * @param theirs what is among the conditions of the others
 * @param metric what is compared
 * @param ours of whom
 * @param others with whom
 * @param figure what is judged, from our best median and theirs
 * @param met the judgement
 */
record Target(
    String what,
    String wanted,
    String load,
    List<String> conditions,
    List<String> theirs,
    Metric metric,
    Predicate<Peer> ours,
    Predicate<Peer> others,
    Figure figure,
    DoublePredicate met) {

  /** What is judged. */
  interface Figure {
    double of(double ours, double theirs);
  }

  /** How often the time of the others ours has to fit in, for throughput and for delays. */
  static Target ratio(
      String what,
      double wanted,
      String load,
      List<String> conditions,
      Metric metric,
      Predicate<Peer> others) {
    return new Target(
        what,
        String.format(Locale.ROOT, ">= %.2f x", wanted),
        load,
        conditions,
        conditions,
        metric,
        Peer::isOurs,
        others.and(Target::isAnother),
        (ours, theirs) -> theirs / ours,
        ratio -> Math.round(ratio * 100) >= Math.round(wanted * 100)); // as it is printed
  }

  /** The most that ours may have, whatever the others have. */
  static Target limit(
      String what, double most, String load, List<String> conditions, Metric metric) {
    return new Target(
        what,
        String.format(Locale.ROOT, "<= %.0f", most),
        load,
        conditions,
        conditions,
        metric,
        Peer::isOurs,
        Target::isAnother,
        (ours, theirs) -> ours,
        value -> Math.round(value * 100) <= Math.round(most * 100)); // as it is printed
  }

  /** The most that ours may have above the others. */
  static Target excess(
      String what,
      double most,
      String load,
      List<String> conditions,
      Metric metric,
      Predicate<Peer> others) {
    return new Target(
        what,
        String.format(Locale.ROOT, "<= %.0f more", most),
        load,
        conditions,
        conditions,
        metric,
        Peer::isOurs,
        others.and(Target::isAnother),
        (ours, theirs) -> ours - theirs,
        value -> value <= most);
  }

  /**
   * The most that a condition may add to what the same peer, one of ours, takes under another
   * condition.
   */
  static Target addition(
      String what, double most, String load, String with, String without, Peer peer) {
    return new Target(
        what,
        String.format(Locale.ROOT, "<= %.0f more", most),
        load,
        List.of(with),
        List.of(without),
        Metric.TIME,
        peer::equals,
        peer::equals,
        (ours, theirs) -> ours - theirs,
        value -> value <= most);
  }

  private static boolean isAnother(Peer peer) {
    return !peer.isOurs();
  }

  /** The same for those of ours with this name; they need not exist. */
  Target on(String peer) {
    return new Target(
        what,
        wanted,
        load,
        conditions,
        theirs,
        metric,
        candidate -> candidate.name().equals(peer),
        others,
        figure,
        met);
  }

  static Predicate<Peer> anyOf(Peer... peers) {
    Set<Peer> set = EnumSet.copyOf(Arrays.asList(peers));
    return set::contains;
  }

  /** A row of the table: what, wanted, ours, theirs, figure, verdict. */
  String row(List<Score> scores) {
    OptionalDouble mine = best(scores, conditions, ours);
    OptionalDouble others = best(scores, theirs, this.others);
    if (mine.isEmpty() || others.isEmpty()) {
      return String.format(Locale.ROOT, "| %s | %s | | | | not measured |%n", what, wanted);
    }
    double value = figure.of(mine.getAsDouble(), others.getAsDouble());
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %.1f | %.2f | %s |%n",
        what,
        wanted,
        mine.getAsDouble(),
        others.getAsDouble(),
        value,
        met.test(value) ? "met" : "**missed**");
  }

  private OptionalDouble best(List<Score> scores, List<String> conditions, Predicate<Peer> peers) {
    return scores.stream()
        .filter(score -> score.load().equals(load))
        .filter(score -> List.of(score.conditions().split(", ")).containsAll(conditions))
        .filter(score -> peers.test(score.peer()) && score.has(metric))
        .mapToDouble(score -> score.median(metric))
        .min();
  }
}
