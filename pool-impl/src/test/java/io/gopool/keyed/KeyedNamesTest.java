package io.gopool.keyed;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.NamedTask;
import io.gopool.TaskGroup;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

/** What observers of the workers call a task. */
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class KeyedNamesTest extends KeyedFixture {

  private static final class Unnamed implements Runnable, Callable<Integer> {
    @Override
    public void run() {}

    @Override
    public Integer call() {
      return 1;
    }
  }

  private record Named(String name) implements NamedTask {
    @Override
    public void run() {}
  }

  /** A task that does not want to be asked. */
  private static final class Shy implements NamedTask {
    private final AtomicInteger ran = new AtomicInteger();

    @Override
    public String name() {
      throw new IllegalStateException("nobody looks");
    }

    @Override
    public void run() {
      ran.incrementAndGet();
    }
  }

  private interface Submissions {
    void to(KeyedPools<String> pools) throws Exception;
  }

  /** Returns the names of the tasks, sorted, as events are told in the order of their ends. */
  private List<String> recorded(Submissions... submissions) throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    Queue<String> names = new ConcurrentLinkedQueue<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.enable("io.gopool.TaskRun").withThreshold(Duration.ZERO);
      stream.onEvent(
          "io.gopool.TaskRun",
          event -> {
            if (event.getString("pool").equals(pools.name())) {
              names.add(event.getString("task"));
            }
          });
      stream.startAsync();
      for (Submissions submission : submissions) {
        submission.to(pools);
        awaitQuiet(pools);
      }
      pools.close();
      stream.stop();
    }
    return names.stream().sorted().toList();
  }

  @Test
  void nameIsTheGivenOneOrTheTasksOrThatOfItsClass() throws Exception {
    String type = Unnamed.class.getName();
    assertEquals(
        List.of("a given", "b given", "c given", "d named", "e named", "f given", type, type, type),
        recorded(
            pools -> pools.execute("k", "a given", new Unnamed()),
            pools -> pools.submit("k", "b given", (Runnable) new Unnamed()).get(),
            pools -> pools.submit("k", "c given", (Callable<Integer>) new Unnamed()).get(),
            pools -> pools.execute("k", new Named("d named")),
            pools -> pools.submit("k", new Named("e named")).get(),
            pools -> pools.execute("k", "f given", new Named("unused")),
            pools -> pools.execute("k", new Unnamed()),
            pools -> pools.submit("k", (Runnable) new Unnamed()).get(),
            pools -> pools.submit("k", (Callable<Integer>) new Unnamed()).get()));
  }

  @Test
  void groupsHaveNamesToo() throws Exception {
    String type = Unnamed.class.getName();
    assertEquals(
        List.of("a given", "b given", "c named", type),
        recorded(
            pools -> joined(pools, group -> group.submit("a given", () -> {})),
            pools -> joined(pools, group -> group.submit("b given", () -> 1)),
            pools -> joined(pools, group -> group.submit(new Named("c named"))),
            pools -> joined(pools, group -> group.submit((Callable<Integer>) new Unnamed()))));
  }

  private interface Submission {
    Object to(TaskGroup group);
  }

  private static void joined(KeyedPools<String> pools, Submission submission) throws Exception {
    try (TaskGroup group = pools.group("k")) {
      Object unused = submission.to(group);
      group.join();
    }
  }

  @Test
  void lambdaIsNamedWithoutItsChangingPart() throws Exception {
    Callable<Integer> lambda = () -> 1;
    String name =
        recorded(
                pools -> pools.execute("k", () -> {}),
                pools -> pools.submit("k", lambda).get(),
                pools -> joined(pools, group -> group.submit(lambda)))
            .stream()
            .distinct()
            .reduce("", String::concat);
    assertEquals(KeyedNamesTest.class.getName() + "$$Lambda", name);
  }

  @Test
  void nobodyIsAskedForANameWhileNobodyLooks() throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    Shy shy = new Shy();
    pools.execute("k", shy);
    pools.submit("k", shy).get();
    try (TaskGroup group = pools.group("k")) {
      group.submit(shy).get();
      group.join();
    }
    awaitQuiet(pools);
    assertEquals(3, shy.ran.get());
  }

  /** Of a task without a name only the class is kept. */
  @Test
  void futureThatIsKeptLetsGoOfItsTask() throws Exception {
    KeyedPools<String> pools = pools(b -> b);
    List<Future<?>> kept = new ArrayList<>();
    WeakReference<Runnable> task = submitted(pools, kept);
    kept.getFirst().get();
    eventually(
        () -> {
          System.gc();
          return task.refersTo(null);
        });
    assertTrue(kept.getFirst().isDone());
  }

  private static WeakReference<Runnable> submitted(KeyedPools<String> pools, List<Future<?>> kept) {
    Runnable task = new Unnamed();
    kept.add(pools.submit("k", task));
    return new WeakReference<>(task);
  }

  @Test
  void namesMustNotBeBlank() {
    KeyedPools<String> pools = pools(b -> b);
    assertEquals(
        "the name of a task must not be blank, was ' '; or submit it without a name",
        assertThrows(IllegalArgumentException.class, () -> pools.execute("k", " ", () -> {}))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> pools.submit("k", "", () -> {}));
    assertThrows(IllegalArgumentException.class, () -> pools.submit("k", "", () -> 1));
    try (TaskGroup group = pools.group("k")) {
      assertThrows(IllegalArgumentException.class, () -> group.submit("\t", () -> {}));
    }
    assertTrue(pools.keys().isEmpty());
  }
}
