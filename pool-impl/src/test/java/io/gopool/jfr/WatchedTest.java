package io.gopool.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** When things are observed whose observers come and go. */
class WatchedTest {

  private int open;
  private int failures;
  private final Watched<String> watched =
      new Watched<>(
          one -> {
            if (failures-- > 0) {
              throw new StackOverflowError("planned"); // JUnit ends at an OutOfMemoryError
            }
            open++;
            return () -> open--;
          });

  @Test
  void observesWhatIsThereAndWhatComesWhileItIsWanted() {
    watched.add("early");
    watched.watchIf(() -> true);
    watched.add("late");
    watched.watchIf(() -> true);
    assertEquals(2, open);
    watched.watchIf(() -> false);
    watched.add("too late");
    assertEquals(0, open);
  }

  @Test
  void answerThatWasOvertakenDoesNotCount() {
    watched.add("one");
    watched.watchIf(() -> answersAfterAnother(false, true));
    assertEquals(1, open);
    watched.watchIf(() -> answersAfterAnother(true, false));
    assertEquals(0, open);
  }

  @Test
  void oneThatCannotBeObservedIsTriedAgainAndHoldsUpNoOther() {
    List.of("a", "b", "c").forEach(watched::add);
    failures = 1;
    watched.watchIf(() -> true);
    assertEquals(2, open);
    failures = 1;
    watched.add("late");
    assertEquals(2, open);
    watched.watchIf(() -> true);
    assertEquals(4, open);
    watched.watchIf(() -> false);
    assertEquals(0, open);
  }

  /** One who asks is told something, and before it can act, another asks, is told, and acts. */
  private boolean answersAfterAnother(boolean answer, boolean other) {
    watched.watchIf(() -> other);
    return answer;
  }
}
