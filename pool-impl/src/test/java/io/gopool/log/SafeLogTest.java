package io.gopool.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of what cannot be told. */
class SafeLogTest {

  private static final Logger LOGGER = Logger.getLogger("io.gopool");

  private final IllegalStateException failure = new IllegalStateException("expected");
  private final List<String> lines = new ArrayList<>();
  private final List<Handler> handlers = new ArrayList<>();

  /** An output; it prints what it is given before it takes it. */
  private void output(Consumer<String> output) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            output.accept(new SimpleFormatter().format(entry));
            lines.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handlers.add(handler);
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void removeOutputs() {
    handlers.forEach(LOGGER::removeHandler);
    LOGGER.setUseParentHandlers(true);
  }

  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new AssertionError("unprintable");
    }
  }

  @Test
  void subjectThatCannotBePrintedIsNamedByItsClass() {
    List<String> printed = new ArrayList<>();
    output(printed::add);
    SafeLog.log(Level.ERROR, "task ", new Unprintable(), " failed", failure);
    assertEquals(List.of("task " + Unprintable.class.getName() + " failed"), lines);
    assertEquals(1, printed.stream().filter(text -> text.contains("expected")).count());
  }

  @Test
  void thrownThatCannotBePrintedIsNamedByItsClass() {
    output(printed -> {});
    SafeLog.log(Level.ERROR, "task ", "a", " failed", new Unprintable());
    String told = "task a failed: " + Unprintable.class.getName() + ", not to be printed";
    assertEquals(List.of(told), lines);
  }

  @Test
  void outputThatFailsReachesNobody() {
    output(
        printed -> {
          throw new AssertionError("planned");
        });
    SafeLog.log(Level.ERROR, "task ", "a", " failed", failure);
    assertEquals(List.of(), lines);
  }

  @Test
  void subjectIsNotPrintedForNobody() {
    List<String> printed = new ArrayList<>();
    Object subject =
        new Object() {
          @Override
          public String toString() {
            printed.add("this");
            return "this";
          }
        };
    SafeLog.log(Level.TRACE, "task ", subject, " failed", failure);
    assertEquals(List.of(), printed);
  }

  @Test
  void nothingSuppressesItself() {
    SafeLog.suppress(failure, failure);
    assertArrayEquals(new Throwable[0], failure.getSuppressed());
    AssertionError ofTheHandler = new AssertionError("planned");
    SafeLog.suppress(failure, ofTheHandler);
    assertArrayEquals(new Throwable[] {failure}, ofTheHandler.getSuppressed());
  }
}
