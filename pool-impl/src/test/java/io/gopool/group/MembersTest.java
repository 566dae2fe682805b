package io.gopool.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The parts of a group that need no pool. */
class MembersTest {

  private final List<Task> cancelled = new ArrayList<>(); // each time
  private final Set<Task> running = new HashSet<>();
  private final Members<Task> members = new Members<>(task -> !running.contains(task));

  private final class Task extends CompletableFuture<Object> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      cancelled.add(this);
      return super.cancel(mayInterruptIfRunning);
    }
  }

  private Task add() {
    Task task = new Task();
    members.add(task);
    return task;
  }

  @Test
  void resultsAreInTheOrderOfSubmission() throws Exception {
    Task first = add();
    Task second = add();
    second.complete("b");
    assertFalse(members.areAllDone());
    first.complete("a");
    assertTrue(members.areAllDone());
    members.report();
    assertEquals(List.of("a", "b"), members.results(String.class));
    assertThrows(ClassCastException.class, () -> members.results(Integer.class));
  }

  @Test
  void resultOfATaskThatHasNoneIsRefused() {
    add().complete("a");
    Task undone = add();
    assertFalse(undone.isDone());
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> members.results(Object.class));
    assertTrue(e.getMessage().contains("task 1 is RUNNING"), e::getMessage);
  }

  @Test
  void whatIsRemovedIsNoLongerThere() throws Exception {
    Task gone = add();
    add().complete("b");
    assertEquals(2, members.size());
    members.remove(gone);
    assertEquals(1, members.size());
    assertTrue(members.areAllDone());
    assertEquals(List.of("b"), members.results(Object.class));
    members.report();
  }

  @Test
  void firstFailureCancelsTheOthersAndIsReportedWithTheLaterOnesInIt() {
    Task other = add();
    Exception first = new Exception("first");
    Exception second = new Exception("second");
    members.ended(first, /* wasCancelled= */ false);
    assertTrue(members.isCancelled());
    assertTrue(other.isCancelled());
    members.ended(second, /* wasCancelled= */ false);
    members.ended(first, /* wasCancelled= */ false); // the same from two tasks
    ExecutionException e = assertThrows(ExecutionException.class, members::report);
    assertSame(first, e.getCause());
    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void whatACancelledTaskThrowsForThatIsNoFailure() {
    members.cancel();
    members.ended(new InterruptedException(), /* wasCancelled= */ true);
    members.ended(new CancellationException(), /* wasCancelled= */ true);
    assertThrows(CancellationException.class, members::report);
    Exception other = new Exception();
    members.ended(other, /* wasCancelled= */ true);
    assertSame(other, assertThrows(ExecutionException.class, members::report).getCause());
  }

  @Test
  void interruptOfATaskThatWasNotCancelledIsAFailure() {
    InterruptedException thrown = new InterruptedException();
    members.ended(thrown, /* wasCancelled= */ false);
    assertSame(thrown, assertThrows(ExecutionException.class, members::report).getCause());
  }

  @Test
  void taskThatWasCancelledByItselfIsReported() throws Exception {
    Task task = add();
    members.report();
    task.cancel(/* mayInterruptIfRunning= */ false);
    assertFalse(members.isCancelled());
    assertThrows(CancellationException.class, members::report);
  }

  @Test
  void thoseThatNobodyRunsAreCancelledFirst() {
    Task runs = add();
    Task free = add();
    running.add(runs);
    members.cancel();
    assertEquals(List.of(free, runs, free), cancelled);
  }
}
