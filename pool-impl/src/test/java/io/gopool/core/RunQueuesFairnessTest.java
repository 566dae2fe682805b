package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.contract.OnEachKind;
import io.gopool.queue.CreditQueue.Offer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker whose own queue never runs dry takes from the others' as well. */
@OnEachKind
class RunQueuesFairnessTest extends CoreFixture {

  private static Worker workerAt(PoolCore core, int home) {
    Worker worker = new Worker(core, /* searching= */ false, /* life= */ 1);
    do {
      worker.bind(Thread.ofPlatform().unstarted(() -> {}));
    } while (worker.home() != home);
    return worker;
  }

  private static void submit(PoolCore core, int home, Object task) {
    assertEquals(Offer.PUBLISHED, core.permits.offer(home, task, t -> t, /* trail= */ null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 256})
  void eachQueueHasItsTurn(int processors) {
    PoolCore core = core(pool(b -> b.capacity(64 * processors + 1024).processors(processors)));
    RunQueues queues = core.queues;
    Worker worker = workerAt(core, 0);
    Set<Object> others = new HashSet<>();
    for (int home = 1; home < processors; home++) {
      others.add("in " + home);
      submit(core, home, "in " + home);
    }
    submit(core, 0, "own");
    String inGlobal = "in the global queue"; // had its permit before
    others.add(inGlobal);
    queues.push(inGlobal);

    for (int tick = 1; tick <= RunQueues.FAIR_TICK * (processors + 1); tick++) {
      Object task = queues.take(worker, tick);
      others.remove(task);
      if (!inGlobal.equals(task)) {
        core.permits.finish(0);
      }
      submit(core, 0, "own");
    }
    assertEquals(Set.of(), others);
    queues.drain().forEach(task -> core.permits.finish(0));
  }
}
