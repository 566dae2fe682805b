package io.gopool.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.schedule.Weaver.Bug;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the harness says of a twin that is none. */
class WeavingTest {

  private static final Bug NOWHERE = Bug.without("T11", "noSuchCall");

  @Test
  void bugWithoutItsCallIsTold() {
    AssertionError e =
        assertThrows(AssertionError.class, () -> Weaving.ofMarks(NOWHERE).during(() -> {}));
    assertTrue(e.getMessage().contains("noSuchCall"), e::getMessage);
  }

  @Test
  void bugWithoutItsCallIsToldThoughSomethingElseFailed() {
    Exception late = new Exception("late");
    AssertionError e =
        assertThrows(AssertionError.class, () -> failDuring(Weaving.ofMarks(NOWHERE), late));
    assertTrue(e.getMessage().contains("noSuchCall"), e::getMessage);
    assertEquals(List.of(late), List.of(e.getSuppressed()));
  }

  @Test
  void whatFailsWithAllBugsWovenIsThrownAsItIs() {
    Exception late = new Exception("late");
    Exception thrown = assertThrows(Exception.class, () -> failDuring(Weaving.ofMarks(), late));
    assertSame(late, thrown);
  }

  private static void failDuring(Weaving weaving, Exception failure) throws Exception {
    weaving.during(
        () -> {
          throw failure;
        });
  }
}
