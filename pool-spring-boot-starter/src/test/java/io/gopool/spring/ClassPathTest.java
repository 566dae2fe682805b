package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whole applications with less and less on their class path: the jars are really not there. */
class ClassPathTest {

  private static final String EXPOSED = "--management.endpoints.web.exposure.include=*";
  private static final String EXECUTOR = "--gopool.application-task-executor=true";

  @Test
  void everythingIsThere() throws Exception {
    assertThat(SmallApplication.run(EXPOSED, EXECUTOR))
        .contains("the task said hello", "ended well")
        .contains("poolsEndpoint", "gopoolHealthContributor", "workerPoolRefreshListener");
  }

  @Test
  void withoutActuator() throws Exception {
    assertThat(without("spring-boot-(starter-)?actuator|spring-boot-health", EXPOSED))
        .contains("the task said hello", "ended well")
        .doesNotContain("poolsEndpoint", "gopoolHealthContributor");
  }

  /** But for micrometer-observation, which Spring's web server needs. */
  @Test
  void withoutMicrometer() throws Exception {
    assertThat(without("spring-boot-micrometer|micrometer-(core|jakarta)|context-propagation"))
        .contains("the task said hello", "ended well")
        .doesNotContain("poolsMeterBinder");
  }

  @Test
  void withoutWebFlux() throws Exception {
    assertThat(without("webflux|reactor|reactive-streams", EXECUTOR))
        .contains("the task said hello", "ended well", "applicationTaskExecutor");
  }

  @Test
  void withoutAnythingOptional() throws Exception {
    assertThat(
            without(
                "micrometer|context-propagation|actuator|spring-boot-health|tomcat|webmvc"
                    + "|webflux|websocket|spring-messaging|reactor|reactive-streams"
                    + "|spring-web|spring-boot-servlet|spring-boot-http|spring-cloud|jackson"
                    + "|caffeine|disruptor",
                EXECUTOR))
        .contains("the task said hello", "ended well", "applicationTaskExecutor")
        .doesNotContain("poolsEndpoint", "gopoolHealthContributor", "workerPoolRefreshListener");
  }

  private static String without(String jars, String... arguments) throws Exception {
    Pattern pattern = Pattern.compile(jars);
    return SmallApplication.run(jar -> !pattern.matcher(jar).find(), arguments);
  }
}
