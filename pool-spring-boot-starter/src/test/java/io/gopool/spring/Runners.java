package io.gopool.spring;

import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts with the starter and Boot's own task executors. */
public final class Runners {

  private Runners() {}

  /** Returns a runner without any pool. */
  public static ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                GopoolAutoConfiguration.class,
                ApplicationTaskExecutorAutoConfiguration.class,
                LifecycleAutoConfiguration.class,
                TaskExecutionAutoConfiguration.class));
  }

  /** Starts a context that must fail and passes on what the failure analysis would print. */
  public static void failing(ApplicationContextRunner runner, Consumer<FailureAnalysis> check) {
    runner.run(
        context -> {
          Throwable failure = context.getStartupFailure();
          if (failure == null) {
            throw new AssertionError("the context has started");
          }
          for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof FailureAnalyzedException analyzed) {
              check.accept(analyzed.analysis());
              return;
            }
          }
          throw new AssertionError("no failure analysis", failure);
        });
  }
}
