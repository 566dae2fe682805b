package io.gopool.spring;

import io.gopool.GpmScheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * The G-P-M scheduler. The bean is lazy: it has threads of its own, which nobody needs before a
 * pool or the application asks for it.
 */
@Configuration(proxyBeanMethods = false)
class SchedulerConfiguration implements DisposableBean {

  /** The pools were drained before; what still runs then goes on on the JDK's scheduler. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private @Nullable GpmScheduler built; // set and read by the context, one thread at a time

  @Bean(destroyMethod = "") // close() waits without a limit
  @Lazy
  @Conditional(OnSchedulerCondition.class)
  @ConditionalOnMissingBean(GpmScheduler.class)
  GpmScheduler gpmScheduler(GopoolProperties properties, Environment environment) {
    GpmScheduler scheduler = builder(properties.scheduler(), environment).build();
    built = scheduler;
    return scheduler;
  }

  /** Returns a builder with the settings; refuses those that are out of bounds. */
  static GpmScheduler.Builder builder(SchedulerProperties p, Environment environment) {
    GpmScheduler.Builder builder = GpmScheduler.builder("gopool");
    Setter set = new Setter(environment, null, GopoolProperties.PREFIX + ".scheduler.");
    set.to("processors", p.processors(), builder::processors);
    set.to("max-machines", p.maxMachines(), builder::maxMachines);
    set.to("handoff-after", p.handoffAfter(), builder::handoffAfter);
    set.to("idle-machine-expiry", p.idleMachineExpiry(), builder::idleMachineExpiry);
    return builder;
  }

  /** The application has one of its own. Member classes come before the beans of this class. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(GpmScheduler.class)
  static final class OwnScheduler {
    private final ConfigurationCheck check;

    OwnScheduler(GopoolProperties properties, Environment environment) {
      check = new ConfigurationCheck(environment, OwnScheduler.class.getClassLoader());
      check(properties.scheduler());
    }

    /** Refuses settings of the scheduler that the starter does not build. */
    void check(SchedulerProperties p) {
      check.checkNoSchedulerSettings(
          p, "the application has a GpmScheduler bean of its own", "that bean");
    }
  }

  @Override
  public void destroy() {
    GpmScheduler scheduler = built;
    if (scheduler != null) {
      scheduler.close(GRACE);
    }
  }
}
