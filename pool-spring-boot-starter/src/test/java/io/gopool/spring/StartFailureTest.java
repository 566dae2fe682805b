package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** What a person sees when a whole application does not start. */
class StartFailureTest {

  @Test
  void theFailureAnalysisIsPrinted() {
    try (LogCapture log = new LogCapture("org.springframework.boot.diagnostics")) {
      assertThatThrownBy(() -> WholeApplication.start("gopool.pools.orders.capacity=0"))
          .hasStackTraceContaining("gopool.pools.orders.capacity");
      assertThat(log.text())
          .contains(
              "APPLICATION FAILED TO START",
              "Description:",
              "Pool 'orders' cannot be configured:",
              "Property: gopool.pools.orders.capacity",
              "Value: \"0\"",
              "Origin: \"gopool.pools.orders.capacity\" from property source",
              "Expected: capacity must be in [1, 2147483646]",
              "Action:",
              "Correct gopool.pools.orders.capacity, or remove it for the default.");
    }
  }

  @Test
  void aMisspeltPropertyIsExplained() {
    try (LogCapture log = new LogCapture("org.springframework.boot.diagnostics")) {
      // Command line arguments may belong to others; those of a file, or of this map, do not.
      SpringApplication application = new SpringApplication(Small.class);
      application.setDefaultProperties(
          Map.of("gopool.pools.orders.capcity", "5", "server.port", "0"));
      assertThatThrownBy(application::run).isNotNull();
      assertThat(log.text()).contains("APPLICATION FAILED TO START", "gopool.pools.orders.capcity");
    }
  }

  /** The tests' own JVM has java.lang open, so another one has to be asked. */
  @Test
  void theFlagIsNamedWhereTheSchedulerCannotBe() throws Exception {
    String output = runInJvmWithoutTheFlag("--gopool.pools.orders.threads=gpm");
    assertThat(output)
        .contains(
            "APPLICATION FAILED TO START",
            "Property: gopool.pools.orders.threads",
            "java.lang is not open to the G-P-M scheduler",
            "Add --add-opens java.base/java.lang=ALL-UNNAMED to the java command");
    assertThat(runInJvmWithoutTheFlag("--gopool.scheduler.enabled=true"))
        .contains(
            "Property: gopool.scheduler.enabled",
            "Add --add-opens java.base/java.lang=ALL-UNNAMED to the java command",
            "or set gopool.scheduler.enabled to 'auto'.");
    assertThat(runInJvmWithoutTheFlag("--gopool.pools.orders.threads=auto"))
        .contains("started and ended well")
        .doesNotContain("FAILED");
  }

  private static String runInJvmWithoutTheFlag(String argument)
      throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Small.class.getName(),
                "--gopool.pools.mail.capacity=1",
                "--gopool.pools.orders.capacity=1",
                "--spring.main.web-application-type=none",
                argument)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  /** A program of its own. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  public static class Small {
    /** Starts and ends. */
    public static void main(String[] arguments) {
      SpringApplication.run(Small.class, arguments).close();
      System.out.println("started and ended well");
    }
  }
}
