package io.gopool.spring.webflux;

import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.WorkerPools;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * The default pool for WebFlux's blocking handler methods. Boot itself gives them the {@code
 * applicationTaskExecutor} only with {@code spring.threads.virtual.enabled}, and would have the
 * event loop wait in it.
 */
@AutoConfiguration(after = GopoolAutoConfiguration.class)
@ConditionalOnClass({WebFluxConfigurer.class, Mono.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty("gopool.application-task-executor")
public final class WebFluxPoolAutoConfiguration {

  /** After Boot's own, which is at 0, and before the application's, where the last one counts. */
  @Bean
  @Order(1)
  WebFluxConfigurer workerPoolWebFluxConfigurer(WorkerPools pools) {
    EventLoopExecutor executor = new EventLoopExecutor(pools.defaultPool());
    return new WebFluxConfigurer() {
      @Override
      public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
        configurer.setExecutor(executor);
      }
    };
  }

  /** Before Boot's own, which is at -1 and would answer 500. */
  @Bean
  @Order(-2)
  WebExceptionHandler workerPoolRefusalHandler() {
    return (exchange, failure) ->
        Mono.error(
            EventLoopExecutor.isRefusal(failure)
                ? new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, null, failure)
                : failure);
  }
}
