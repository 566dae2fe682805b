package io.gopool.core;

import io.gopool.WorkerThreads;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many tasks a worker runs before a fresh one takes its place. The first workers of a pool run
 * before the code is compiled and are replaced soon, later ones seldom; platform threads, which do
 * not suffer from that and are dear to start, hardly ever. Spread at random, so that workers that
 * started together do not retire together.
 */
final class Retirement {

  private static final int YOUNG_LIFE = 64;
  private static final int LIFE = 4096;
  private static final int PLATFORM_LIFE = 1 << 20;
  private static final int YOUNG_WORKERS = 256;

  private final boolean platform;
  private final AtomicInteger started = new AtomicInteger();

  Retirement(WorkerThreads threads) {
    platform = threads.kind() == WorkerThreads.Kind.PLATFORM;
  }

  int next() {
    int life = platform ? PLATFORM_LIFE : isYoung() ? YOUNG_LIFE : LIFE;
    return life / 2 + ThreadLocalRandom.current().nextInt(life);
  }

  private boolean isYoung() {
    return started.get() < YOUNG_WORKERS && started.incrementAndGet() <= YOUNG_WORKERS;
  }
}
