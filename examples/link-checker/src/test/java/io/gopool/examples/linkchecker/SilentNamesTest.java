package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.KeyedPools;
import io.gopool.examples.linkchecker.guard.SilentDns;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** Names that are asked for in vain. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentNamesTest {

  static class Names {
    @Bean
    SilentDns dns() {
      return new SilentDns();
    }
  }

  /** Two lookups are begun, and never end; the third link finds no thread to ask on. */
  @Test
  void aNameWithoutAnAnswerIsAVerdictAndGivesTheSlotBack() throws Exception {
    try (Service service =
        Service.start(
            List.of(Names.class),
            "link-checker.exchanges=2",
            "link-checker.attempts=1",
            "link-checker.timeout=300ms")) {
      try {
        String id =
            Service.id(
                service.postList(List.of("http://a.test/", "http://b.test/", "http://c.test/")));
        assertEquals("DONE", service.end(id).get("state").asString());
        List<JsonNode> results = service.results(id);
        assertEquals(List.of("BROKEN"), distinct(results, "verdict"));
        assertEquals("no address of a.test within 300 ms", reason(results, "http://a.test/"));
        assertEquals(
            "no address of c.test within 300 ms, not even asked for: 2 lookups have no answer yet",
            reason(results, "http://c.test/"));
        KeyedPools<?> links = service.bean(KeyedPools.class);
        Awaitility.await().until(() -> links.stats().running() == 0);
      } finally {
        service.bean(SilentDns.class).answer();
      }
    }
  }

  private static String reason(List<JsonNode> results, String url) {
    return results.stream()
        .filter(result -> result.get("url").asString().equals(url))
        .map(result -> result.get("reason").asString())
        .collect(Collectors.joining());
  }

  private static List<String> distinct(List<JsonNode> results, String field) {
    return results.stream().map(result -> result.get(field).asString()).distinct().toList();
  }
}
