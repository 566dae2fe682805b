package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.contract.OnEachKind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker whose own queue never runs dry takes from the others' as well. */
@OnEachKind
class RunQueuesFairnessTest extends CoreFixture {

  private static Worker workerAt(PoolCore core, int home) {
    Worker worker = new Worker(core, null, /* searching= */ false, /* life= */ 1);
    do {
      worker.bind(Thread.ofPlatform().unstarted(() -> {}));
    } while (worker.home() != home);
    return worker;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 256})
  void eachQueueHasItsTurn(int processors) {
    PoolCore core = core(pool(b -> b.capacity(1).processors(processors)));
    RunQueues queues = core.queues;
    Worker worker = workerAt(core, 0);
    Set<Object> others = new HashSet<>();
    for (int home = 1; home < processors; home++) {
      others.add("in " + home);
      queues.push(home, "in " + home);
    }
    for (int i = 0; i < Processor.QUEUE_SIZE; i++) {
      queues.push(0, "own");
    }
    others.add("in the global queue");
    queues.push(0, "in the global queue"); // the own is full

    for (int tick = 1; tick <= RunQueues.FAIR_TICK * (processors + 1); tick++) {
      others.remove(queues.take(worker, tick));
      queues.push(0, "own");
    }
    assertEquals(Set.of(), others);
    queues.drain();
  }
}
