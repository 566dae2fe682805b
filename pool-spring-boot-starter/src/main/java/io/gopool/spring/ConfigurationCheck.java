package io.gopool.spring;

import io.gopool.GpmScheduler;
import io.gopool.spring.PoolProperties.AdmissionPolicy;
import io.gopool.spring.SchedulerProperties.Mode;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Refuses settings that contradict each other or that have no effect: who writes one believes that
 * it does something. Values out of bounds are refused by the builders, see {@link Setter}.
 */
record ConfigurationCheck(Environment environment, @Nullable ClassLoader classLoader) {

  /** As in the builder of the meters, which may be absent. */
  private static final int MAX_TASK_NAMES = 1_000;

  void check(GopoolProperties properties) {
    properties.pools().forEach(this::checkPool);
    checkDefaultPool(properties);
    checkContextPropagation(properties);
    checkWeb(properties);
    checkMetrics(properties.metrics());
    checkHealth(properties.health());
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
    checkWaiting(pool, p);
    checkIdling(pool, p);
  }

  private void checkWaiting(String pool, PoolProperties p) {
    if (p.admission() == AdmissionPolicy.REJECT) {
      checkQueueOfRejecting(pool, p.queueCapacity());
    }
    if (p.admission() != AdmissionPolicy.BLOCK) {
      String why = "with admission '" + kebab(p.admission()) + "' no submitter is blocked";
      noEffect(pool, "max-wait", p.maxWait(), why, "admission");
      noEffect(pool, "max-blocked-submitters", p.maxBlockedSubmitters(), why, "admission");
    }
    if (Duration.ZERO.equals(p.maxWait())) {
      String why = "with a max-wait of zero no submitter is blocked";
      noEffect(pool, "max-blocked-submitters", p.maxBlockedSubmitters(), why, "max-wait");
    }
    if (Objects.equals(p.maxBlockedSubmitters(), 0)) {
      String why = "with max-blocked-submitters 0 no submitter is blocked";
      noEffect(pool, "max-wait", p.maxWait(), why, "max-blocked-submitters");
    }
  }

  /**
   * Whoever writes 'reject' expects that what finds no free slot is refused. A queue whose overflow
   * is refused is spelt as what it is: a wait that is limited to zero.
   */
  private void checkQueueOfRejecting(String pool, @Nullable Integer queueCapacity) {
    if (queueCapacity == null || queueCapacity == 0) {
      return;
    }
    String name = GopoolProperties.poolProperty(pool, "queue-capacity");
    String admission = GopoolProperties.poolProperty(pool, "admission");
    throw InvalidGopoolConfigurationException.of(
        environment,
        pool,
        name,
        queueCapacity,
        "no value, because it has no effect: with admission 'reject' what finds no free slot is"
            + " refused, not queued",
        "Remove %s; or, for a queue beyond which tasks are refused, set %s to 'block' and %s to 0s."
            .formatted(name, admission, GopoolProperties.poolProperty(pool, "max-wait")));
  }

