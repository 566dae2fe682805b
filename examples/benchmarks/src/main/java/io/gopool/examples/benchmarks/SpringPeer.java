package io.gopool.examples.benchmarks;

import java.util.concurrent.ExecutorService;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Spring's executor with a virtual thread per task and a concurrency limit: submitters beyond it
 * are blocked. It is what Spring Boot configures when virtual threads are on.
 */
final class SpringPeer {

  private SpringPeer() {}

  static ExecutorService create(int capacity) {
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
    executor.setVirtualThreads(true);
    executor.setConcurrencyLimit(capacity);
    return new Untracked(executor);
  }
}
