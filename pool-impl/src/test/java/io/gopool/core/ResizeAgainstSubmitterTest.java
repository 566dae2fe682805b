package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * An empty pool shrinks while a task is submitted. T1 shrinks by one, has one of the two free
 * permits in hand and sees debt; T2 submits, takes the other permit and pays the debt with it,
 * finds no third and waits; T1 puts its permit back. Nobody ever gives a permit back after that, so
 * T1 must look for waiters.
 */
@OnEachKind
class ResizeAgainstSubmitterTest extends CoreFixture {

  private static final int ROUNDS = 4_000;
  private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(5);

  @Test
  void submitterIsAdmittedThoughThePoolShrinksAtThatMoment() throws Exception {
    WorkerPool pool = pool(builder -> builder.capacity(2).processors(1));
    AtomicInteger round = new AtomicInteger();
    AtomicInteger admitted = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Caller<Void> submitter =
        Caller.run(
            () -> {
              for (int i = 1; ; i++) {
                int next = i;
                spinUntil(() -> over.get() || round.get() >= next);
                if (over.get()) {
                  return;
                }
                pool.execute(() -> {});
                admitted.set(i);
              }
            });
    Random random = new Random(1);
    long end = System.nanoTime() + ENOUGH_NANOS; // where threads that spin have to take turns
    for (int i = 1; i <= ROUNDS && System.nanoTime() - end < 0; i++) {
      int current = i;
      pool.resize(2);
      spinUntil(() -> pool.running() == 0);
      round.set(i);
      for (int spins = random.nextInt(60); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      pool.resize(1);
      spinUntil(() -> admitted.get() == current);
    }
    over.set(true);
    submitter.result();
  }

  /** Both sides must go on at the same moment, which is over before a parked thread comes up. */
  private static void spinUntil(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "did not happen");
      Thread.onSpinWait();
    }
  }
}
