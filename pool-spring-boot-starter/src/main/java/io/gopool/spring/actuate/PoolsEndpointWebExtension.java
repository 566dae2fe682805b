package io.gopool.spring.actuate;

import io.gopool.spring.WorkerPools;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.convert.DurationStyle;

/** Says over HTTP what was wrong with a request, which Boot by itself does not. */
@EndpointWebExtension(endpoint = PoolsEndpoint.class)
public final class PoolsEndpointWebExtension {

  private static final int CONFLICT = 409;

  private final PoolsEndpoint endpoint;
  private final WorkerPools pools;

  PoolsEndpointWebExtension(PoolsEndpoint endpoint, WorkerPools pools) {
    this.endpoint = endpoint;
    this.pools = pools;
  }

  /**
   * Changes a pool; values are as in {@link PoolsEndpoint#change}.
   *
   * @param duration {@code PT10M} or {@code 10m}
   * @return 404 if there is no such pool, 400 for a bad value, 409 if the pool's state forbids it,
   *     each with an {@code error} that says what and why
   */
  @WriteOperation
  public WebEndpointResponse<Object> change(
      @Selector String name,
      @Nullable String capacity,
      @Nullable String duration,
      @Nullable String reboot) {
    if (pools.find(name).isEmpty()) {
      return error(WebEndpointResponse.STATUS_NOT_FOUND, "there is no pool '" + name + "'");
    }
    try {
      return new WebEndpointResponse<>(
          endpoint.change(name, toInteger(capacity), toDuration(duration), toBoolean(reboot)));
    } catch (IllegalArgumentException e) {
      return error(WebEndpointResponse.STATUS_BAD_REQUEST, e.getMessage());
    } catch (IllegalStateException | UnsupportedOperationException e) {
      return error(CONFLICT, e.getMessage());
    }
  }

  private static WebEndpointResponse<Object> error(int status, @Nullable String message) {
    return new WebEndpointResponse<>(Map.of("error", String.valueOf(message)), status);
  }

  private static @Nullable Integer toInteger(@Nullable String capacity) {
    if (capacity == null) {
      return null;
    }
    try {
      return Integer.valueOf(capacity.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'capacity' must be a whole number from 1 on, was '" + capacity + "'", e);
    }
  }

  private static @Nullable Duration toDuration(@Nullable String duration) {
    if (duration == null) {
      return null;
    }
    try {
      return DurationStyle.detectAndParse(duration.strip());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'for' must be a duration such as PT10M or 10m, was '" + duration + "'", e);
    }
  }

  private static @Nullable Boolean toBoolean(@Nullable String reboot) {
    if (reboot == null) {
      return null;
    }
    return switch (reboot.strip()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "'reboot' must be true or false, was '" + reboot + "'");
    };
  }
}
