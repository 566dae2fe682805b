package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.queue.ReducedTable.Bug;
import io.gopool.queue.ThreadTableTest.Owned;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link ThreadTable}: it must be a plain set. All entries collide, across the
 * end of the array, and two are there: it is copied when two more are added, counting also those
 * that were removed since.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ThreadTableLincheckTest {

  private static final int NUMBERS = 4;
  private static final Owned[] OWNED =
      ThreadTableTest.owned(NUMBERS + 1, /* length= */ 4, /* home= */ 3);

  @Test
  void isASetForTwoThreads() {
    set(2, 4).holdsFor(OfThreadTable.class);
  }

  @Test
  void isASetForThreeThreads() {
    set(3, 2).briefly().holdsFor(OfThreadTable.class);
  }

  @Test
  void isASetForThreadsThatRunFreely() {
    ModelCheck.stress(2, 4).against(PlainSet.class).briefly().holdsFor(OfThreadTable.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    set(2, 4).briefly().holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesRemovalWithoutAMark() {
    set(2, 4).catches(OfTwinWithoutMark.class);
  }

  @Test
  void catchesRemovalThatMovesEntries() {
    set(2, 4).catches(OfTwinThatMovesEntries.class);
  }

  @Test
  void catchesArrayThatIsFilledAfterItWasPublished() {
    set(2, 4).catches(OfTwinThatPublishesFirst.class);
  }

  @Test
  void catchesMissingLock() {
    set(2, 4).catches(OfTwinWithoutLock.class);
  }

  private static ModelCheck set(int threads, int actors) {
    return ModelCheck.with(threads, actors).against(PlainSet.class);
  }

  /** The specification: two are there. */
  public static class PlainSet {

    private final Set<Integer> numbers = new HashSet<>(List.of(1, 2));

    public void add(int number) {
      numbers.add(number);
    }

    public void remove(int number) {
      numbers.remove(number);
    }

    public boolean get(int number) {
      return numbers.contains(number);
    }
  }

  /** What both have in common. */
  public abstract static class Basic {

    @Operation
    public abstract void add(@Param(gen = IntGen.class, conf = "1:" + NUMBERS) int number);

    @Operation
    public abstract void remove(@Param(gen = IntGen.class, conf = "1:" + NUMBERS) int number);

    @Operation
    public abstract boolean get(@Param(gen = IntGen.class, conf = "1:" + NUMBERS) int number);
  }

  public static class OfThreadTable extends Basic {

    private final ThreadTable<Owned> table = new ThreadTable<>(/* writers= */ 1);

    public OfThreadTable() {
      add(1);
      add(2);
    }

    @Override
    public void add(int number) {
      table.add(OWNED[number]);
    }

    @Override
    public void remove(int number) {
      table.remove(OWNED[number]);
    }

    @Override
    public boolean get(int number) {
      Owned found = table.get(OWNED[number].thread());
      if (found != null && found != OWNED[number]) {
        throw new AssertionError("found another's entry");
      }
      return found != null;
    }

    @Validate
    public void entriesAreThoseThatAreFound() {
      List<Owned> entries = table.entries();
      int found = 0;
      for (Owned each : OWNED) {
        if (table.get(each.thread()) != null) {
          found++;
          if (!entries.contains(each)) {
            throw new AssertionError("found, but not among the entries");
          }
        }
      }
      if (found != entries.size()) {
        throw new AssertionError(found + " are found, but there are " + entries.size());
      }
    }
  }

  abstract static class OfTwin extends Basic {

    private final ReducedTable table;

    OfTwin(Bug bug) {
      table = new ReducedTable(bug);
      table.add(1);
      table.add(2);
    }

    @Override
    public void add(int number) {
      table.add(number);
    }

    @Override
    public void remove(int number) {
      table.remove(number);
    }

    @Override
    public boolean get(int number) {
      return table.contains(number);
    }
  }

  public static class OfCorrectTwin extends OfTwin {
    public OfCorrectTwin() {
      super(Bug.NONE);
    }
  }

  public static class OfTwinWithoutMark extends OfTwin {
    public OfTwinWithoutMark() {
      super(Bug.NO_MARK);
    }
  }

  public static class OfTwinThatMovesEntries extends OfTwin {
    public OfTwinThatMovesEntries() {
      super(Bug.MOVES_UP);
    }
  }

  public static class OfTwinThatPublishesFirst extends OfTwin {
    public OfTwinThatPublishesFirst() {
      super(Bug.PUBLISHED_EMPTY);
    }
  }

  public static class OfTwinWithoutLock extends OfTwin {
    public OfTwinWithoutLock() {
      super(Bug.NO_LOCK);
    }
  }
}
