package io.gopool.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ThreadTableTest {

  /** Of a thread that need never be started. */
  static final class Owned implements ThreadTable.Entry {

    private final Thread thread;

    Owned(Thread thread) {
      this.thread = thread;
    }

    @Override
    public Thread thread() {
      return thread;
    }
  }

  static Owned owned() {
    return new Owned(new Thread(() -> {}));
  }

  /** Entries that all have the same first place in an array of the given length. */
  static Owned[] owned(int n, int length, int home) {
    return Stream.generate(ThreadTableTest::owned)
        .filter(o -> ThreadTable.home(o.thread, length) == home)
        .limit(n)
        .toArray(Owned[]::new);
  }

  private final ThreadTable<Owned> table = new ThreadTable<>(/* writers= */ 1);

  @Test
  void freshTableIsEmptyAndHasNoArray() {
    assertNull(table.get(Thread.currentThread()));
    assertEquals(List.of(), table.entries());
    assertEquals(0, table.capacity());
  }

  @Test
  void findsWhatIsThereAndNothingElse() {
    Owned a = owned();
    Owned b = owned();
    table.add(a);
    assertSame(a, table.get(a.thread));
    assertNull(table.get(b.thread));
    table.add(b);
    assertSame(a, table.get(a.thread));
    assertSame(b, table.get(b.thread));
    assertEquals(Set.of(a, b), asSet(table.entries()));
    table.remove(a);
    assertNull(table.get(a.thread));
    assertSame(b, table.get(b.thread));
    assertEquals(List.of(b), table.entries());
  }

  @Test
  void whatIsThereIsNotAddedAgain() {
    Owned a = owned();
    table.add(a);
    table.add(a);
    assertEquals(List.of(a), table.entries());
    table.remove(a);
    assertNull(table.get(a.thread));
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    Owned a = owned();
    Owned b = owned();
    table.remove(a);
    table.add(a);
    table.add(b);
    table.remove(a);
    table.remove(a);
    table.remove(owned());
    assertEquals(List.of(b), table.entries());
    assertSame(b, table.get(b.thread));
  }

  @Test
  void anotherEntryOfTheSameThreadIsNotRemoved() {
    Owned a = owned();
    table.add(a);
    table.remove(new Owned(a.thread));
    assertSame(a, table.get(a.thread));
  }

  @Test
  void collidingEntriesAreFoundAcrossTheEndAndBehindAMark() {
    Owned[] all = owned(3, /* length= */ 4, /* home= */ 3);
    for (Owned o : all) {
      table.add(o);
    }
    assertEquals(4, table.capacity());
    assertNull(table.get(owned(1, 4, 3)[0].thread));
    for (Owned gone : all) {
      table.remove(gone);
      assertNull(table.get(gone.thread));
      for (Owned o : all) {
        if (o != gone) {
          assertSame(o, table.get(o.thread));
        }
      }
      table.add(gone); // that of the first round finds no room besides the mark
      assertSame(gone, table.get(gone.thread));
    }
  }

  @Test
  void arrayGrowsAndIsAtMostThreeQuartersFull() {
    for (int n = 1; n <= 1_000; n++) {
      table.add(owned());
      assertTrue(4 * n <= 3 * table.capacity() && table.capacity() <= Math.max(4, 4 * n));
    }
  }

  @Test
  void arrayShrinksAndDropsMarksWhenItIsCopied() {
    List<Owned> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(owned());
      table.add(all.getLast());
    }
    int atMost = table.capacity();
    for (Owned o : all.subList(0, 999)) {
      table.remove(o);
    }
    assertEquals(atMost, table.capacity());
    for (int i = 0; i < atMost; i++) { // one comes and goes, again and again
      Owned o = owned();
      table.add(o);
      table.remove(o);
    }
    assertEquals(4, table.capacity());
    assertEquals(List.of(all.getLast()), table.entries());
  }

  @Test
  void emptyTableGivesItsArrayBack() {
    List<Owned> all = Stream.generate(ThreadTableTest::owned).limit(100).toList();
    all.forEach(table::add);
    all.forEach(table::remove);
    assertEquals(0, table.capacity());
    all.forEach(o -> assertNull(table.get(o.thread)));
    all.forEach(table::add);
    assertEquals(Set.copyOf(all), asSet(table.entries()));
  }

  @Test
  void thereAreAPowerOfTwoOfSegmentsUpTo64() {
    assertEquals(1, segments(0));
    assertEquals(1, segments(1));
    assertEquals(2, segments(2));
    assertEquals(4, segments(3));
    assertEquals(64, segments(64));
    assertEquals(64, segments(Integer.MAX_VALUE));
  }

  /** The first power of two by which ids may differ that get into the same array. */
  private static int segments(int writers) {
    for (int n = 1; ; n <<= 1) {
      ThreadTable<Owned> subject = new ThreadTable<>(writers);
      Owned a = owned();
      subject.add(a);
      subject.add(withIdBehind(a.thread.threadId(), n));
      if (subject.capacity() == 4) {
        return n;
      }
    }
  }

  private static Owned withIdBehind(long id, int by) {
    return Stream.generate(ThreadTableTest::owned)
        .filter(o -> (o.thread.threadId() - id) % 128 == by)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void doesAsAMapDoes(int segments) {
    Random random = new Random(42);
    ThreadTable<Owned> subject = new ThreadTable<>(segments);
    Map<Thread, Owned> map = new HashMap<>();
    Owned[] all = Stream.generate(ThreadTableTest::owned).limit(200).toArray(Owned[]::new);
    for (int round = 0; round < 200; round++) {
      int share =
          random.nextInt(101); // of adds: the table grows in some rounds and shrinks in some
      for (int i = 0; i < 200; i++) {
        Owned o = all[random.nextInt(all.length)];
        if (random.nextInt(100) < share) {
          subject.add(o);
          map.put(o.thread, o);
        } else {
          subject.remove(o);
          map.remove(o.thread);
        }
        Thread asked = all[random.nextInt(all.length)].thread;
        assertSame(map.get(asked), subject.get(asked));
      }
      for (Owned o : all) {
        assertSame(map.get(o.thread), subject.get(o.thread));
      }
      assertEquals(map.size(), subject.entries().size());
      assertEquals(new HashSet<>(map.values()), asSet(subject.entries()));
    }
  }

  /** The table is copied all the time, as each round leaves a mark. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void eachFindsItselfWhileOthersComeAndGo(int segments) throws Exception {
    ThreadTable<Owned> subject = new ThreadTable<>(segments);
    Owned stays = owned();
    subject.add(stays);
    List<Future<?>> all = new ArrayList<>();
    for (ThreadFactory kind :
        Arrays.asList(Thread.ofPlatform().factory(), Thread.ofVirtual().factory())) {
      try (ExecutorService threads = Executors.newThreadPerTaskExecutor(kind)) {
        for (int i = 0; i < 16; i++) {
          all.add(threads.submit(() -> comeAndGo(subject, stays)));
        }
      }
    }
    for (Future<?> each : all) {
      each.get();
    }
    assertEquals(List.of(stays), subject.entries());
  }

  private static void comeAndGo(ThreadTable<Owned> subject, Owned stays) {
    Thread thread = Thread.currentThread();
    for (int round = 0; round < 1_000; round++) {
      Owned self = new Owned(thread);
      assertNull(subject.get(thread));
      subject.add(self);
      for (int i = 0; i < 10; i++) {
        assertSame(self, subject.get(thread));
        assertSame(stays, subject.get(stays.thread));
      }
      List<Owned> entries = subject.entries();
      assertTrue(entries.contains(self) && entries.contains(stays));
      assertEquals(entries.size(), asSet(entries).size());
      subject.remove(self);
    }
  }

  /** As workers are: added by who starts them. */
  @Test
  void threadFindsWhatWasAddedBeforeItWasStarted() throws Exception {
    List<Thread> threads = new ArrayList<>();
    Set<Thread> found = Collections.synchronizedSet(new HashSet<>());
    for (int i = 0; i < 1_000; i++) {
      Thread thread =
          Thread.ofVirtual()
              .unstarted(
                  () -> {
                    Thread self = Thread.currentThread();
                    Owned own = table.get(self);
                    if (own != null && own.thread == self) {
                      found.add(self);
                      table.remove(own);
                    }
                  });
      threads.add(thread);
      table.add(new Owned(thread));
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Set.copyOf(threads), found);
    assertEquals(0, table.capacity());
  }

  private static Set<Owned> asSet(List<Owned> entries) {
    Set<Owned> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(entries);
    return set;
  }
}
