package io.gopool.spring;

import io.gopool.GpmScheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
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
    SchedulerProperties p = properties.scheduler();
    GpmScheduler.Builder builder = GpmScheduler.builder("gopool");
    Setter set = new Setter(environment, null, GopoolProperties.PREFIX + ".scheduler.");
    set.to("processors", p.processors(), builder::processors);
    set.to("max-machines", p.maxMachines(), builder::maxMachines);
    set.to("handoff-after", p.handoffAfter(), builder::handoffAfter);
    set.to("idle-machine-expiry", p.idleMachineExpiry(), builder::idleMachineExpiry);
    GpmScheduler scheduler = builder.build();
    built = scheduler;
    return scheduler;
  }

  @Override
  public void destroy() {
    GpmScheduler scheduler = built;
    if (scheduler != null) {
      scheduler.close(GRACE);
    }
  }
}
