package io.gopool.spring;

import static io.gopool.spring.PoolProperties.DEFAULT_CAPACITY;
import static io.gopool.spring.PoolProperties.DEFAULT_IDLE_EXPIRY;
import static io.gopool.spring.PoolProperties.DEFAULT_MAX_IDLE;

import io.gopool.GpmScheduler;
import io.gopool.spring.PoolProperties.AdmissionPolicy;
import io.gopool.spring.PoolProperties.ThreadKind;
import io.gopool.spring.SchedulerProperties.Mode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /** As in the builder of the pools. */
  private static final int MAX_PLATFORM_THREADS = 1 << 20;

  void check(GopoolProperties properties) {
    checkNames(properties.names());
    properties.pools().forEach(this::checkPool);
    checkDefaultPool(properties);
    checkContextPropagation(properties);
    checkWeb(properties);
    checkMetrics(properties.metrics());
    checkHealth(properties.health());
    checkScheduler(properties.scheduler());
  }

  /**
   * An environment variable is in capital letters and without punctuation, so it means the pool
   * whose name is of lower-case letters and digits. Who meant another one by it would get a second
   * pool.
   */
  private void checkNames(Set<String> names) {
    Map<String, String> known = new HashMap<>();
    for (String name : names) {
      String uniform = uniform(name);
      String other = known.putIfAbsent(uniform, name);
      if (other != null) {
        boolean swap = uniform.equals(other);
        throw tooAlike(swap ? other : name, swap ? name : other);
      }
    }
  }

  private static String uniform(String name) {
    StringBuilder uniform = new StringBuilder();
    name.codePoints().filter(Character::isLetterOrDigit).forEach(uniform::appendCodePoint);
    return uniform.toString().toLowerCase(Locale.ROOT);
  }

  private InvalidGopoolConfigurationException tooAlike(String pool, String other) {
    return InvalidGopoolConfigurationException.of(
        environment,
        pool,
        GopoolProperties.poolPrefix(pool),
        null,
        "not the name of pool '" + other + "' in other letters",
        ("Rename one of them. If an environment variable was meant to set pool '%s': it reaches"
                + " only pools whose names are of lower-case letters and digits.")
            .formatted(other));
  }

  private void checkPool(String pool, PoolProperties p) {
    if (p.unbounded()) {
      String why = "the pool is unbounded";
      String remedy = "unbounded";
      noEffect(pool, "capacity", unless(DEFAULT_CAPACITY, p.capacity()), why, remedy);
      noEffect(pool, "queue-capacity", unless(0, p.queueCapacity()), why, remedy);
      noEffect(pool, "max-wait", p.maxWait(), why, remedy);
      noEffect(pool, "max-blocked-submitters", p.maxBlockedSubmitters(), why, remedy);
      if (p.admission() != AdmissionPolicy.BLOCK) {
        noEffect(pool, "admission", kebab(p.admission()), why, remedy);
      }
    }
    checkWaiting(pool, p);
    checkIdling(pool, p);
    checkTogether(pool, p);
  }

  private void checkWaiting(String pool, PoolProperties p) {
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

  private void checkIdling(String pool, PoolProperties p) {
    Duration expiry = unless(DEFAULT_IDLE_EXPIRY, p.idleExpiry());
    if (p.noIdleExpiry()) {
      String why = "idle workers stay for ever";
      noEffect(pool, "idle-expiry", expiry, why, "no-idle-expiry");
    }
    if (Duration.ZERO.equals(p.idleExpiry())) {
      String why = "with an idle-expiry of zero no worker is ever idle";
      noEffect(pool, "max-idle", unless(DEFAULT_MAX_IDLE, p.maxIdle()), why, "idle-expiry");
      noEffect(pool, "pre-start", unless(0, p.preStart()), why, "idle-expiry");
    }
    if (Objects.equals(p.maxIdle(), 0)) {
      String why = "with max-idle 0 no worker is ever idle";
      noEffect(pool, "idle-expiry", expiry, why, "max-idle");
      noEffect(pool, "no-idle-expiry", p.noIdleExpiry() ? true : null, why, "max-idle");
    }
  }

  /** As in the builder of the pools, which a refresh has build none. */
  private void checkTogether(String pool, PoolProperties p) {
    if (p.preStart() != null) {
      atMost(pool, "pre-start", p.preStart(), "max-idle", p.maxIdle());
    }
    if (p.unbounded()) {
      return;
    }
    int capacity = Objects.requireNonNullElse(p.capacity(), DEFAULT_CAPACITY);
    if (p.preStart() != null) {
      atMost(pool, "pre-start", p.preStart(), "capacity", capacity);
    }
    if (p.threads() == ThreadKind.PLATFORM && capacity > MAX_PLATFORM_THREADS) {
      String name = GopoolProperties.poolProperty(pool, "capacity");
      throw InvalidGopoolConfigurationException.of(
          environment,
          pool,
          name,
          capacity,
          "at most " + MAX_PLATFORM_THREADS + " with threads 'platform'",
          "Lower %s, or set %s to 'virtual'."
              .formatted(name, GopoolProperties.poolProperty(pool, "threads")));
    }
  }

  private void atMost(
      String pool, String property, int value, String bound, @Nullable Integer most) {
    if (most != null && value > most) {
      String name = GopoolProperties.poolProperty(pool, property);
      String other = GopoolProperties.poolProperty(pool, bound);
      throw InvalidGopoolConfigurationException.of(
          environment,
          pool,
          name,
          value,
          "at most " + other + ", which is " + most,
          "Lower " + name + " or raise " + other + ".");
    }
  }

  /** Returns null for the default, which may always be said. */
  private static <T> @Nullable T unless(T standard, @Nullable T value) {
    return standard.equals(value) ? null : value;
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
          unless(standard.saturatedAfter(), health.saturatedAfter()));
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
    Integer machines = unless(SchedulerProperties.DEFAULT_MAX_MACHINES, p.maxMachines());
    withoutScheduler("max-machines", machines, why, other);
    Duration handoff = unless(SchedulerProperties.DEFAULT_HANDOFF_AFTER, p.handoffAfter());
    withoutScheduler("handoff-after", handoff, why, other);
    Duration expiry =
        unless(SchedulerProperties.DEFAULT_IDLE_MACHINE_EXPIRY, p.idleMachineExpiry());
    withoutScheduler("idle-machine-expiry", expiry, why, other);
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
