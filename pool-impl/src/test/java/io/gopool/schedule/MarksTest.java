package io.gopool.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The numbers in the comments: each is there once, and its line has code. */
class MarksTest {

  @Test
  void eachNumberStandsOnceAndIsWoven() throws Exception {
    Set<String> all = new TreeSet<>();
    for (String name : List.of("core", "event", "keyed", "queue", "scheduler")) {
      List<String> marks = Marks.ofPackage(name);
      assertEquals(marks.size(), new HashSet<>(marks).size(), marks::toString);
      assertTrue(all.addAll(marks), marks::toString);
    }
    Weaving weaving = Weaving.ofMarks();
    weaving.during(
        () -> {
          for (String name : Marks.classes()) {
            Class.forName(name);
          }
          assertEquals(all, weaving.marks());
        });
  }
}
