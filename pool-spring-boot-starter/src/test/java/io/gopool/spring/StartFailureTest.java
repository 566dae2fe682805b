package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees when a whole application does not start. */
class StartFailureTest {

  @Test
  void theFailureAnalysisIsPrinted(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("extra.yml");
    Files.writeString(file, "gopool:\n  pools:\n    mail: { capacity: 0 }\n");
    assertThat(SmallApplication.run("--spring.config.additional-location=" + file))
        .contains(
            "APPLICATION FAILED TO START",
            "Description:",
            "Pool 'mail' cannot be configured:",
            "Property: gopool.pools.mail.capacity",
            "Value: \"0\"",
            "Origin: ",
            "extra.yml",
            "3:23",
            "Expected: capacity must be in [1, 2147483646]",
            "Action:",
            "Correct gopool.pools.mail.capacity, or remove it for the default.")
        .doesNotContain("ended well");
  }

  @Test
  void aMisspeltPropertyIsExplained(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("extra.yml");
    Files.writeString(file, "gopool.pools.mail.capcity: 5\n");
    assertThat(SmallApplication.run("--spring.config.additional-location=" + file))
        .contains("APPLICATION FAILED TO START", "gopool.pools.mail.capcity")
        .doesNotContain("ended well");
  }

  /** The tests' own JVM has java.lang open, this one has not. */
  @Test
  void theFlagIsNamedWhereTheSchedulerCannotBe() throws Exception {
    assertThat(SmallApplication.run("--gopool.pools.orders.threads=gpm"))
        .contains(
            "APPLICATION FAILED TO START",
            "Property: gopool.pools.orders.threads",
            "java.lang is not open to the G-P-M scheduler",
            "Add --add-opens java.base/java.lang=ALL-UNNAMED to the java command");
    assertThat(SmallApplication.run("--gopool.scheduler.enabled=true"))
        .contains(
            "Property: gopool.scheduler.enabled",
            "Add --add-opens java.base/java.lang=ALL-UNNAMED to the java command",
            "or set gopool.scheduler.enabled to 'auto'.");
    assertThat(SmallApplication.run("--gopool.pools.orders.threads=auto"))
        .contains("the task said hello", "ended well")
        .doesNotContain("FAILED");
  }
}
