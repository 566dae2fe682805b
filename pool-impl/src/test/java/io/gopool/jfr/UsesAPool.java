package io.gopool.jfr;

import io.gopool.WorkerPool;

/** Uses a pool in a JVM of its own. */
public final class UsesAPool {

  private UsesAPool() {}

  /** Prints the result of a task, and whether there is a Flight Recorder. */
  public static void main(String[] args) throws Exception {
    try (WorkerPool pool = WorkerPool.builder("child").capacity(2).build()) {
      boolean jfr = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
      System.out.println("result=" + pool.submit(() -> 42).get() + " jfr=" + jfr);
    }
  }
}
