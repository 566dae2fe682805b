package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoTest {

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger readings = new AtomicInteger();
  private final Memo<Integer> memo = new Memo<>(clock::get, readings::incrementAndGet);

  @Test
  void readsOnceForAllOfAScrape() {
    for (int i = 0; i < 100; i++) {
      assertEquals(1, memo.get());
    }
  }

  @Test
  void readsAgainWhenTheReadingIsOld() {
    memo.get();
    clock.addAndGet(Memo.NANOS - 1);
    assertEquals(1, memo.get());
    clock.addAndGet(1);
    assertEquals(2, memo.get());
  }
}
