package io.gopool.examples.linkchecker.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolSamplerTest {

  /** Cannot be read at first. */
  private static final class Balky implements PoolSource {

    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public String name() {
      return "balky";
    }

    @Override
    public Reading read() {
      if (reads.getAndIncrement() == 0) {
        throw new AssertionError("not now");
      }
      return new Reading(1, 0, 0, null, 0, 0, 0, 0);
    }
  }

  @Test
  void itGoesOnAfterAnException() throws InterruptedException {
    try (PoolSampler sampler = new PoolSampler(List.of(new Balky()), new PoolDurations())) {
      Sample first = sampler.after(0, /* waitMillis= */ 30_000).getFirst();
      assertEquals("balky", first.pools().getFirst().name());
    }
  }
}
