package io.gopool.modelcheck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Runs Lincheck on a class with {@code @Operation} methods. It makes up small programs of them,
 * runs each in many interleavings and asks whether the results could have come from running the
 * operations of the sequential specification one after the other. It assumes sequential
 * consistency: what needs fences is tested with jcstress.
 */
public final class ModelCheck {

  private final Options<?, ?> options;
  private final int invocationsToCatch;

  private ModelCheck(
      Options<?, ?> options, int threads, int actors, int invocations, int invocationsToCatch) {
    this.options = options;
    this.invocationsToCatch = invocationsToCatch;
    options.threads(threads);
    options.actorsPerThread(actors);
    options.actorsBefore(1);
    options.actorsAfter(1);
    options.iterations(8);
    options.minimizeFailedScenario(false);
    invocations(invocations);
  }

  private void invocations(int n) {
    if (options instanceof ModelCheckingOptions checking) {
      checking.invocationsPerIteration(n);
    } else if (options instanceof StressOptions stress) {
      stress.invocationsPerIteration(n);
    }
  }

  /** Programs of so many threads with so many operations each. */
  public static ModelCheck with(int threads, int actors) {
    return new ModelCheck(new ModelCheckingOptions(), threads, actors, 100, 200);
  }

  /** The same on threads that run freely. */
  public static ModelCheck stress(int threads, int actors) {
    return new ModelCheck(new StressOptions(), threads, actors, 1_000, 1_000);
  }

  /** Fewer programs than usual, where each of them takes long. */
  public ModelCheck briefly() {
    options.iterations(3);
    return this;
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
    options.iterations(200);
    invocations(invocationsToCatch);
    assertThrows(
        LincheckAssertionError.class,
        () -> options.check(operations),
        () -> "Lincheck did not notice the bug of " + operations.getName());
  }
}
