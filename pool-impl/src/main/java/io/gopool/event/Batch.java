package io.gopool.event;

import io.gopool.EventType;
import io.gopool.ObservedTask;
import io.gopool.PoolListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order in which listeners are told of them: all to one recipient, then all to the
 * next. Belongs to one courier; who takes over from that takes a {@link #copy}, as the courier that
 * was left behind may still read it. Not final, so that a test can have one fail.
 */
class Batch {

  private static final int SIZE = 64;

  private final int[] codes = new int[SIZE];
  private final @Nullable Object[] subjects = new Object[SIZE];
  private int size;

  /** Returns one with the same events. */
  Batch copy() {
    Batch copy = new Batch();
    System.arraycopy(codes, 0, copy.codes, 0, size);
    System.arraycopy(subjects, 0, copy.subjects, 0, size);
    copy.size = size;
    return copy;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == SIZE;
  }

  void add(int code, Object subject) {
    codes[size] = code;
    subjects[size++] = subject;
  }

  /** Lets go of everything. */
  void clear() {
    for (int i = 0; i < size; i++) {
      subjects[i] = null;
    }
    size = 0;
  }

  Object subject(int i) {
    return Objects.requireNonNull(subjects[i]);
  }

  EventType type(int i) {
    return Codes.type(codes[i]);
  }

  /**
   * Tells a listener of one event.
   *
   * @param names of the sources
   */
  void tell(int i, PoolListener l, String[] names) {
    int code = codes[i];
    String name = names[Codes.source(code)];
    Object subject = subject(i);
    switch (Codes.type(code)) {
      case TASK_ACCEPTED -> l.taskAccepted(name, (ObservedTask) subject);
      case TASK_STARTED -> {
        ObservedTask task = (ObservedTask) subject;
        l.taskStarted(name, task, Objects.requireNonNull(task.worker()), waited(task));
      }
      case TASK_FINISHED -> {
        Throwable failure = null;
        ObservedTask task;
        if (subject instanceof Failed failed) {
          failure = failed.failure();
          task = failed.task();
        } else {
          task = (ObservedTask) subject;
        }
        long ran = task.finishedNanos() - task.startedNanos();
        l.taskFinished(name, task, Codes.outcome(code), failure, waited(task), ran);
      }
      default -> ((Other) subject).tell(l, name);
    }
  }

  private static long waited(ObservedTask task) {
    return task.acceptedNanos() == 0 ? 0 : task.startedNanos() - task.acceptedNanos();
  }

  /** The subject of a task's end that threw something. */
  record Failed(ObservedTask task, Throwable failure) {}

  /** The subject of all other events: knows itself what to call with what. */
  interface Other {
    void tell(PoolListener l, String name);
  }
}
