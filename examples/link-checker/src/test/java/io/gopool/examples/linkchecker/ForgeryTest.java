package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.examples.linkchecker.guard.AddressRule;
import io.gopool.examples.linkchecker.guard.FakeDns;
import io.gopool.examples.linkchecker.guard.PublicAddresses;
import java.net.URLDecoder;
import java.net.spi.InetAddressResolver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;

/**
 * Server-side request forgery, end to end. In these tests 127.0.0.1 stands for the public Internet;
 * all else on this machine is as private as ever, and on 127.0.0.2 somebody waits who must never be
 * asked. That he can be asked is shown with the guards off.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForgeryTest {

  private static final String PRIVATE = "127.0.0.2";

  static class OneAddressIsPublic {
    @Bean
    @Primary
    AddressRule rule() {
      AddressRule rest = new PublicAddresses();
      return address -> address.getHostAddress().equals("127.0.0.1") || rest.allows(address);
    }
  }

  static class NothingIsPrivate {
    @Bean
    @Primary
    AddressRule rule() {
      return AddressRule.ANY;
    }
  }

  static class Names {
    @Bean
    InetAddressResolver dns() {
      return new FakeDns()
          .answer("public.test", "127.0.0.1")
          .answer("inside.test", PRIVATE)
          .answer("reached.test", PRIVATE) // a name of its own: the JDK remembers refusals for 10 s
          .answer("inside6.test", "::1")
          .answer("flip.test", "127.0.0.1")
          .answer("flip.test", PRIVATE);
    }
  }

  private TestServer site;
  private TestServer victim;

  /** A page with a link to what its query says, and redirects to it. */
  @BeforeEach
  void start() throws Exception {
    victim = new TestServer(PRIVATE, TestServer.page("secret"));
    site =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              exchange.getResponseHeaders().set("Connection", "close");
              String to =
                  URLDecoder.decode(
                      String.valueOf(exchange.getRequestURI().getRawQuery()),
                      StandardCharsets.UTF_8);
              if (exchange.getRequestURI().getPath().equals("/to")) {
                TestServer.redirect(exchange, to);
              } else {
                TestServer.send(exchange, 200, "<title>t</title><a href=\"" + to + "\">x</a>");
              }
            });
  }

  @AfterEach
  void stop() {
    site.close();
    victim.close();
  }

  private static Service start(Class<?> rule) {
    return Service.start(
        List.of(rule, Names.class), "link-checker.attempts=1", "link-checker.timeout=8s");
  }

  private JsonNode checkOne(Service service, String url) throws Exception {
    String id = Service.id(service.postList(List.of(url)));
    service.end(id);
    return service.results(id).getFirst();
  }

  private static String encoded(String url) {
    return java.net.URLEncoder.encode(url, StandardCharsets.UTF_8);
  }

  static Stream<String> privateTargets() {
    return Stream.of(
        "http://127.0.0.2:PORT/",
        "http://2130706434:PORT/",
        "http://0x7f000002:PORT/",
        "http://0x7f.0.0.2:PORT/",
        "http://0177.0.0.2:PORT/",
        "http://017700000002:PORT/",
        "http://127.2:PORT/",
        "http://127.0.0.2.:PORT/",
        "http://[::ffff:127.0.0.2]:PORT/",
        "http://[::ffff:7f00:2]:PORT/",
        "http://[0:0:0:0:0:ffff:7f00:0002]:PORT/",
        "http://[::127.0.0.2]:PORT/",
        "http://[64:ff9b::7f00:2]:PORT/",
        "http://public.test@127.0.0.2:PORT/",
        "http://public.test:80@127.0.0.2:PORT/",
        "http://127.0.0.2:PORT#@public.test/",
        "http://127.0.0.2:PORT\\@public.test/",
        "http://127。0。0。2:PORT/",
        "http://inside.test:PORT/",
        "http://INSIDE.test:PORT/",
        "http://inside6.test:PORT/",
        "http://x.localhost:PORT/",
        "http://localhost:PORT/",
        "http://localhost.:PORT/");
  }

  @Test
  void noFormOfAPrivateAddressIsAsked() throws Exception {
    try (Service service = start(OneAddressIsPublic.class)) {
      List<String> urls = privateTargets().map(this::withPort).toList();
      String id = Service.id(service.postList(urls));
      assertEquals("DONE", service.end(id).get("state").asString());
      List<JsonNode> results = service.results(id);
      assertEquals(urls.size(), results.size());
      results.forEach(
          result -> assertNotEquals("OK", result.get("verdict").asString(), result::toString));
      assertEquals(0, victim.requests());
    }
  }

  @Test
  void noRedirectLeadsToOne() throws Exception {
    try (Service service = start(OneAddressIsPublic.class)) {
      List<String> urls =
          privateTargets()
              .map(to -> "http://public.test:" + site.port() + "/to?" + encoded(withPort(to)))
              .toList();
      String id = Service.id(service.postList(urls));
      service.end(id);
      List<JsonNode> results = service.results(id);
      assertEquals(urls.size(), results.size());
      results.forEach(
          result -> assertNotEquals("OK", result.get("verdict").asString(), result::toString));
      assertTrue(site.requests() >= urls.size());
      assertEquals(0, victim.requests());
    }
  }

  @Test
  void noPageLeadsToOne() throws Exception {
    try (Service service = start(OneAddressIsPublic.class)) {
      for (String to : List.of("http://127.0.0.2:PORT/", "http://inside.test:PORT/")) {
        String link = "http://public.test:" + site.port() + "/page?" + encoded(withPort(to));
        String id = Service.id(service.postPage(link));
        service.end(id);
        assertEquals("REFUSED", service.results(id).getFirst().get("verdict").asString());

        String redirect = "http://public.test:" + site.port() + "/to?" + encoded(withPort(to));
        JsonNode failed = service.end(Service.id(service.postPage(redirect)));
        assertEquals("FAILED", failed.get("state").asString());
      }
      assertEquals(400, service.postPage(withPort("http://127.0.0.2:PORT/")).statusCode());
      assertEquals(0, victim.requests());
    }
  }

  @Test
  void aNameThatTurnsPrivateIsNotFollowed() throws Exception {
    try (Service service = start(OneAddressIsPublic.class)) {
      String secret = "http://flip.test:" + victim.port() + "/secret";
      String id =
          Service.id(
              service.postPage("http://flip.test:" + site.port() + "/page?" + encoded(secret)));
      assertEquals("DONE", service.end(id).get("state").asString());
      assertEquals(1, site.requests());
      JsonNode result = service.results(id).getFirst();
      assertEquals(secret, result.get("url").asString());
      assertEquals("REFUSED", result.get("verdict").asString());
      assertEquals("address is not public", result.get("reason").asString());
      assertEquals(0, victim.requests());
    }
  }

  /** The other way round: with the guards off the same checks do reach him. */
  @ParameterizedTest
  @MethodSource("reachable")
  void theTestWouldNotice(String to) throws Exception {
    try (Service service = start(NothingIsPrivate.class)) {
      String redirect = "http://public.test:" + site.port() + "/to?" + encoded(withPort(to));
      for (String url : List.of(withPort(to), redirect)) {
        JsonNode result = checkOne(service, url);
        assertEquals("OK", result.get("verdict").asString(), result::toString);
      }
      assertEquals(2, victim.requests());
    }
  }

  static Stream<String> reachable() {
    return Stream.of(
        "http://127.0.0.2:PORT/", "http://reached.test:PORT/", "http://[::ffff:127.0.0.2]:PORT/");
  }

  private String withPort(String url) {
    return url.replace("PORT", Integer.toString(victim.port()));
  }
}
