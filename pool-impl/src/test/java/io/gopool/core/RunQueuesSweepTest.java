package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.OnEachKind;
import org.junit.jupiter.api.Test;

/** Entries of cancelled tasks that no worker drops. */
@OnEachKind
class RunQueuesSweepTest extends CoreFixture {

  /** Each sweep moves those that live: so there is none for a few among many. */
  @Test
  void cancelledAreSweptWhenTheyAreHalfOfAll() {
    RunQueues queues = core(pool(1)).queues;
    int tasks = 8 * 1024;
    for (int i = 0; i < tasks; i++) {
      queues.push("task " + i);
    }
    for (int cancelled = 1; cancelled < tasks / 2; cancelled++) {
      assertFalse(queues.cancelled(task -> false));
    }
    assertTrue(queues.cancelled(task -> true));
    assertEquals(0, queues.size());
  }
}
