package io.gopool.modelcheck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs Lincheck on a class with {@code @Operation} methods. It makes up small programs of them,
 * runs each in many interleavings and asks whether the results could have come from running the
 * operations of the sequential specification one after the other. It assumes sequential
 * consistency: what needs fences is tested with jcstress.
 */
public final class ModelCheck {

  private final ModelCheckingOptions options = new ModelCheckingOptions();

  private ModelCheck(int threads, int actors) {
    options
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(8)
        .invocationsPerIteration(100)
        .minimizeFailedScenario(false);
  }

  /** Programs of so many threads with so many operations each. */
  public static ModelCheck with(int threads, int actors) {
    return new ModelCheck(threads, actors);
  }

  /** The class that says what the operations do one after the other. */
  public ModelCheck against(Class<?> specification) {
    options.sequentialSpecification(specification);
    return this;
  }

  /** No interleaving may contradict the specification or break a validation. */
  public void holdsFor(Class<?> operations) {
    options.check(operations);
  }

  /** Some interleaving must: the class is a deliberately broken twin. The search ends with it. */
  public void catches(Class<?> operations) {
    options.iterations(200).invocationsPerIteration(200);
    assertThrows(
        LincheckAssertionError.class,
        () -> options.check(operations),
        () -> "Lincheck did not notice the bug of " + operations.getName());
  }
}
