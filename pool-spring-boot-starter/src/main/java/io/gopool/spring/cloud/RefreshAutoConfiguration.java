package io.gopool.spring.cloud;

import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.PoolRefresh;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** Refreshes the pools when Spring Cloud says that one of their settings has changed. */
@AutoConfiguration(after = GopoolAutoConfiguration.class)
@ConditionalOnClass(EnvironmentChangeEvent.class)
public final class RefreshAutoConfiguration {

  @Bean
  ApplicationListener<EnvironmentChangeEvent> workerPoolRefreshListener(PoolRefresh refresh) {
    return new Listener(refresh);
  }

  private record Listener(PoolRefresh refresh)
      implements ApplicationListener<EnvironmentChangeEvent> {

    @Override
    public void onApplicationEvent(EnvironmentChangeEvent event) {
      if (event.getKeys().stream().anyMatch(Listener::isOurs)) {
        refresh.refresh();
      }
    }

    /** In a file, or in an environment variable. */
    private static boolean isOurs(String key) {
      return key.regionMatches(
          /* ignoreCase= */ true, 0, GopoolProperties.PREFIX, 0, GopoolProperties.PREFIX.length());
    }
  }
}
