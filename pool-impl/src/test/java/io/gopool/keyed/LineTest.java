package io.gopool.keyed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A line that has no memory for one more keeps the others. */
class LineTest {

  private static ArrayDeque<String> full(boolean storesFirst) {
    ArrayDeque<String> entries =
        new ArrayDeque<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean add(String entry) {
            if (storesFirst) {
              addLast(entry);
            }
            throw new OutOfMemoryError("planned");
          }
        };
    entries.addLast("first");
    return entries;
  }

  @Test
  void isAsBeforeIfItCannotGrow() {
    for (boolean storesFirst : new boolean[] {true, false}) {
      ArrayDeque<String> entries = full(storesFirst);
      assertThrows(OutOfMemoryError.class, () -> Line.addOrThrow(entries, "second"));
      assertEquals(List.of("first"), List.copyOf(entries));
    }
  }
}
