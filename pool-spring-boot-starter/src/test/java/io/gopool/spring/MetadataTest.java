package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
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
    Set<String> expected = new TreeSet<>(settings(GopoolProperties.class, "gopool."));
    expected.addAll(
        List.of("management.health.gopool.enabled", "management.endpoint.gopool.access"));
    expected.add("management.endpoint.gopool.cache.time-to-live");
    assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theGuideHasATableOfAllSettings() throws Exception {
    Set<String> settings = new TreeSet<>(settings(GopoolProperties.class, ""));
    settings.remove("pools");
    settings.addAll(settings(PoolProperties.class, ""));
    String guide = Files.readString(Path.of("../docs/SPRING.md"));
    String section = guide.substring(guide.indexOf("## Settings"), guide.indexOf("## Tomcat"));
    List<String> rows =
        Pattern.compile("^\\| `([a-z.-]+)` \\|", Pattern.MULTILINE)
            .matcher(section)
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(settings);
  }

  /** The names of all that may be set, as they are written in a file. */
  private static List<String> settings(Class<?> type, String prefix) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
      if (component.getType().isRecord()) {
        names.addAll(settings(component.getType(), name + "."));
      } else {
        names.add(name);
      }
    }
    return names;
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
