package io.gopool.core;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many tasks a worker runs before a fresh one takes its place. The first workers of a pool run
 * before the code is compiled and are replaced soon, later ones seldom. Spread at random, so that
 * workers that started together do not retire together.
 */
final class Retirement {

  private static final int YOUNG_LIFE = 64;
  private static final int LIFE = 4096;
  private static final int YOUNG_WORKERS = 256;

  private final AtomicInteger started = new AtomicInteger();

  int next() {
    boolean young = started.get() < YOUNG_WORKERS && started.incrementAndGet() <= YOUNG_WORKERS;
    int life = young ? YOUNG_LIFE : LIFE;
    return life / 2 + ThreadLocalRandom.current().nextInt(life);
  }
}
