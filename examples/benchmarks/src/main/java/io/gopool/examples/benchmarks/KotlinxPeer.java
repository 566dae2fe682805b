package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ExecutorsKt;

/**
 * The scheduler of kotlinx.coroutines, a work-stealing pool of platform threads after Go's, with
 * plain tasks. For tasks that compute it is {@code Dispatchers.Default}; for those that block a
 * view of {@code Dispatchers.IO}, which has as many threads as it is asked for. Neither has a bound
 * on what waits. Its threads are shared and live on.
 */
final class KotlinxPeer {

  private KotlinxPeer() {}

  static ExecutorService create(int threads) {
    CoroutineDispatcher dispatcher =
        threads <= Runtime.getRuntime().availableProcessors()
            ? Dispatchers.getDefault()
            : Dispatchers.getIO().limitedParallelism(threads, /* name= */ null);
    return new Untracked(ExecutorsKt.asExecutor(dispatcher));
  }
}
