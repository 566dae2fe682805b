package io.gopool.schedule;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What woven classes call: at each numbered point, before each access to a word that threads share,
 * and instead of what would block the thread. Goes to the {@link Listener} that the test has set.
 */
public final class Points {

  /** What the test does at a point. The defaults do what the code would have done anyway. */
  interface Listener {

    /** The current thread comes to a numbered point. */
    default void at(String mark) {}

    /** The current thread is about to touch a shared word. */
    default void access() {}

    default void park(Object blocker) {
      LockSupport.park(blocker);
    }

    default void parkNanos(Object blocker, long nanos) {
      LockSupport.parkNanos(blocker, nanos);
    }

    default void unpark(Thread thread) {
      LockSupport.unpark(thread);
    }

    default void spin() {
      Thread.onSpinWait();
    }

    default long nanoTime() {
      return System.nanoTime();
    }

    default void lock(ReentrantLock lock) {
      lock.lock();
    }

    default boolean await(CountDownLatch latch, long time, TimeUnit unit)
        throws InterruptedException {
      return latch.await(time, unit);
    }

    default boolean join(Thread thread, Duration time) throws InterruptedException {
      return thread.join(time);
    }

    default void start(Thread thread) {
      thread.start();
    }

    default boolean isAlive(Thread thread) {
      return thread.isAlive();
    }

    default long id(Thread thread) {
      return thread.threadId();
    }

    default int random(ThreadLocalRandom random, int bound) {
      return random.nextInt(bound);
    }
  }

  private static final Listener NOBODY = new Listener() {};

  private static volatile Listener listener = NOBODY;

  private Points() {}

  static void listen(Listener to) {
    listener = to;
  }

  static void stopListening() {
    listener = NOBODY;
  }

  // ---- called by woven code

  public static void at(String mark) {
    listener.at(mark);
  }

  public static void access() {
    listener.access();
  }

  public static void park(Object blocker) {
    listener.park(blocker);
  }

  public static void parkNanos(Object blocker, long nanos) {
    listener.parkNanos(blocker, nanos);
  }

  public static void unpark(Thread thread) {
    listener.unpark(thread);
  }

  public static void onSpinWait() {
    listener.spin();
  }

  public static long nanoTime() {
    return listener.nanoTime();
  }

  public static void lock(ReentrantLock lock) {
    listener.lock(lock);
  }

  public static boolean await(CountDownLatch latch, long time, TimeUnit unit)
      throws InterruptedException {
    return listener.await(latch, time, unit);
  }

  public static boolean join(Thread thread, Duration time) throws InterruptedException {
    return listener.join(thread, time);
  }

  public static void start(Thread thread) {
    listener.start(thread);
  }

  public static boolean isAlive(Thread thread) {
    return listener.isAlive(thread);
  }

  public static long threadId(Thread thread) {
    return listener.id(thread);
  }

  public static int nextInt(ThreadLocalRandom random, int bound) {
    return listener.random(random, bound);
  }
}
