package io.gopool.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many events are kept, and which. */
@Timeout(60)
class BlocksTest {

  private static final int EVENTS = 10_000;

  private static void record(Blocks blocks, int from, int to) {
    for (int i = from; i < to; i++) {
      blocks.record(Event.TASK, i, i, 0, 0, Thread.currentThread(), "task", "thread");
    }
  }

  private static List<Long> starts(Blocks blocks) {
    List<Long> starts = new ArrayList<>();
    long missing = blocks.show(e -> starts.add(e.start()));
    assertEquals(EVENTS, missing + starts.size());
    return starts.stream().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 4096, 5000})
  void oneThreadKeepsItsLatestAndHasNearlyAllRoom(int room) {
    Blocks blocks = new Blocks(room);
    record(blocks, 0, EVENTS);
    List<Long> kept = starts(blocks);
    assertTrue(kept.size() <= room && kept.size() >= room * 3 / 4, () -> kept.size() + " are kept");
    assertEquals(LongStream.range(EVENTS - kept.size(), EVENTS).boxed().toList(), kept);
  }

  @Test
  void nothingIsDroppedWhileThereIsRoom() throws Exception {
    Blocks blocks = new Blocks(2 * EVENTS);
    for (int t = 0; t < 10; t++) { // one after the other: none meets another in a ring
      int from = t * EVENTS / 10;
      Caller.run(() -> record(blocks, from, from + EVENTS / 10)).result();
    }
    assertEquals(LongStream.range(0, EVENTS).boxed().toList(), starts(blocks));
  }

  @Test
  void allAreKeptOrCountedOfManyThreads() throws Exception {
    Blocks blocks = new Blocks(1000);
    List<Caller<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 10; t++) {
      int from = t * EVENTS / 10;
      threads.add(Caller.run(() -> record(blocks, from, from + EVENTS / 10)));
    }
    for (Caller<Void> thread : threads) {
      thread.result();
    }
    List<Long> kept = starts(blocks);
    assertTrue(kept.size() <= 1000, () -> kept.size() + " are kept");
    assertEquals(kept.size(), kept.stream().distinct().count());
  }
}
