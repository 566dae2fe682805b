package io.gopool.event;

import io.gopool.EventType;
import io.gopool.TaskOutcome;

/**
 * What an event is, in an int:
 *
 * <pre>
 *   source: 20 bits | outcome of a task: 4 bits | type: 8 bits
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // they do not outlive the JVM
final class Codes {

  static final int MAX_SOURCES = 1 << 20;

  private static final EventType[] TYPES = EventType.values();
  private static final TaskOutcome[] OUTCOMES = TaskOutcome.values();
  private static final int ACCEPTANCE = EventType.TASK_ACCEPTED.ordinal();
  private static final int OUTCOME_SHIFT = 8;
  private static final int SOURCE_SHIFT = 12;

  private Codes() {}

  static int of(int source, EventType type) {
    return source << SOURCE_SHIFT | type.ordinal();
  }

  static int with(int code, TaskOutcome outcome) {
    return code | outcome.ordinal() << OUTCOME_SHIFT;
  }

  static EventType type(int code) {
    return TYPES[code & 0xff];
  }

  static TaskOutcome outcome(int code) {
    return OUTCOMES[code >>> OUTCOME_SHIFT & 0xf];
  }

  static int source(int code) {
    return code >>> SOURCE_SHIFT;
  }

  static boolean isAcceptance(int code) {
    return (code & 0xff) == ACCEPTANCE;
  }
}
