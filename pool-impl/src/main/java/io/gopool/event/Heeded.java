package io.gopool.event;

import io.gopool.EventType;
import io.gopool.PoolListener;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which events listeners do something about: those whose methods they have of their own. The others
 * need not be published.
 */
final class Heeded {

  private Heeded() {}

  /** Returns a new set. */
  static Set<EventType> by(List<PoolListener> listeners) {
    Set<EventType> heeded = EnumSet.noneOf(EventType.class);
    for (Method method : PoolListener.class.getDeclaredMethods()) {
      if (method.isDefault() && listeners.stream().anyMatch(l -> hasItsOwn(l, method))) {
        heeded.add(type(method));
      }
    }
    return heeded;
  }

  private static boolean hasItsOwn(PoolListener listener, Method method) {
    try {
      Method found = listener.getClass().getMethod(method.getName(), method.getParameterTypes());
      return found.getDeclaringClass() != PoolListener.class;
    } catch (NoSuchMethodException | LinkageError e) {
      // a native image knows nothing of its methods, or another one's has a type that is missing:
      // it may have this one
      return true;
    }
  }

  /** Each type is named after its method. */
  private static EventType type(Method method) {
    return EventType.valueOf(
        method.getName().replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }
}
