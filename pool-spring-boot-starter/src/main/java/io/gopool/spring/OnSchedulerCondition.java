package io.gopool.spring;

import io.gopool.GpmScheduler;
import io.gopool.spring.SchedulerProperties.Mode;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether there is a scheduler: it is wanted, and the JVM can have one. */
final class OnSchedulerCondition extends SpringBootCondition {

  /** Called by Spring. */
  OnSchedulerCondition() {}

  @Override
  public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata of) {
    ConditionMessage.Builder message = ConditionMessage.forCondition("gopool.scheduler.enabled");
    Mode mode =
        Binder.get(context.getEnvironment())
            .bind("gopool.scheduler.enabled", Mode.class)
            .orElse(Mode.AUTO);
    Optional<String> unsupported = GpmScheduler.unsupportedReason();
    if (mode == Mode.FALSE) {
      return ConditionOutcome.noMatch(message.because("it is false"));
    }
    return unsupported
        .map(reason -> ConditionOutcome.noMatch(message.because(reason)))
        .orElseGet(() -> ConditionOutcome.match(message.because("the JVM supports it")));
  }
}
