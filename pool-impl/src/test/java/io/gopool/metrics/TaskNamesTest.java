package io.gopool.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TaskNamesTest {

  private final AtomicLong clock = new AtomicLong();
  private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
  private final TaskNames names =
      new TaskNames(
          3,
          clock::get,
          () -> new TaskSeries(clock::get, 1),
          (name, series) -> events.add("+" + name),
          (name, series) -> events.add("-" + name));

  @Test
  void eachNameHasASeriesUntilThePlacesAreTaken() {
    TaskSeries a = names.of("a");
    assertSame(a, names.of("a"));
    assertNotSame(a, names.of("b"));
    assertNotSame(names.other(), names.of("c"));
    assertSame(names.other(), names.of("d"));
    assertSame(names.other(), names.of("e"));
    assertEquals(List.of("+a", "+b", "+c"), List.copyOf(events));
  }

  @Test
  void otherIsNoNameOfItsOwn() {
    assertSame(names.other(), names.of(TaskNames.OTHER));
    assertEquals(List.of(), List.copyOf(events));
  }

  @Test
  void nameThatIsNotSeenForLongLeavesItsPlace() {
    List.of("a", "b", "c").forEach(names::of);
    clock.addAndGet(TaskNames.IDLE.toNanos() - 1);
    List.of("a", "b").forEach(names::of);
    clock.addAndGet(1);
    names.tidy();
    assertEquals(List.of("+a", "+b", "+c", "-c"), List.copyOf(events));
    assertNotSame(names.other(), names.of("d"));
    assertSame(names.other(), names.of("c"));
    assertEquals(Set.of("a", "b", "d"), names.all().keySet());
  }

  @Test
  void manyThreadsTakeNoMorePlacesThanThereAre() throws Exception {
    for (int round = 0; round < 200; round++) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int mine = t;
        threads.add(Thread.startVirtualThread(() -> names.of("name" + mine % 5)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (int i = 0; i < 5; i++) {
        names.of("name" + i); // two may have taken places for one, and have come too late to all
      }
      assertEquals(3, names.all().size());
      assertEquals(3, events.size());
      clock.addAndGet(TaskNames.IDLE.toNanos());
      names.tidy();
      assertEquals(6, events.size());
      assertEquals(3, new TreeSet<>(events.stream().map(e -> e.substring(1)).toList()).size());
      events.clear();
    }
  }
}
