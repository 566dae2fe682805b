package io.gopool.scheduler;

/**
 * Runs something on a platform thread of its own, and waits. What the JDK starts lazily on a
 * virtual thread (its network pollers, say) would inherit that thread's scheduler.
 */
final class FromPlatformThread {

  private FromPlatformThread() {}

  static void run(Runnable action) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("gopool-probe")
            .inheritInheritableThreadLocals(false)
            .unstarted(action);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
