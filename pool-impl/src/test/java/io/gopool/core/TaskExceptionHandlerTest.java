package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.contract.Failure;
import io.gopool.contract.OnEachKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is told what leaves an executed task. */
@OnEachKind
class TaskExceptionHandlerTest extends CoreFixture {

  private record Report(Runnable task, Throwable failure, Thread by) {}

  private record Named(Runnable body) implements Runnable {
    @Override
    public void run() {
      body.run();
    }

    @Override
    public String toString() {
      return "the task";
    }
  }

  @ParameterizedTest
  @EnumSource
  void handlerIsToldByTheWorker(Failure failure) throws Exception {
    Queue<Report> reports = new ConcurrentLinkedQueue<>();
    WorkerPool pool =
        pool(
            b ->
                b.capacity(1)
                    .exceptionHandler(
                        (task, t) -> reports.add(new Report(task, t, Thread.currentThread()))));
    Throwable thrown = failure.newThrowable();
    Runnable task = Failure.runnable(thrown);
    pool.execute(task);
    Thread worker = pool.submit(Thread::currentThread).get();
    pool.close();
    assertEquals(List.of(new Report(task, thrown, worker)), List.copyOf(reports));
    assertEquals(1, pool.stats().failed());
    assertEquals(1, pool.stats().completed());
  }

  @ParameterizedTest
  @EnumSource
  void defaultLogsPoolTaskAndFailure(Failure failure) {
    Throwable thrown = failure.newThrowable();
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool = pool(1);
      pool.execute(new Named(Failure.runnable(thrown)));
      pool.close();
      assertEquals(List.of("task the task of pool '" + pool.name() + "' failed"), log.messages());
      assertEquals(List.of(Level.SEVERE), log.levels());
      assertEquals(List.of(thrown), log.thrown());
      assertEquals(1, pool.stats().failed());
    }
  }

  @Test
  void taskThatCannotBePrintedIsLoggedByItsClass() {
    Runnable unprintable =
        new Runnable() {
          @Override
          public void run() {
            throw new IllegalStateException("expected");
          }

          @Override
          public String toString() {
            throw new AssertionError("unprintable");
          }
        };
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool = pool(1);
      pool.execute(unprintable);
      pool.close();
      String logged =
          "task " + unprintable.getClass().getName() + " of pool '" + pool.name() + "' failed";
      assertEquals(List.of(logged), log.messages());
      assertEquals(1, log.thrown().size());
    }
  }

  @Test
  void defaultLogsNothingOfASubmittedTask() {
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool = pool(1);
      Future<?> future = pool.submit(Failure.callable(new IllegalStateException("expected")));
      pool.close();
      assertEquals(Future.State.FAILED, future.state());
      assertEquals(1, pool.stats().failed());
      assertEquals(List.of(), log.messages());
    }
  }

  @Test
  void handlerThatThrowsIsHarmlessAndLogged() throws Exception {
    IllegalArgumentException fromTask = new IllegalArgumentException("from the task");
    AssertionError fromHandler = new AssertionError("from the handler");
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool =
          pool(
              b ->
                  b.capacity(1)
                      .exceptionHandler(
                          (task, t) -> {
                            throw fromHandler;
                          }));
      pool.execute(Failure.runnable(fromTask));
      assertEquals("goes on", pool.submit(() -> "goes on").get());
      pool.close();
      assertEquals(
          List.of("the exception handler of pool '" + pool.name() + "' failed"), log.messages());
      assertSame(fromHandler, log.thrown().getFirst());
      assertTrue(List.of(fromHandler.getSuppressed()).contains(fromTask));
      assertEquals(1, pool.stats().failed());
      assertEquals(1, pool.stats().completed());
    }
  }

  @ParameterizedTest
  @EnumSource
  void handlerThatThrowsTheFailureOnIsHarmlessAndLogged(Failure failure) throws Exception {
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool =
          pool(
              b ->
                  b.capacity(1)
                      .admission(Admission.callerRuns())
                      .exceptionHandler((task, t) -> Sneaky.<RuntimeException>rethrow(t)));
      Throwable thrown = failure.newThrowable();
      pool.execute(Failure.runnable(thrown));
      pool.close();
      pool.reboot();
      fill(pool);
      pool.execute(Failure.runnable(thrown)); // in this thread
      String message = "the exception handler of pool '" + pool.name() + "' failed";
      assertEquals(List.of(message, message), log.messages());
      assertEquals(List.of(thrown, thrown), log.thrown());
      assertEquals(2, pool.stats().failed());
    }
  }

  /** An exception of which nothing can be read. */
  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new AssertionError("unprintable");
    }

    @Override
    public String toString() {
      throw new AssertionError("unprintable");
    }
  }

  /** A log whose output prints what was thrown. */
  private static final class PrintingLog extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter().append(line.getMessage());
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text));
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void failureThatCannotBePrintedIsHarmlessAndLogged() throws Exception {
    Logger logger = Logger.getLogger("io.gopool");
    PrintingLog log = new PrintingLog();
    logger.setUseParentHandlers(false);
    logger.addHandler(log);
    try {
      WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.callerRuns()));
      pool.execute(Failure.runnable(new Unprintable()));
      pool.close();
      pool.reboot();
      fill(pool);
      pool.execute(Failure.runnable(new Unprintable())); // in this thread
      assertEquals(2, pool.stats().failed());
      assertEquals(2, log.lines.size());
      assertTrue(log.lines.getFirst().contains(pool.name()), log.lines::toString);
      assertTrue(log.lines.getFirst().contains(Unprintable.class.getName()), log.lines::toString);
    } finally {
      logger.removeHandler(log);
      logger.setUseParentHandlers(true);
    }
  }
}
