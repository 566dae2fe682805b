package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gopool.KeyedPools;
import io.gopool.examples.linkchecker.guard.SilentDns;
import java.util.List;
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

  private static final String NOT_ASKED = ", not even asked for: 2 lookups have no answer yet";

  /** Where threads start slowly a lookup is given up before it has begun; two begin, in the end. */
  @Test
  void aNameWithoutAnAnswerIsAVerdictAndGivesTheSlotBack() throws Exception {
    try (Service service =
        Service.start(
            List.of(Names.class),
            "link-checker.exchanges=2",
            "link-checker.attempts=1",
            "link-checker.timeout=300ms")) {
      SilentDns dns = service.bean(SilentDns.class);
      try {
        int begun = 0;
        for (int i = 0; begun < 2; i++) {
          String reason = reason(service, "a" + i + ".test");
          String overdue = "no address of a" + i + ".test within 300 ms";
          if (reason.equals(overdue)) {
            dns.asked().acquire();
            begun++;
          } else {
            assertEquals(overdue + NOT_ASKED, reason);
          }
        }
        assertEquals("no address of c.test within 300 ms" + NOT_ASKED, reason(service, "c.test"));
        assertFalse(dns.asked().tryAcquire());
        KeyedPools<?> links = service.bean(KeyedPools.class);
        Awaitility.await().until(() -> links.stats().running() == 0);
      } finally {
        dns.answer();
      }
    }
  }

  private static String reason(Service service, String host) throws Exception {
    String id = Service.id(service.postList(List.of("http://" + host + "/")));
    assertEquals("DONE", service.end(id).get("state").asString());
    JsonNode result = service.results(id).getFirst();
    assertEquals("BROKEN", result.get("verdict").asString());
    return result.get("reason").asString();
  }
}
