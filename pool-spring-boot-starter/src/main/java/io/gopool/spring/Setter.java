package io.gopool.spring;

import io.gopool.WorkerPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Passes values to a builder and says of a refused one which property it came from. */
record Setter(Environment environment, @Nullable String pool, String prefix) {

  Setter(Environment environment, String pool) {
    this(environment, pool, GopoolProperties.poolPrefix(pool) + ".");
  }

  /** Does nothing if the value is not set. */
  <T> void to(String property, @Nullable T value, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (IllegalArgumentException e) {
      throw refused(property, value, e);
    }
  }

  /**
   * Builds the pool.
   *
   * @param suspect the property that is named if the settings do not go together
   */
  WorkerPool build(String suspect, @Nullable Object value, WorkerPool.Builder builder) {
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw refused(suspect, value, e);
    }
  }

  private InvalidGopoolConfigurationException refused(
      String property, @Nullable Object value, IllegalArgumentException e) {
    String name = prefix + property;
    return InvalidGopoolConfigurationException.of(
        environment,
        pool,
        name,
        value,
        String.valueOf(e.getMessage()),
        "Correct " + name + ", or remove it for the default.",
        e);
  }
}
