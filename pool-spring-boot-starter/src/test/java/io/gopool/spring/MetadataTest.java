package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors know of the properties. */
class MetadataTest {

  @Test
  void eachPropertyHasATypeAndADescription() throws Exception {
    List<String> names = new ArrayList<>();
    for (JsonNode property : metadata().at("/properties")) {
      String name = property.at("/name").asString();
      names.add(name);
      assertThat(property.at("/type").asString()).as(name).isNotBlank();
      assertThat(property.at("/description").asString()).as(name).isNotBlank().endsWith(".");
    }
    assertThat(names)
        .contains(
            "gopool.pools",
            "gopool.default-pool",
            "gopool.application-task-executor",
            "gopool.context-propagation",
            "gopool.web.enabled",
            "gopool.web.pool",
            "gopool.scheduler.enabled",
            "gopool.scheduler.processors",
            "gopool.scheduler.max-machines",
            "gopool.scheduler.handoff-after",
            "gopool.scheduler.idle-machine-expiry",
            "gopool.metrics.task-timers",
            "gopool.metrics.sampling",
            "gopool.metrics.task-names",
            "gopool.health.saturated-after",
            "gopool.health.saturated-status",
            "management.health.gopool.enabled",
            "management.endpoint.gopool.access");
  }

  @Test
  void hintsAreOfPropertiesThatThereAre() throws Exception {
    JsonNode metadata = metadata();
    Set<String> names = new HashSet<>();
    metadata.at("/properties").forEach(p -> names.add(p.at("/name").asString()));
    List<String> hinted =
        StreamSupport.stream(metadata.at("/hints").spliterator(), false)
            .map(hint -> hint.at("/name").asString())
            .toList();
    assertThat(hinted).isNotEmpty().allMatch(names::contains);
  }

  private static JsonNode metadata() throws Exception {
    // Other jars have one of their own; this is the one beside our classes.
    String url =
        GopoolProperties.class.getProtectionDomain().getCodeSource().getLocation()
            + "META-INF/spring-configuration-metadata.json";
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return JsonMapper.shared().readTree(in);
    }
  }
}
