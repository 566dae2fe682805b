package io.gopool.spring;

/**
 * A task that somebody waits for who learns of nothing but its own end. What decorates it is handed
 * to it, so that it can see to that end where the decoration does not come as far as the task.
 */
public interface AwaitedTask extends Runnable {

  /**
   * Runs the task as decorated.
   *
   * @param decorated runs this task, or fails before
   */
  void runDecorated(Runnable decorated);
}
