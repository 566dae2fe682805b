package io.gopool.examples.benchmarks;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every peer runs every task, with and without a total; the batch would throw otherwise. */
@Timeout(60)
class KeyedBenchmarkTest {

  @ParameterizedTest
  @EnumSource
  void everyTaskRunsOnce(KeyedPeer peer) {
    for (int total : new int[] {0, 3}) {
      KeyedBenchmark benchmark = new KeyedBenchmark();
      benchmark.peer = peer;
      benchmark.keys = 10;
      benchmark.total = total;
      benchmark.setUp();
      benchmark.execute();
      benchmark.execute();
      benchmark.tearDown();
    }
  }
}
