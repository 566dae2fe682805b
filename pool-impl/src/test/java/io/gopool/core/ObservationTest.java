package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.MultiPool;
import io.gopool.NamedTask;
import io.gopool.Observation;
import io.gopool.ObservedTask;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Observers that come and go, and what they see of a task. */
@OnEachKind
class ObservationTest extends CoreFixture {

  private final EventRecorder recorder = new EventRecorder();

  // ---- attach and detach

  @Test
  void whatWasUnderWayIsSeenFromThereOn() throws Exception {
    WorkerPool pool = pool(1, 2);
    Blocker running = startBlocker(pool);
    Runnable queued = () -> {};
    pool.execute(queued);
    Runnable future = (Runnable) pool.submit(() -> {});
    pool.observe(recorder);
    running.letGo();
    eventually(() -> recorder.all("taskFinished").size() == 2);
    assertEquals(List.of(), recorder.fateOf(running));
    for (Runnable task : List.of(queued, future)) {
      assertEquals(List.of("taskStarted", "taskFinished"), recorder.fateOf(task));
    }
    ObservedTask seen = recorder.all("taskFinished").getFirst().task();
    assertEquals(0, seen.acceptedNanos());
    assertEquals(0, seen.submitterId());
    assertNotEquals(0, seen.startedNanos());
  }

  @Test
  void nothingIsToldAfterTheEndButTheEndOfWhatWasSeenToStart() throws Exception {
    WorkerPool pool = pool(1, 1);
    Observation observation = pool.observe(recorder);
    Blocker running = startBlocker(pool);
    Runnable queued = () -> {};
    pool.execute(queued);
    observation.close();
    observation.close();
    running.letGo();
    pool.close();
    assertEquals(List.of("taskAccepted", "taskStarted", "taskFinished"), recorder.fateOf(running));
    assertEquals(List.of("taskAccepted"), recorder.fateOf(queued));
    assertEquals(List.of(), recorder.all("stateChanged"));
    assertEquals(List.of(), recorder.all("workerRetired"));
  }

  /** A worker that goes straight on takes the end of one task for the start of the next. */
  @Test
  void timesOfTheOneBeforeAreNotTold() throws Exception {
    WorkerPool pool = pool(1, 3);
    Blocker first = startBlocker(pool);
    Blocker seen = blocker();
    Blocker unseen = blocker();
    pool.execute(seen);
    pool.execute(unseen);
    pool.execute(() -> {});
    Observation before = pool.observe(new EventRecorder());
    first.letGo();
    eventually(seen::hasStarted);
    before.close();
    seen.letGo();
    eventually(unseen::hasStarted);
    long since = System.nanoTime();
    pool.observe(recorder);
    unseen.letGo();
    pool.close();
    long started = recorder.only("taskFinished").task().startedNanos();
    assertTrue(started - since >= 0, () -> (since - started) + " ns before anybody looked");
  }

  @Test
  void oneThatComesWhileATaskRunsDoesNotSeeItsEnd() throws Exception {
    EventRecorder late = new EventRecorder();
    WorkerPool pool = pool(b -> b.capacity(1).observer(recorder));
    Blocker running = startBlocker(pool);
    pool.observe(late);
    running.letGo();
    pool.close();
    assertEquals(1, recorder.all("taskFinished").size());
    assertEquals(List.of(), late.all("taskFinished"));
    assertEquals(2, late.all("stateChanged").size());
  }

  @Test
  void observerMayComeAgain() {
    WorkerPool pool = pool(1);
    pool.observe(recorder).close();
    Observation second = pool.observe(recorder);
    pool.execute(() -> {});
    eventually(() -> recorder.all("taskFinished").size() == 1);
    second.close();
  }

  @Test
  void multiPoolIsObservedInAllItsParts() {
    MultiPool pool =
        track(MultiPool.builder("many").pools(3).each(b -> b.threads(kind.threads())).build());
    Observation observation = pool.observe(recorder);
    for (int i = 0; i < 6; i++) {
      pool.execute(() -> {});
    }
    eventually(() -> recorder.all("taskFinished").size() == 6);
    observation.close();
    pool.execute(() -> {});
    pool.close();
    assertEquals(6, recorder.all("taskAccepted").size());
    assertEquals(List.of(), recorder.all("stateChanged"));
  }

  @Test
  void multiPoolIsObservedInNoneOfItsPartsIfOneRefuses() {
    MultiPool pool = track(MultiPool.builder("many").pools(2).build());
    pool.pools().get(1).observe(recorder);
    assertThrows(IllegalArgumentException.class, () -> pool.observe(recorder));
    pool.pools().get(0).execute(() -> {});
    pool.close();
    assertEquals(List.of(), recorder.all("taskFinished"));
  }

  // ---- times

