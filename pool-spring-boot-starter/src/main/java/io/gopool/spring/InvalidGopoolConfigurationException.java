package io.gopool.spring;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * A setting below {@code gopool} is wrong, or has no effect. Boot's failure analysis prints the
 * pool, the property, its value and where it comes from, what was expected and what to do.
 */
public final class InvalidGopoolConfigurationException extends FailureAnalyzedException {

  @Serial private static final long serialVersionUID = 1L;

  private final String property;

  private InvalidGopoolConfigurationException(
      String property, String description, String action, @Nullable Throwable cause) {
    super(description, action);
    this.property = property;
    if (cause != null) {
      initCause(cause);
    }
  }

  /** Returns the full name of the property, as it is written in a file. */
  public String property() {
    return property;
  }

  /**
   * Creates one.
   *
   * @param environment tells where the value comes from
   * @param pool the pool, null if it is not about one
   * @param property the full name of the property
   * @param value what it is
   * @param expected what was expected
   * @param action what to do
   */
  public static InvalidGopoolConfigurationException of(
      Environment environment,
      @Nullable String pool,
      String property,
      @Nullable Object value,
      String expected,
      String action) {
    return of(environment, pool, property, value, expected, action, null);
  }

  /** Creates one with a cause. */
  static InvalidGopoolConfigurationException of(
      Environment environment,
      @Nullable String pool,
      String property,
      @Nullable Object value,
      String expected,
      String action,
      @Nullable Throwable cause) {
    StringBuilder text =
        new StringBuilder(pool == null ? "The pools" : "Pool '" + pool + "'")
            .append(" cannot be configured:\n\n    Property: ")
            .append(property);
    if (value != null) {
      text.append("\n    Value: \"").append(value).append('"');
    }
    origin(environment, property).ifPresent(o -> text.append("\n    Origin: ").append(o));
    text.append("\n    Expected: ").append(expected);
    return new InvalidGopoolConfigurationException(property, text.toString(), action, cause);
  }

  private static Optional<Origin> origin(Environment environment, String property) {
    ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      Origin origin = Origin.from(source.getConfigurationProperty(name));
      if (origin != null) {
        return Optional.of(origin);
      }
    }
    return Optional.empty();
  }
}
