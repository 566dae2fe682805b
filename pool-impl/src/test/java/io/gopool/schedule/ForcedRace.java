package io.gopool.schedule;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gopool.schedule.Weaver.Bug;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An interleaving that a comment argues about, forced step by step, and its twin: the same where
 * the call that guards against the race is left out.
 */
public record ForcedRace(String name, Steps steps, List<Bug> twin) {

  /** What the race came to: one of them becomes true, and stays so. */
  public record Outcome(BooleanSupplier well, BooleanSupplier harm) {}

  /** Leads the threads to where they meet. */
  public interface Steps {
    Outcome take(Breakpoints points) throws Exception;
  }

  public ForcedRace(String name, Steps steps, Bug... twin) {
    this(name, steps, List.of(twin));
  }

  /** In production's code all ends well. */
  public void assertEndsWell() throws Exception {
    Weaving.ofMarks()
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                Outcome outcome = steps.take(points);
                eventually(outcome.well()::getAsBoolean);
                assertFalse(outcome.harm().getAsBoolean());
              }
            });
  }

  /** In the twin the harm is seen that the comment warns of. */
  public void assertTwinDoesHarm() throws Exception {
    Weaving.ofMarks(twin.toArray(Bug[]::new))
        .during(
            () -> {
              try (Breakpoints points = new Breakpoints()) {
                Outcome outcome = steps.take(points);
                eventually(outcome.harm()::getAsBoolean);
                assertFalse(outcome.well().getAsBoolean());
              }
            });
  }

  @Override
  public String toString() {
    return name;
  }
}
