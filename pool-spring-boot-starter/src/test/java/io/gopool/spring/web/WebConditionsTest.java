package io.gopool.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.Runners;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;

/** Where requests go to a pool, and what is refused. */
class WebConditionsTest {

  private final WebApplicationContextRunner web =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  GopoolAutoConfiguration.class, TomcatPoolAutoConfiguration.class))
          .withPropertyValues("gopool.pools.orders.capacity=4");

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withConfiguration(AutoConfigurations.of(TomcatPoolAutoConfiguration.class))
          .withPropertyValues("gopool.pools.orders.capacity=4");

  @Test
  void isOffByDefault() {
    web.run(context -> assertThat(context).doesNotHaveBean(TomcatPoolCustomizer.class));
    web.withPropertyValues("gopool.web.enabled=false", "gopool.web.pool=orders")
        .run(context -> assertThat(context).doesNotHaveBean(TomcatPoolCustomizer.class));
  }

  @Test
  void isOnWhenAskedFor() {
    web.withPropertyValues("gopool.web.enabled=true")
        .run(context -> assertThat(context).hasSingleBean(TomcatPoolCustomizer.class));
  }

  @Test
  void isNotThereWithoutAWebApplication() {
    runner
        .withPropertyValues("gopool.web.enabled=true")
        .run(context -> assertThat(context).doesNotHaveBean(TomcatPoolCustomizer.class));
  }

  @Test
  void refusesToBeOnWithoutTomcat() {
    Runners.failing(
        runner
            .withPropertyValues("gopool.web.enabled=true")
            .withClassLoader(new FilteredClassLoader(ConfigurableTomcatWebServerFactory.class)),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: gopool.web.enabled")
              .contains("Tomcat as web server, but it is not on the class path");
          assertThat(analysis.getAction())
              .startsWith("Add org.springframework.boot:spring-boot-starter-tomcat");
        });
  }

  @Test
  void isOffWithoutTomcat() {
    runner
        .withClassLoader(new FilteredClassLoader(ConfigurableTomcatWebServerFactory.class))
        .run(context -> assertThat(context).hasNotFailed().hasBean("orders"));
  }

  @Test
  void refusesAnUnknownPoolEvenWhenOff() {
    Runners.failing(
        runner.withPropertyValues("gopool.web.pool=nobody"),
        analysis ->
            assertThat(analysis.getDescription())
                .contains("Property: gopool.web.pool", "Value: \"nobody\"", "there are: orders"));
  }

  @Test
  void needsAPool() {
    Runners.failing(
        runner.withPropertyValues("gopool.web.enabled=true", "gopool.pools.mail.capacity=1"),
        analysis -> {
          assertThat(analysis.getDescription()).contains("there are: orders, mail");
          assertThat(analysis.getAction())
              .isEqualTo("Set gopool.web.pool to a pool below gopool.pools.");
        });
  }

  @Test
  void refusesAPoolThatWouldRunRequestsOnThePoller() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.web.enabled=true", "gopool.pools.orders.admission=caller-runs"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Pool 'orders'", "Value: \"caller-runs\"", "polls all sockets");
          assertThat(analysis.getAction())
              .isEqualTo(
                  "Set gopool.pools.orders.admission to 'block', or gopool.web.pool to another"
                      + " pool.");
        });
  }
}
