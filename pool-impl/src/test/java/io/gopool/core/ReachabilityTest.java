package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a pool must not keep alive. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class ReachabilityTest extends CoreFixture {

  // The fixture holds the pools that it made, so they stay reachable.

  private static final class Task implements Runnable {
    @Override
    public void run() {}
  }

  private static void assertCleared(List<WeakReference<?>> references) {
    eventually(
        () -> {
          System.gc();
          return references.stream().allMatch(r -> r.get() == null);
        });
  }

  /** Gives tasks in all ways, waits for them, and forgets them. */
  private static List<WeakReference<?>> runSome(WorkerPool pool) throws Exception {
    List<WeakReference<?>> references = new ArrayList<>();
    Task executed = new Task();
    pool.execute(executed);
    references.add(new WeakReference<>(executed));
    Task submitted = new Task();
    Future<?> future = pool.submit(submitted);
    future.get();
    references.add(new WeakReference<>(submitted));
    references.add(new WeakReference<>(future));
    try (TaskGroup group = pool.group()) {
      Task member = new Task();
      references.add(new WeakReference<>(group.submit(member)));
      references.add(new WeakReference<>(member));
      references.add(new WeakReference<>(group));
      group.join();
    }
    return references;
  }

  @Test
  void closedPoolThatIsForgottenIsCollectedWithItsTasks() throws Exception {
    assertCleared(usedAndClosed());
  }

  private List<WeakReference<?>> usedAndClosed() throws Exception {
    WorkerPool pool = kind.builder().capacity(2).preStart(1).build(); // not of the fixture's list
    List<WeakReference<?>> references = runSome(pool);
    pool.close();
    references.add(new WeakReference<>(pool));
    references.add(new WeakReference<>(core(pool)));
    return references;
  }

  @Test
  void closedPoolKeepsNoTask() throws Exception {
    WorkerPool pool = pool(2);
    List<WeakReference<?>> references = runSome(pool);
    pool.close();
    assertCleared(references);
  }

  @Test
  void idlePoolKeepsNoTask() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    List<WeakReference<?>> references = runSome(pool);
    eventually(() -> pool.idle() == 1);
    assertCleared(references);
    assertEquals("works", pool.submit(() -> "works").get());
  }

  @Test
  void busyPoolKeepsNoTaskThatHasEnded() throws Exception {
    WorkerPool pool = pool(1, /* queueCapacity= */ 10);
    List<WeakReference<?>> references = runSome(pool);
    Blocker running = startBlocker(pool); // in the same worker
    assertCleared(references);
    running.letGo();
  }

  @Test
  void poolKeepsNoTaskThatWasRefused() throws Exception {
    WorkerPool pool = pool(1);
    startBlocker(pool);
    assertCleared(refused(pool));
  }

  private static List<WeakReference<?>> refused(WorkerPool pool) {
    Task task = new Task();
    assertEquals(false, pool.tryExecute(task));
    return List.of(new WeakReference<>(task));
  }
}
