package io.gopool;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is doing, in detail: who runs, what is queued, who waits to submit, and why nothing
 * moves, if that is so. Taken by {@link WorkerPool#dump} without stopping anything, so its parts
 * are some moments apart while the pool is busy: a task may be missing, or be listed both as queued
 * and as running. It holds names and stacks, no task and no thread. Immutable.
 *
 * <p>Of each kind at most {@link #MAX_ENTRIES} are listed, of each stack {@link #MAX_FRAMES}; the
 * rest is counted. {@link #text()} is meant for a log or a terminal.
 *
 * <p>Since when a task runs or is queued is known only if it was accepted while an observer that
 * wants times was attached to the pool. Since when a submitter is blocked is always known.
 *
 * @param stats the pool and its counts
 * @param running workers that are in a task, those of a deadlock first, then the longest running.
 *     What submitters run themselves ({@link Admission#callerRuns}) is not known to the pool
 * @param moreRunning how many more there are
 * @param queued tasks that no worker has taken yet, roughly the oldest first
 * @param moreQueued how many more there are, about
 * @param submitters blocked submitters, the longest waiting first
 * @param moreSubmitters how many more there are, about
 * @param deadlocks workers that wait for each other's tasks in a circle
 * @param saturation where the workers are blocked if all slots are taken and all are; else null
 */
public record PoolDump(
    PoolStats stats,
    List<Running> running,
    int moreRunning,
    List<Queued> queued,
    int moreQueued,
    List<Submitter> submitters,
    int moreSubmitters,
    List<Deadlock> deadlocks,
    @Nullable Saturation saturation) {

  /** The most entries of each list. */
  public static final int MAX_ENTRIES = 100;

  /** The most frames of a stack, from the top. */
  public static final int MAX_FRAMES = 64;

  /** Makes the lists immutable. */
  public PoolDump {
    running = List.copyOf(running);
    queued = List.copyOf(queued);
    submitters = List.copyOf(submitters);
    deadlocks = List.copyOf(deadlocks);
  }

  /** Returns it as lines of text, the deadlocks first. */
  public String text() {
    return PoolDumpText.of(this);
  }

  /** Returns {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }

  /**
   * A worker that is in a task.
   *
   * @param task the task's name; of several in one another the innermost's
   * @param within the names of the tasks around it, the innermost first; most often empty
   * @param since how long ago it was started; null if unknown
   * @param waitsFor the name of the task, or of what else, whose end it awaits through the pool;
   *     null if it does not
   * @param thread the worker's thread
   */
  public record Running(
      String task,
      List<String> within,
      @Nullable Duration since,
      @Nullable String waitsFor,
      Stack thread) {

    /** Makes the list immutable. */
    public Running {
      within = List.copyOf(within);
    }
  }

  /**
   * A task that no worker has taken yet.
   *
   * @param task its name
   * @param since how long ago it was accepted; null if unknown
   */
  public record Queued(String task, @Nullable Duration since) {}

  /**
   * A blocked submitter.
   *
   * @param task the name of the task that it has
   * @param since how long ago it was blocked
   * @param thread the submitter's thread
   */
  public record Submitter(String task, Duration since, Stack thread) {}

  /**
   * A thread and its stack.
   *
   * @param name its name
   * @param id its identifier
   * @param virtual whether it is a virtual thread
   * @param state its state
   * @param frames the top of its stack, without the pool's own frames at the bottom
   * @param moreFrames how many more there are
   */
  public record Stack(
      String name,
      long id,
      boolean virtual,
      Thread.State state,
      List<StackTraceElement> frames,
      int moreFrames) {

    /** Makes the list immutable. */
    public Stack {
      frames = List.copyOf(frames);
    }
  }

  /**
   * Tasks that wait for each other: each link waits for the task of the next, the last for the
   * first's. None of them ends unless one is cancelled, or a wait is timed.
   *
   * @param links the links; one if a task waits for itself
   */
  public record Deadlock(List<Link> links) {

    /** Makes the list immutable. */
    public Deadlock {
      links = List.copyOf(links);
    }
  }

  /**
   * A task of a deadlock.
   *
   * @param task its name
   * @param thread the name of its worker's thread
   * @param threadId the identifier of that thread
   * @param waitsFor what the worker waits for
   * @param timed whether it waits for a limited time only
   */
  public record Link(String task, String thread, long threadId, String waitsFor, boolean timed) {}

  /**
   * All slots of the pool are taken and every worker is blocked: nothing moves until one of them
   * does.
   *
   * @param workers how many there are
   * @param looked of how many the stack was looked at
   * @param places where these are blocked, most workers first
   */
  public record Saturation(int workers, int looked, List<Place> places) {

    /** Makes the list immutable. */
    public Saturation {
      places = List.copyOf(places);
    }
  }

  /**
   * A place where workers are blocked.
   *
   * @param workers how many
   * @param in what they are blocked in: class and method of the JDK's, or of the pool's
   * @param calledFrom the frame that called it; null if there is none
   */
  public record Place(int workers, String in, @Nullable StackTraceElement calledFrom) {}
}
