package io.gopool.jfr;

import io.gopool.Observation;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Things that are observed from time to time, all or none. It keeps none of them: one that is
 * dropped is forgotten, together with its observation, which refers to its inside alone.
 *
 * <p>Whether they are is asked with no lock held, by two at once perhaps: T1 asks and is told no,
 * somebody begins to want them, T2 asks and is told yes, and acts; then T1 must not act. So those
 * who ask are numbered before they ask, and who was overtaken does nothing. Whoever begins or
 * ceases to want them has it asked again afterwards, so the answer with the highest number is of
 * after the last change.
 *
 * @param <T> compared by identity
 */
final class Watched<T> {

  private final Function<T, Observation> observe;
  private final Map<T, @Nullable Observation> all = new WeakHashMap<>(); // null while nobody looks
  private final AtomicLong questions = new AtomicLong();
  private long answered; // the highest number that was acted upon; guarded by this, as is the rest
  private boolean watching;

  Watched(Function<T, Observation> observe) {
    this.observe = observe;
  }

  synchronized void add(T one) {
    if (!all.containsKey(one)) {
      all.put(one, watching ? observed(one) : null);
    }
  }

  /** Forgets one, if it is known, unless it is to stay after all. */
  synchronized void removeUnless(T one, Predicate<? super T> stays) {
    if (!stays.test(one)) {
      closed(all.remove(one));
    }
  }

  synchronized boolean isEmpty() {
    return all.isEmpty();
  }

  /** Observes all while they are wanted. */
  void watchIf(BooleanSupplier wanted) {
    long question = questions.incrementAndGet();
    watch(wanted.getAsBoolean(), question);
  }

  private synchronized void watch(boolean wanted, long question) {
    if (question < answered) {
      return;
    }
    answered = question;
    watching = wanted;
    all.replaceAll(
        (one, now) -> wanted == (now != null) ? now : wanted ? observed(one) : closed(now));
  }

  /** Null if there is no memory for it: the next question is the next try. */
  private @Nullable Observation observed(T one) {
    try {
      return observe.apply(one);
    } catch (VirtualMachineError e) {
      return null;
    }
  }

  private static @Nullable Observation closed(@Nullable Observation observation) {
    if (observation != null) {
      observation.close();
    }
    return null;
  }

  /** How many are known, and observed. For tests. */
  synchronized long observed() {
    return all.values().stream().filter(o -> o != null).count();
  }

  synchronized boolean knows(T one) {
    return all.containsKey(one);
  }
}
