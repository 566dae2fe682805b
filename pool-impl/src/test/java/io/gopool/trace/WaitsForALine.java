package io.gopool.trace;

import io.gopool.WorkerPool;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** Ends when a line about its pool was written to the standard error. */
public final class WaitsForALine {

  private WaitsForALine() {}

  /** Fails if there is no line in time. */
  public static void main(String[] args) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    PrintStream real = System.err;
    System.setErr(
        new PrintStream(real, /* autoFlush= */ true) {
          @Override
          public void println(String line) {
            super.println(line);
            if (line.contains("child")) {
              seen.countDown();
            }
          }
        });
    try (WorkerPool pool = WorkerPool.builder("child").capacity(2).build()) {
      pool.execute(() -> {});
      seen.await();
    }
  }
}
