package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.contract.Caller;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.Weaving;
import org.junit.jupiter.api.Test;

class LiveTest {

  private final Live live = new Live();

  @Test
  void countsThoseThatWereStartedAndHaveNotEnded() {
    assertEquals(0, live.sum());
    live.start();
    live.start();
    assertEquals(2, live.sum());
    live.end();
    assertEquals(1, live.sum());
    live.end();
    assertEquals(0, live.sum());
  }

  /** While one adds them up, the only one that lives starts another and ends. */
  @Test
  void isNotZeroWhileOneFollowsTheOther() throws Exception {
    live.start();
    Weaving.ofMarks()
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                Breakpoint between = points.at("E5");
                Caller<Long> sum = Caller.call(live::sum);
                between.awaitReached();
                live.start();
                live.end();
                between.release();
                assertEquals(2L, sum.result());
              }
            });
    assertEquals(1, live.sum());
  }
}
