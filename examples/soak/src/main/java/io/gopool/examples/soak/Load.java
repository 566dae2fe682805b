package io.gopool.examples.soak;

import java.util.List;

/** A thread that uses something for as long as the soak lasts, and keeps books of its own. */
interface Load extends Runnable {

  String name();

  /** Ends {@link #run}, which then closes what it used. */
  void stop();

  /** Compares the books once the load has ended; returns what is wrong. */
  List<String> check();

  Totals totals();

  /** What was done, as the pools count it. */
  record Totals(
      long submitted, long completed, long failed, long cancelled, long rejected, long threads) {}
}
