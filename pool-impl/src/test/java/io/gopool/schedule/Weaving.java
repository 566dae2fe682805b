package io.gopool.schedule;

import io.gopool.schedule.Weaver.Bug;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/**
 * The points are woven into the classes of this JVM from its creation to its close. One at a time.
 */
public final class Weaving implements AutoCloseable {

  private static final Instrumentation JVM = attach();

  private final Weaver weaver;

  private Weaving(boolean accesses, List<Bug> bugs) {
    weaver = new Weaver(accesses, bugs);
    JVM.addTransformer(weaver, /* canRetransform= */ true);
    retransform();
  }

  /** By name, because javac warns of an annotation of that class whose own class is missing. */
  private static Instrumentation attach() {
    try {
      return (Instrumentation)
          Class.forName("net.bytebuddy.agent.ByteBuddyAgent").getMethod("install").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Weaves the numbered points alone. */
  public static Weaving ofMarks(Bug... bugs) {
    return new Weaving(/* accesses= */ false, List.of(bugs));
  }

  /** Weaves a point before each access to a shared word, too. */
  public static Weaving ofAccesses(Bug... bugs) {
    return new Weaving(/* accesses= */ true, List.of(bugs));
  }

  /** Returns the numbered points that were found in the class files so far. */
  Set<String> marks() {
    return weaver.marksWoven();
  }

  /**
   * Does what it is given with the points in place, and closes this. If a bug was not woven that is
   * what it fails with: what the action failed with, perhaps after a long wait, may come of it.
   */
  public void during(Executable action) throws Exception {
    try (this) {
      action.execute();
    } catch (Throwable t) {
      weaver.assertWovenIn(t);
      if (t instanceof Exception e) {
        throw e;
      }
      throw t instanceof Error e ? e : new AssertionError(t);
    }
    weaver.assertWoven();
  }

  /** The classes are as they were again. */
  @Override
  public void close() {
    Points.stopListening();
    JVM.removeTransformer(weaver);
    retransform();
  }

  private static void retransform() {
    Class<?>[] woven =
        Arrays.stream(JVM.getAllLoadedClasses())
            .filter(c -> !c.isArray() && JVM.isModifiableClass(c))
            .filter(c -> !c.isRecord()) // the JVM fails on annotated ones (JDK-8315575)
            .filter(c -> c.getClassLoader() == Weaving.class.getClassLoader())
            .filter(c -> Marks.isWoven(c.getName().replace('.', '/')))
            .toArray(Class<?>[]::new);
    try {
      JVM.retransformClasses(woven);
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException(e);
    }
  }
}