  @Test
  void timesFollowEachOther() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(10_000).observer(recorder));
    long before = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      pool.execute(() -> {});
    }
    pool.close();
    long after = System.nanoTime();
    assertEquals(10_000, recorder.all("taskFinished").size());
    for (EventRecorder.Event event : recorder.all("taskFinished")) {
      ObservedTask task = event.task();
      assertEquals(Thread.currentThread().threadId(), task.submitterId());
      assertTrue(task.acceptedNanos() - before >= 0);
      assertTrue(task.startedNanos() - task.acceptedNanos() >= 0);
      assertTrue(task.finishedNanos() - task.startedNanos() >= 0);
      assertTrue(after - task.finishedNanos() >= 0);
    }
  }

  @Test
  void oneReadingServesTheEndOfATaskAndTheStartOfTheNext() throws Exception {
    WorkerPool pool =
        pool(b -> b.capacity(1).queueCapacity(1_000).processors(1).observer(recorder));
    Blocker first = startBlocker(pool);
    for (int i = 0; i < 1_000; i++) {
      pool.execute(() -> {});
    }
    first.letGo();
    pool.close();
    List<EventRecorder.Event> ends = recorder.all("taskFinished");
    long shared = 0;
    for (int i = 2; i < ends.size(); i++) {
      boolean same = ends.get(i).task().startedNanos() == ends.get(i - 1).task().finishedNanos();
      shared += same ? 1 : 0;
    }
    assertTrue(shared > 900, shared + " of " + ends.size()); // a worker may retire on the way
  }

  @Test
  void nobodyReadsTheClockForThoseWhoDoNotWantTimes() throws Exception {
    EventRecorder timeless = new EventRecorder(/* wantsTimes= */ false);
    WorkerPool pool = pool(b -> b.capacity(1).observer(timeless));
    Blocker running = startBlocker(pool);
    var submitter = blockedSubmitter(pool, () -> {});
    eventually(() -> timeless.all("submitterBlocked").size() == 1);
    running.letGo();
    submitter.result();
    pool.close();
    ObservedTask task = timeless.all("taskFinished").getFirst().task();
    assertEquals(0, task.acceptedNanos());
    assertEquals(0, task.startedNanos());
    assertEquals(0, task.finishedNanos());
    assertEquals(0L, timeless.only("submitterUnblocked").more().getFirst());
  }

  // ---- names

  private record Named(String name) implements NamedTask {
    @Override
    public void run() {}
  }

  private static final class Anonymous implements Runnable {
    @Override
    public void run() {}
  }

  private List<String> names() {
    return recorder.all("taskFinished").stream().map(e -> e.task().name()).sorted().toList();
  }

  @Test
  void nameIsTheOneGivenOrTheTasksOrItsClass() throws Exception {
    WorkerPool pool = pool(b -> b.observer(recorder));
    pool.execute("a given", new Anonymous());
    pool.submit("b given", new Anonymous()).get();
    pool.submit("c given", () -> 1).get();
    pool.execute(new Named("d named"));
    pool.submit(new Named("e named")).get();
    pool.execute("f given", new Named("unused"));
    pool.execute(new Anonymous());
    pool.submit(new Anonymous()).get();
    pool.close();
    String type = Anonymous.class.getName();
    assertEquals(
        List.of("a given", "b given", "c given", "d named", "e named", "f given", type, type),
        names());
  }

  @Test
  void nameSurvivesADecorator() throws Exception {
    WorkerPool pool = pool(b -> b.taskDecorator(task -> () -> task.run()).observer(recorder));
    pool.execute("a", new Anonymous());
    pool.submit("b", new Anonymous()).get();
    pool.execute(new Named("c"));
    pool.submit(new Named("d")).get();
    pool.close();
    assertEquals(List.of("a", "b", "c", "d"), names());
    assertEquals(4, pool.stats().completed());
  }

  @Test
  void lambdaIsNamedWithoutItsChangingPart() throws Exception {
    WorkerPool pool = pool(b -> b.observer(recorder));
    Callable<Integer> lambda = () -> 1;
    pool.submit(lambda).get();
    pool.close();
    String name = names().getFirst();
    assertTrue(name.startsWith(ObservationTest.class.getName() + "$$Lambda"), name);
    assertEquals(-1, name.indexOf('/'), name);
  }

  @Test
  void groupsAndFunctionsHaveNamesToo() throws Exception {
    WorkerPool pool = pool(b -> b.observer(recorder));
    try (TaskGroup group = pool.group()) {
      group.submit("a", () -> {}).get();
      group.submit("b", () -> 1).get();
      group.join();
    }
    pool.function(new Printer()).invoke("x");
    pool.close();
    assertEquals(List.of("a", "b", Printer.class.getName()), names());
  }

  private static final class Printer implements java.util.function.Consumer<String> {
    @Override
    public void accept(String s) {}
  }

  @Test
  void namesMustNotBeBlank() {
    WorkerPool pool = pool(1);
    assertEquals(
        "the name of a task must not be blank, was ' '; or submit it without a name",
        assertThrows(IllegalArgumentException.class, () -> pool.execute(" ", () -> {}))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> pool.submit("", () -> {}));
    assertThrows(NullPointerException.class, () -> pool.submit("name", (Runnable) null));
    assertThrows(NullPointerException.class, () -> pool.submit("name", (Callable<?>) null));
    assertThrows(NullPointerException.class, () -> pool.execute("name", null));
    assertEquals(0, pool.stats().submitted());
  }

  @Test
  void namedTaskComesBackAsItWasSubmitted() throws Exception {
    WorkerPool pool = pool(1, 1);
    startBlocker(pool);
    Runnable task = () -> {};
    pool.execute("named", task);
    assertEquals(List.of(task), pool.shutdownNow());
  }
}