  private void checkIdling(String pool, PoolProperties p) {
    if (p.noIdleExpiry()) {
      String why = "idle workers stay for ever";
      noEffect(pool, "idle-expiry", p.idleExpiry(), why, "no-idle-expiry");
    }
    if (Duration.ZERO.equals(p.idleExpiry())) {
      String why = "with an idle-expiry of zero no worker is ever idle";
      noEffect(pool, "max-idle", p.maxIdle(), why, "idle-expiry");
      noEffect(pool, "pre-start", p.preStart(), why, "idle-expiry");
    }
    if (Objects.equals(p.maxIdle(), 0)) {
      String why = "with max-idle 0 no worker is ever idle";
      noEffect(pool, "idle-expiry", p.idleExpiry(), why, "max-idle");
      noEffect(pool, "no-idle-expiry", p.noIdleExpiry() ? true : null, why, "max-idle");
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
      throw wrong(
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
      throw wrong(
          property,
          pool,
          "the name of a pool; there " + DefaultWorkerPools.known(properties.names()),
          "Correct the name, or add the pool below gopool.pools.");
    }
  }

  private void checkContextPropagation(GopoolProperties properties) {
    if (properties.contextPropagation() && !isPresent("io.micrometer.context.ContextSnapshot")) {
      throw wrong(
          "gopool.context-propagation",
          true,
          "io.micrometer:context-propagation on the class path, but it is not there",
          "Add the dependency io.micrometer:context-propagation, or set"
              + " gopool.context-propagation to false.");
    }
  }

  private void checkWeb(GopoolProperties properties) {
    String named = properties.web().pool();
    if (named != null) {
      checkKnown("gopool.web.pool", named, properties);
    }
    if (!properties.web().enabled()) {
      return;
    }
    if (!isPresent("org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory")) {
      throw wrong(
          "gopool.web.enabled",
          true,
          "Tomcat as web server, but it is not on the class path",
          "Add org.springframework.boot:spring-boot-starter-tomcat, or set gopool.web.enabled to"
              + " false.");
    }
    String pool = properties.resolveWebPool();
    if (pool == null) {
      throw wrong(
          "gopool.web.enabled",
          true,
          "a pool for the requests; there " + DefaultWorkerPools.known(properties.names()),
          "Set gopool.web.pool to a pool below gopool.pools.");
    }
    checkWebPool(pool, properties.pool(pool));
  }

  private void checkWebPool(String pool, PoolProperties p) {
    if (p.admission() == AdmissionPolicy.CALLER_RUNS) {
      String name = GopoolProperties.poolProperty(pool, "admission");
      throw InvalidGopoolConfigurationException.of(
          environment,
          pool,
          name,
          kebab(p.admission()),
          "'block' or 'reject' for the pool of the web server: its caller is the one thread that"
              + " polls all sockets",
          "Set " + name + " to 'block', or gopool.web.pool to another pool.");
    }
  }

  private void checkMetrics(MetricsProperties metrics) {
    double sampling = metrics.sampling();
    if (!(sampling > 0 && sampling <= 1)) {
      throw wrong(
          "gopool.metrics.sampling",
          sampling,
          "a part of the tasks in (0, 1]",
          "Correct gopool.metrics.sampling; to time no task set gopool.metrics.task-timers to"
              + " false.");
    }
    int names = metrics.taskNames();
    if (names < 0 || names > MAX_TASK_NAMES) {
      throw wrong(
          "gopool.metrics.task-names",
          names,
          "a number in [0, " + MAX_TASK_NAMES + "]: each name has about 60 meters",
          "Correct gopool.metrics.task-names, or remove it for no tag.");
    }
    if (names > 0 && !isPresent("com.github.benmanes.caffeine.cache.Caffeine")) {
      throw wrong(
          "gopool.metrics.task-names",
          names,
          "com.github.ben-manes.caffeine:caffeine on the class path, but it is not there",
          "Add that dependency, or remove gopool.metrics.task-names for no tag.");
    }
    if (!isPresent("io.micrometer.core.instrument.MeterRegistry")) {
      String library = "io.micrometer:micrometer-core";
      without(library, "metrics.task-timers", metrics.taskTimers() ? null : false);
      without(library, "metrics.sampling", sampling == 1 ? null : sampling);
      without(library, "metrics.task-names", names == 0 ? null : names);
    }
    if (!metrics.taskTimers()) {
      withoutTimers("sampling", sampling == 1 ? null : sampling);
      withoutTimers("task-names", names == 0 ? null : names);
    }
  }

  /** Refuses what is not the default and needs a library that is not there. */
  private void without(String library, String property, @Nullable Object value) {
    if (value != null) {
      String name = GopoolProperties.PREFIX + "." + property;
      throw wrong(
          name,
          value,
          "no value, because it has no effect: " + library + " is not on the class path",
          "Add that dependency, or remove " + name + ".");
    }
  }

  private void withoutTimers(String property, @Nullable Object value) {
    if (value != null) {
      String name = GopoolProperties.PREFIX + ".metrics." + property;
      throw wrong(
          name,
          value,
          "no value, because it has no effect: gopool.metrics.task-timers is false",
          "Remove " + name + " or gopool.metrics.task-timers.");
    }
  }

  private void checkHealth(HealthProperties health) {
    if (health.saturatedAfter().isNegative()) {
      throw wrong(
          "gopool.health.saturated-after",
          health.saturatedAfter(),
          "a duration that is not negative",
          "Correct gopool.health.saturated-after, or remove it for 30 seconds.");
    }
    if (!isPresent("org.springframework.boot.health.contributor.HealthIndicator")) {
      String library = "org.springframework.boot:spring-boot-health";
      HealthProperties standard = HealthProperties.STANDARD;
      without(
          library,
          "health.saturated-after",
          standard.saturatedAfter().equals(health.saturatedAfter())
              ? null
              : health.saturatedAfter());
      without(
          library,
          "health.saturated-status",
          standard.saturatedStatus() == health.saturatedStatus()
              ? null
              : kebab(health.saturatedStatus()));
    }
  }

  private InvalidGopoolConfigurationException wrong(
      String property, Object value, String expected, String action) {
    return InvalidGopoolConfigurationException.of(
        environment, null, property, value, expected, action);
  }

  private boolean isPresent(String type) {
    return ClassUtils.isPresent(type, classLoader);
  }

  private void checkScheduler(SchedulerProperties scheduler) {
    if (scheduler.enabled() == Mode.FALSE) {
      checkNoSchedulerSettings(
          scheduler, "gopool.scheduler.enabled is false", "gopool.scheduler.enabled");
    }
    // The bean is lazy: nobody may ever ask for it, and learn that it cannot be built.
    GpmScheduler.Builder unused = SchedulerConfiguration.builder(scheduler, environment);
    if (scheduler.enabled() != Mode.TRUE) {
      return;
    }
    GpmScheduler.unsupportedReason()
        .ifPresent(
            reason -> {
              throw wrong(
                  "gopool.scheduler.enabled",
                  true,
                  "a JVM that supports the G-P-M scheduler, but " + reason,
                  SchedulerSupport.REMEDY + ", or set gopool.scheduler.enabled to 'auto'.");
            });
  }

  /** Refuses settings of a scheduler that the starter does not build. */
  void checkNoSchedulerSettings(SchedulerProperties p, String why, String other) {
    withoutScheduler("processors", p.processors(), why, other);
    withoutScheduler("max-machines", p.maxMachines(), why, other);
    withoutScheduler("handoff-after", p.handoffAfter(), why, other);
    withoutScheduler("idle-machine-expiry", p.idleMachineExpiry(), why, other);
  }

  private void withoutScheduler(String property, @Nullable Object value, String why, String other) {
    if (value != null) {
      String name = GopoolProperties.PREFIX + ".scheduler." + property;
      throw wrong(
          name,
          value,
          "no value, because it has no effect: " + why,
          "Remove " + name + " or " + other + ".");
    }
  }

  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
