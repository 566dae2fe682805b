package io.gopool;

import java.time.Duration;
import java.util.Set;

/**
 * Carries what pools and schedulers do to {@link PoolListener}s, over rings of preallocated events
 * to one thread, so that no listener can slow a worker down.
 *
 * <p>A pool that is built with a {@link WorkerPool.Builder#listener} has a bus of its own, see
 * {@link WorkerPool#events}. One for several pools is made by {@link #builder} and attached:
 *
 * <pre>{@code
 * EventBus bus = EventBus.builder().listener(audit).events(EnumSet.of(EventType.TASK_FINISHED)).build();
 * bus.attach(pool);
 * }</pre>
 *
 * <p><b>What holds.</b> To publish an event a thread never waits: if its ring is full, because the
 * listeners are slower than the pools, the event is {@linkplain #dropped dropped} and counted. The
 * events of one thread keep their order, and so do those of one task. All others are told in the
 * order of their times, which is that of cause and effect as far as {@link System#nanoTime} tells
 * it; only a start may be told earlier by what its worker needed to take the task. Each listener is
 * told of each event that was not dropped, once, one listener after the other. One that throws is
 * logged and told of the next event. One that does not return within the {@linkplain
 * Builder#patience patience} is given up: that is logged, it is told nothing more, and a new thread
 * goes on with the other listeners behind it; meanwhile they wait and the ring may run full.
 *
 * <p>The thread, a daemon, lives as long as a pool is not {@link State#CLOSED} that was attached
 * while it was open, a scheduler is attached, or events are left. It needs the Disruptor ({@code
 * com.lmax:disruptor}) at run time. Thread-safe.
 */
public interface EventBus extends AutoCloseable {

  /**
   * Returns a builder.
   *
   * @throws IllegalStateException if there is no implementation on the class path, or no Disruptor
   */
  static Builder builder() {
    return Providers.EVENT_BUSES.get().newBuilder();
  }

  /**
   * Publishes what a pool does from now on, under its name; of a {@link MultiPool}, what each of
   * its pools does.
   *
   * @return ends it
   * @throws NullPointerException if {@code pool} is null
   * @throws IllegalStateException if this is closed
   */
  Observation attach(WorkerPool pool);

  /**
   * Publishes what a scheduler does from now on, under its name, until the observation is closed.
   *
   * @return ends it
   * @throws NullPointerException if {@code scheduler} is null
   * @throws IllegalStateException if this is closed
   */
  Observation attach(GpmScheduler scheduler);

  /**
   * Returns an observer that publishes what it sees, for {@link WorkerPool.Builder#observer} of one
   * pool that is then built.
   *
   * @param pool the name that listeners are told
   * @throws NullPointerException if {@code pool} is null
   * @throws IllegalStateException if this is closed
   */
  PoolObserver observer(String pool);

  /** Returns how many events of a type were dropped because its ring was full. */
  long dropped(EventType type);

  /** Returns how many events were dropped because its ring was full. */
  long dropped();

  /** Returns how many events were published and have yet to be told to all listeners. */
  long pending();

  /**
   * Waits until all that was published before has been told to all listeners. Returns at once if
   * called by a listener.
   *
   * @return false if the time ran out
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException if interrupted while waiting
   */
  boolean drain(Duration timeout) throws InterruptedException;

  /**
   * Ends it: what pools do from now on is not published, what was published is told, which is
   * waited for no longer than the {@linkplain Builder#patience patience}. Does nothing the second
   * time.
   */
  @Override
  void close();

  /**
   * Collects the settings of an {@link EventBus}. A setter rejects its own bad value at once. Not
   * thread-safe; may build more than one.
   */
  interface Builder {

    /**
     * Sets the name of the event thread; the default is {@code gopool-events}.
     *
     * @throws IllegalArgumentException if blank
     */
    Builder name(String name);

    /**
     * Sets how many events a ring holds; the default is 8,192. An event takes about 20 bytes. From
     * 1,024 on there are several rings, so that threads do not fight for one: 4 for each available
     * processor, rounded down to a power of two, at most 16, and half as many again if acceptances
     * of tasks are published.
     *
     * @throws IllegalArgumentException if not a power of two in [2, 2^24]
     */
    Builder ringSize(int events);

    /** Sets how the event thread waits; the default is {@link EventWait#SLEEP}. */
    Builder waitStrategy(EventWait how);

    /**
     * Sets which events are published, the default being all. One that is not costs the thread that
     * does it a branch. The set is copied.
     *
     * @throws IllegalArgumentException if empty
     */
    Builder events(Set<EventType> types);

    /**
     * Sets how long a listener may take for one event before it is given up; the default is 5
     * seconds.
     *
     * @throws IllegalArgumentException if not at least a millisecond
     */
    Builder patience(Duration d);

    /**
     * Adds a listener.
     *
     * @throws IllegalArgumentException if it was added before
     */
    Builder listener(PoolListener l);

    /**
     * Builds a bus.
     *
     * @throws IllegalArgumentException if it has no listener
     */
    EventBus build();
  }
}
