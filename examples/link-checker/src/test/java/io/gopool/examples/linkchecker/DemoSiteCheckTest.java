package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.examples.linkchecker.check.Verdict;
import io.gopool.examples.linkchecker.demo.DemoPlan.DemoLink;
import io.gopool.examples.linkchecker.demo.DemoSite;
import io.gopool.examples.linkchecker.demo.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** End to end, over HTTP: each link of the demo site gets the verdict it must get. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoSiteCheckTest {

  private static final String[] SETTINGS = {
    "link-checker.allow-private=true",
    "link-checker.timeout=8s", // only pages that never answer wait for it
    "link-checker.retry-delay=1ms"
  };

  @Test
  void eachLinkGetsTheVerdictItMustGet() throws Exception {
    try (DemoSite site = new DemoSite(0, 3_000, /* latency= */ false);
        Service service = Service.start(SETTINGS)) {
      String id = Service.id(service.postPage(site.address()));
      JsonNode end = service.end(id);
      assertEquals("DONE", end.get("state").asString());
      assertEquals("The demo site", end.get("title").asString());
      List<DemoLink> plan = site.plan().links();
      assertEquals(plan.size(), end.get("total").asInt());
      assertEquals(
          EnumSet.allOf(Kind.class), plan.stream().map(DemoLink::kind).collect(Collectors.toSet()));

      Map<String, JsonNode> results =
          service.results(id).stream()
              .collect(Collectors.toMap(r -> r.get("url").asString(), Function.identity()));
      assertEquals(plan.stream().map(DemoLink::url).collect(Collectors.toSet()), results.keySet());
      for (DemoLink link : plan) {
        JsonNode result = results.get(link.url());
        assertEquals(
            link.kind().verdict().name(), result.get("verdict").asString(), link::toString);
        String reason = result.get("reason").asString();
        assertTrue(
            link.kind().reason().isEmpty()
                ? reason.isEmpty()
                : reason.startsWith(link.kind().reason()),
            () -> link + ": " + reason);
        assertEquals(link.text(), result.get("text").asString());
      }
      for (Verdict verdict : Verdict.values()) {
        assertEquals(
            plan.stream().filter(link -> link.kind().verdict() == verdict).count(),
            end.get(verdict.name().toLowerCase(java.util.Locale.ROOT)).asLong());
      }
    }
  }

  @Test
  void twentyThousandLinks() throws Exception {
    try (DemoSite site = new DemoSite(0, 20_000, /* latency= */ false);
        Service service = Service.start(SETTINGS)) {
      List<String> good =
          site.plan().links().stream()
              .filter(link -> link.kind() != Kind.HANG)
              .map(DemoLink::url)
              .toList();
      Set<String> broken =
          site.plan().links().stream()
              .filter(link -> link.kind() != Kind.HANG && link.kind().verdict() == Verdict.BROKEN)
              .map(DemoLink::url)
              .collect(Collectors.toSet());
      assertTrue(good.size() > 19_900 && broken.size() > 500);
      String id =
          Service.id(service.post("text/plain; charset=utf-8", String.join("\n", good) + "\n"));
      JsonNode end = service.end(id);
      assertEquals("DONE", end.get("state").asString());
      assertEquals(good.size(), end.get("done").asInt());
      List<String> csv =
          Arrays.asList(service.get("/api/checks/" + id + "/results.csv").body().split("\r\n"));
      assertEquals(good.size() + 1, csv.size());
      assertEquals(
          broken,
          csv.stream()
              .filter(line -> line.contains(",BROKEN,"))
              .map(line -> line.substring(0, line.indexOf(',')))
              .collect(Collectors.toSet()));
    }
  }
}
