package io.gopool.spring;

import io.gopool.GpmScheduler;
import io.gopool.spring.PoolProperties.AdmissionPolicy;
import io.gopool.spring.SchedulerProperties.Mode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Refuses settings that contradict each other or that have no effect: who writes one believes that
 * it does something. Values out of bounds are refused by the builders, see {@link Setter}.
 */
record ConfigurationCheck(Environment environment) {

  void check(GopoolProperties properties) {
    properties.pools().forEach(this::checkPool);
    checkDefaultPool(properties);
    checkScheduler(properties.scheduler());
  }

  private void checkPool(String pool, PoolProperties p) {
    if (p.unbounded()) {
      String why = "the pool is unbounded";
      String remedy = "unbounded";
      noEffect(pool, "capacity", p.capacity(), why, remedy);
      noEffect(pool, "queue-capacity", p.queueCapacity(), why, remedy);
      noEffect(pool, "max-wait", p.maxWait(), why, remedy);
      noEffect(pool, "max-blocked-submitters", p.maxBlockedSubmitters(), why, remedy);
      if (p.admission() != AdmissionPolicy.BLOCK) {
        noEffect(pool, "admission", kebab(p.admission()), why, remedy);
      }
    }
    if (p.admission() != AdmissionPolicy.BLOCK) {
      String why = "with admission '" + kebab(p.admission()) + "' no submitter is blocked";
      noEffect(pool, "max-wait", p.maxWait(), why, "admission");
      noEffect(pool, "max-blocked-submitters", p.maxBlockedSubmitters(), why, "admission");
    }
    if (p.noIdleExpiry()) {
      String why = "idle workers stay for ever";
      noEffect(pool, "idle-expiry", p.idleExpiry(), why, "no-idle-expiry");
    }
    if (Duration.ZERO.equals(p.idleExpiry())) {
      String why = "with an idle-expiry of zero no worker is ever idle";
      noEffect(pool, "max-idle", p.maxIdle(), why, "idle-expiry");
      noEffect(pool, "pre-start", p.preStart(), why, "idle-expiry");
    }
  }

  private void noEffect(
      String pool, String property, @Nullable Object value, String why, String other) {
    if (value == null) {
      return;
    }
    String name = GopoolProperties.poolProperty(pool, property);
    throw InvalidGopoolConfigurationException.of(
        environment,
        pool,
        name,
        value,
        "no value, because it has no effect: " + why,
        "Remove " + name + " or " + GopoolProperties.poolProperty(pool, other) + ".");
  }

  private void checkDefaultPool(GopoolProperties properties) {
    String defaultPool = properties.defaultPool();
    if (defaultPool != null) {
      checkKnown("gopool.default-pool", defaultPool, properties);
    } else if (properties.applicationTaskExecutor() && properties.resolveDefaultPool() == null) {
      throw InvalidGopoolConfigurationException.of(
          environment,
          null,
          "gopool.application-task-executor",
          true,
          "a default pool, but of the pools there "
              + DefaultWorkerPools.known(properties.names())
              + " none is the default",
          properties.pools().isEmpty()
              ? "Add a pool below gopool.pools."
              : "Set gopool.default-pool to one of them.");
    }
  }

  /** Refuses the name of a pool that there is not. */
  void checkKnown(String property, String pool, GopoolProperties properties) {
    if (!properties.names().contains(pool)) {
      throw InvalidGopoolConfigurationException.of(
          environment,
          null,
          property,
          pool,
          "the name of a pool; there " + DefaultWorkerPools.known(properties.names()),
          "Correct the name, or add the pool below gopool.pools.");
    }
  }

  private void checkScheduler(SchedulerProperties scheduler) {
    if (scheduler.enabled() != Mode.TRUE) {
      return;
    }
    GpmScheduler.unsupportedReason()
        .ifPresent(
            reason -> {
              throw InvalidGopoolConfigurationException.of(
                  environment,
                  null,
                  "gopool.scheduler.enabled",
                  true,
                  "a JVM that supports the G-P-M scheduler, but " + reason,
                  SchedulerSupport.REMEDY + ", or set gopool.scheduler.enabled to 'auto'.");
            });
  }

  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
