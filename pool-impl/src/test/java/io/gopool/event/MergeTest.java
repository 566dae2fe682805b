package io.gopool.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.BusySpinWaitStrategy;
import io.gopool.EventType;
import io.gopool.PoolListener;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.schedule.Weaving;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which the events of several lanes are told. */
class MergeTest {

  private static final int SIZE = 1 << 10;
  private static final int ACCEPTED = Codes.of(0, EventType.TASK_ACCEPTED);
  private static final int RESIZED = Codes.of(0, EventType.RESIZED);

  private final Lanes lanes = new Lanes(SIZE, new BusySpinWaitStrategy(), /* acceptances= */ true);
  private final Merge merge = new Merge(lanes);
  private final long start = System.nanoTime() - 1_000_000;

  /** What would be told, taken as it is: its subject. */
  private List<Object> told() {
    List<Object> told = new ArrayList<>();
    Batch batch = new Batch();
    for (merge.fill(batch); batch.size() != 0; merge.fill(batch)) {
      for (int i = 0; i < batch.size(); i++) {
        told.add(batch.subject(i));
      }
      batch.clear();
    }
    merge.told();
    return told;
  }

  private void publish(Lane lane, int code, String what, long time) {
    assertTrue(lane.tryPublish(code, what, start + time));
  }

  @Test
  void lanesAreMergedByTime() {
    Lane one = lanes.unsorted()[0];
    Lane other = lanes.unsorted()[1];
    publish(one, RESIZED, "b", 20);
    publish(one, RESIZED, "d", 40);
    publish(other, RESIZED, "a", 10);
    publish(other, RESIZED, "c", 30);
    assertTrue(lanes.pending() == 4);
    assertEquals(List.of("a", "b", "c", "d"), told());
    assertTrue(lanes.pending() == 0 && lanes.isTold(lanes.claimed()));
    publish(one, RESIZED, "e", 15);
    assertEquals(List.of("e"), told());
  }

  @Test
  void laneKeepsItsOrderWhateverItsTimes() {
    Lane lane = lanes.unsorted()[0];
    publish(lane, RESIZED, "first", 30);
    publish(lane, RESIZED, "second", 10);
    publish(lanes.unsorted()[1], RESIZED, "between", 20);
    assertEquals(List.of("between", "first", "second"), told());
  }

  /** The interleaving of the class comment: in lanes as they are the start would come first. */
  @Test
  void startWithAnOldReadingFollowsItsAcceptance() {
    Lane submitters = lanes.toBeSorted()[0];
    publish(submitters, ACCEPTED, "another acceptance", 112);
    publish(submitters, ACCEPTED, "acceptance", 100);
    publish(lanes.unsorted()[0], RESIZED, "start", 110);
    assertEquals(List.of("acceptance", "start", "another acceptance"), told());
  }

  /** The twin: lanes of acceptances as they are. */
  @Test
  void acceptancesThatAreNotSortedAreNoticed() throws Exception {
    Weaving.ofMarks(Bug.without("N2", "sortIn"))
        .during(
            () ->
                assertThrows(
                    AssertionError.class, this::startWithAnOldReadingFollowsItsAcceptance));
  }

  @Test
  void acceptanceComesFirstAtTheSameTime() {
    publish(lanes.unsorted()[0], RESIZED, "start", 100);
    publish(lanes.toBeSorted()[0], ACCEPTED, "acceptance", 100);
    assertEquals(List.of("acceptance", "start"), told());
  }

  @Test
  void acceptancesAreSortedAroundTheEndOfTheRing() {
    Lane lane = lanes.toBeSorted()[0];
    for (int i = 0; i < SIZE - 3; i++) {
      publish(lane, ACCEPTED, "before", i);
    }
    assertEquals(SIZE - 3, told().size());
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      publish(lane, ACCEPTED, "" + (7 - i), 10_000 - i);
      expected.add("" + i);
    }
    assertEquals(expected, told());
  }

  @Test
  void whatIsAfterTheHorizonWaits() {
    Lane lane = lanes.unsorted()[0];
    assertTrue(lane.tryPublish(RESIZED, "future", System.nanoTime() + 3_600_000_000_000L));
    assertEquals(List.of(), told());
    assertTrue(merge.hasMore());
    assertEquals(1, lanes.pending());
  }

  /** A publisher that is interrupted hides what others put behind it: nobody may be told before. */
  @Test
  void roundWaitsForAPlaceThatIsClaimed() {
    Lane acceptances = lanes.toBeSorted()[0];
    long hole = acceptances.claim();
    publish(acceptances, ACCEPTED, "acceptance", 100);
    publish(lanes.unsorted()[0], RESIZED, "cancellation", 200);
    assertEquals(List.of(), told());
    assertTrue(merge.hasMore());
    acceptances.publish(hole, ACCEPTED, "another acceptance", start + 90);
    assertEquals(List.of("another acceptance", "acceptance", "cancellation"), told());
  }

  /** The start was claimed when the round had begun, and its acceptance is still hidden. */
  @Test
  void startIsNotToldBeforeItsAcceptance() {
    Lane other = lanes.unsorted()[0];
    Lane acceptances = lanes.toBeSorted()[0];
    long hole = other.claim();
    assertEquals(List.of(), told());
    long hidesTheNext = acceptances.claim();
    publish(acceptances, ACCEPTED, "acceptance", 100);
    publish(other, RESIZED, "start", 110);
    other.publish(hole, RESIZED, "first", start + 10);
    Batch batch = new Batch();
    merge.fill(batch);
    assertEquals(1, batch.size());
    assertEquals("first", batch.subject(0));
    acceptances.publish(hidesTheNext, ACCEPTED, "another acceptance", start + 90);
    assertEquals(List.of("another acceptance", "acceptance", "start"), told());
  }

  @Test
  void placeLetsGoOfWhatWasTold() {
    Lane lane = lanes.unsorted()[0];
    publish(lane, RESIZED, "event", 10);
    assertEquals(List.of("event"), told());
    assertThrows(IllegalStateException.class, () -> lane.subject(0));
  }

  @Test
  void fullLaneRefuses() {
    Lane lane = lanes.unsorted()[0];
    for (int i = 0; i < SIZE; i++) {
      publish(lane, RESIZED, "e", i);
    }
    assertFalse(lane.tryPublish(RESIZED, "one too many", start));
    assertEquals(SIZE, told().size());
    publish(lane, RESIZED, "fits again", SIZE);
    assertEquals(List.of("fits again"), told());
    assertFalse(merge.hasMore());
  }

  @Test
  void smallBusHasOneLane() {
    Lanes small = new Lanes(4, new BusySpinWaitStrategy(), /* acceptances= */ true);
    assertEquals(1, small.unsorted().length);
    assertEquals(0, small.toBeSorted().length);
    assertTrue(small.tryPublish(1, ACCEPTED, "a", 0));
    assertTrue(small.tryPublish(2, RESIZED, "b", 0));
    assertEquals(2, small.pending());
  }

  @Test
  void onlyMethodsOfItsOwnAreHeeded() {
    PoolListener nothing = new PoolListener() {};
    assertTrue(Heeded.by(List.of(nothing)).isEmpty());
    PoolListener some =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {}
        };
    assertEquals(java.util.Set.of(EventType.RESIZED), Heeded.by(List.of(nothing, some)));
    assertEquals(EventType.values().length, Heeded.by(List.of(new Heard())).size());
  }
}
