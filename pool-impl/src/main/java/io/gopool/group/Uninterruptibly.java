package io.gopool.group;

/** Waits that no interrupt ends; one that comes is there again afterwards. */
public final class Uninterruptibly {

  /** A wait that an interrupt ends. */
  public interface Wait {

    /** Waits for as long as it takes. */
    void await() throws InterruptedException;
  }

  private Uninterruptibly() {}

  /** Waits to the end, beginning again after each interrupt. */
  public static void await(Wait wait) {
    boolean interrupted = false;
    boolean over = false;
    while (!over) {
      try {
        wait.await();
        over = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
