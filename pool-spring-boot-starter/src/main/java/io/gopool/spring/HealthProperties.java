package io.gopool.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the health contributor.
 *
 * @param saturatedAfter How long a pool must have had neither a free slot nor room in its queue to
 *     count as saturated.
 * @param saturatedStatus Health of a saturated pool.
 */
public record HealthProperties(
    @DefaultValue("30s") Duration saturatedAfter,
    @DefaultValue("out-of-service") SaturatedStatus saturatedStatus) {

  /** What holds where nothing is set. */
  static final HealthProperties STANDARD =
      new HealthProperties(Duration.ofSeconds(30), SaturatedStatus.OUT_OF_SERVICE);

  /** What a saturated pool is. */
  public enum SaturatedStatus {
    /** Not to be used for now: over HTTP the health endpoint answers 503. */
    OUT_OF_SERVICE,
    /** Not known: seen in the details, the status of the application stays what it is. */
    UNKNOWN
  }
}
