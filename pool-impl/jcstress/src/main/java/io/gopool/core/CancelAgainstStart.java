package io.gopool.core;

import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * {@link PoolFuture} has two words: the state of {@link FutureTask}, which says whether it was run
 * or cancelled, and its phase, which says who gives the permit back. A worker claims the phase and
 * then runs; a canceller turns the state and then claims the phase.
 *
 * <p>The results: whether the body ran, whether {@code cancel} said that it cancelled, and how
 * often the task's end was told, which is as often as its permit was given back.
 */
@SuppressWarnings("unused") // by jcstress
public class CancelAgainstStart {

  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "ran; the cancel came too late")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled before it ran")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled while it ran")
  @Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, or its permit was given back twice")
  @State
  public static class OfPoolFuture {

    private volatile int ran;
    private volatile int ended;
    private final Counted future = new Counted();

    private final class Counted extends PoolFuture<String> {

      Counted() {
        super(
            Claims.CORE,
            () -> {
              ran = 1;
              return "";
            },
            "cancelled or started");
        markQueued(Claims.CORE);
      }

      @Override
      void onEnd(@Nullable Throwable failure) {
        synchronized (this) {
          ended++;
        }
      }
    }

    @Actor
    public void worker(III_Result r) {
      if (future.tryClaim()) {
        long unused = Claims.CORE.run(future, /* clock= */ 0);
      }
    }

    @Actor
    public void canceller(III_Result r) {
      r.r2 = future.cancel(/* mayInterruptIfRunning= */ false) ? 1 : 0;
    }

    @Arbiter
    public void count(III_Result r) {
      r.r1 = ran;
      r.r3 = ended;
    }
  }

  /** The phase is looked at and then written instead of claimed by CAS. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "ran; the cancel came too late")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled before it ran")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled while it ran")
  @Outcome(
      id = {"0, 1, 2", "1, 1, 2"},
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "its permit was given back twice")
  @State
  public static class OfTwin {

    private volatile int ran;
    private volatile int ended;
    private final Word queued = new Word(1);
    private final FutureTask<String> future =
        new FutureTask<>(
            () -> {
              ran = 1;
              return "";
            });

    private boolean claims() {
      if (queued.get() == 0) {
        return false;
      }
      queued.set(0);
      return true;
    }

    private synchronized void end() {
      ended++;
    }

    @Actor
    public void worker(III_Result r) {
      if (claims()) {
        future.run();
        end();
      }
    }

    @Actor
    public void canceller(III_Result r) {
      r.r2 = future.cancel(/* mayInterruptIfRunning= */ false) ? 1 : 0;
      if (r.r2 == 1 && claims()) {
        end();
      }
    }

    @Arbiter
    public void count(III_Result r) {
      r.r1 = ran;
      r.r3 = ended;
    }
  }

  private CancelAgainstStart() {}
}
