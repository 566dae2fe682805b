package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Pages, links and requests that mean no good. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileContentTest {

  private static final String EVIL = "<script>alert(1)</script>";

  @RegisterExtension
  private static final Service service =
      Service.ofClass(
          "link-checker.allow-private=true",
          "link-checker.attempts=1",
          "link-checker.max-body=64KB",
          "link-checker.max-upload=16KB",
          "link-checker.hosts=checker.example");

  private static JsonNode checkPage(TestServer server) throws Exception {
    return service.end(Service.id(service.postPage("http://127.0.0.1:" + server.port() + "/")));
  }

  @Test
  void aBodyWithoutEndIsReadSoFar() throws Exception {
    try (TestServer endless =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              if (exchange.getRequestMethod().equals("HEAD")) {
                TestServer.send(exchange, 200, "");
                return;
              }
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream out = exchange.getResponseBody()) {
                out.write(
                    "<title>endless</title><a href=/1>1</a>".getBytes(StandardCharsets.UTF_8));
                byte[] more = " ".repeat(8_192).getBytes(StandardCharsets.UTF_8);
                while (true) {
                  out.write(more); // until the reader hangs up
                }
              }
            })) {
      JsonNode end = checkPage(endless);
      assertEquals("DONE", end.get("state").asString());
      assertEquals(
          "only the first 65536 bytes of the page were read", end.get("message").asString());
      assertEquals(1, end.get("ok").asInt());
    }
  }

  @Test
  void scriptInTitlesTextsAndUrlsStaysText() throws Exception {
    try (TestServer server =
        new TestServer(
            "127.0.0.1",
            TestServer.page(
                "<title>&lt;script>alert(1)&lt;/script></title><a"
                    + " href=\"/&lt;script>alert(1)&lt;/script>\">&lt;script>alert(1)&lt;/script></a><a"
                    + " href=\"/=cmd\">=cmd|' /C calc'!A0</a>"))) {
      JsonNode end = checkPage(server);
      assertEquals(EVIL, end.get("title").asString());
      String id = end.get("id").asString();

      HttpResponse<String> json = service.get("/api/checks/" + id + "/results");
      assertEquals("application/json", json.headers().firstValue("Content-Type").orElseThrow());
      assertEquals("nosniff", json.headers().firstValue("X-Content-Type-Options").orElseThrow());

      HttpResponse<String> csv = service.get("/api/checks/" + id + "/results.csv");
      assertTrue(
          csv.headers().firstValue("Content-Disposition").orElseThrow().startsWith("attachment"));
      assertTrue(csv.body().contains(",'=cmd|' /C calc'!A0"), csv.body());
    }
  }

  /** What a server gets must be one request, whatever the URL had in it. */
  @Test
  void noUrlAddsAHeader() throws Exception {
    Queue<List<String>> seen = new ConcurrentLinkedQueue<>();
    try (TestServer server =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              seen.add(new ArrayList<>(exchange.getRequestHeaders().keySet()));
              TestServer.send(exchange, 200, "");
            })) {
      String base = "http://127.0.0.1:" + server.port();
      List<String> urls =
          List.of(
              base + "/%0d%0aX-Injected:%20yes",
              base + "/\r\nX-Injected: yes",
              base + "/ HTTP/1.1\r\nX-Injected: yes\r\n\r\n",
              base + "\r\nX-Injected: yes/",
              base + "/?q=\u0000\nX-Injected: yes",
              base + "/\u010d\u010aX-Injected: yes"); // whose low bytes are CR and LF
      String id = Service.id(service.postList(urls));
      assertEquals(urls.size(), service.end(id).get("done").asInt());
      assertEquals(
          2,
          service.results(id).stream()
              .filter(result -> result.get("verdict").asString().equals("OK"))
              .count());
      assertEquals(2, seen.size());
      seen.forEach(
          headers ->
              assertFalse(
                  headers.stream().anyMatch(name -> name.equalsIgnoreCase("X-Injected")),
                  headers::toString));
    }
  }

  /** Many servers send what they were given; a client reads headers as ISO 8859-1. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1"})
  void aRedirectMayHaveLettersBeyondAscii(String charset) throws Exception {
    try (TestServer server =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              String path = exchange.getRequestURI().getRawPath();
              if (path.equals("/to")) {
                byte[] bytes = "/bücher".getBytes(Charset.forName(charset));
                TestServer.redirect(exchange, new String(bytes, StandardCharsets.ISO_8859_1));
              } else {
                TestServer.send(exchange, path.equals("/b%C3%BCcher") ? 200 : 404, "");
              }
            })) {
      String id =
          Service.id(service.postList(List.of("http://127.0.0.1:" + server.port() + "/to")));
      assertEquals(1, service.end(id).get("ok").asInt());
    }
  }

  @Test
  void anUploadMayBeSoLarge() throws Exception {
    String large = "http://127.0.0.1/\n".repeat(1_000);
    assertEquals(413, service.post("text/plain", large).statusCode());
    byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
    assertEquals(
        413,
        service
            .send(
                service
                    .request("/api/checks")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))))
            .statusCode(),
        "without Content-Length");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "null",
        "{\"url\": 1}",
        "{\"url\": \"\"}",
        "{\"url\": \"ftp://example.org/\"}",
        "{\"urls\": []}",
        "{\"urls\": [1]}",
        "{\"urls\": \"http://example.org/\"}"
      })
  void whatIsNoRequestIsRefusedWithAReason(String body) throws Exception {
    HttpResponse<String> response = service.post("application/json", body);
    assertEquals(400, response.statusCode(), response.body());
    assertTrue(response.body().contains("\"detail\":\""), response.body());
  }

  @Test
  void whatIsNotJsonIsToldWhere() throws Exception {
    String body = service.post("application/json", "{\n  \"url\": nothing}").body();
    assertTrue(body.contains("not JSON at line 2, column "), body);
  }

  @Test
  void deeplyNestedJsonIsRefused() throws Exception {
    assertEquals(400, service.post("application/json", "[".repeat(10_000)).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "multipart/form-data; boundary=x", "no type"})
  void otherTypesAreRefused(String type) throws Exception {
    assertEquals(415, service.post(type, "http://example.org/").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1", "not an origin"})
  void anotherSitesPageChangesNothing(String origin) throws Exception {
    HttpResponse<String> response =
        service.send(
            service
                .request("/api/checks")
                .header("Content-Type", "text/plain")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString("http://127.0.0.1/")));
    assertEquals(403, response.statusCode());
  }

  @Test
  void itsOwnPageDoes() throws Exception {
    HttpResponse<String> response =
        service.send(
            service
                .request("/api/checks")
                .header("Content-Type", "text/plain")
                .header("Origin", "http://127.0.0.1:" + service.port())
                .POST(BodyPublishers.ofString("http://127.0.0.1:1/")));
    assertEquals(201, response.statusCode());
  }

  /**
   * A name that its owner has mean 127.0.0.1 by now: to the browser his page is the service's own.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/js/main.js", "/api/checks", "/none", "/actuator/prometheus"})
  void aNameThatIsNotItsOwnIsNotAnswered(String path) throws Exception {
    String answer = ask("GET " + path + " HTTP/1.1", "Host: evil.example:" + service.port());
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertTrue(answer.contains("link-checker.hosts, was evil.example:"), answer);
  }

  @Test
  void norMayItsPageChangeAnything() throws Exception {
    String evil = "evil.example:" + service.port();
    String answer =
        ask(
            "POST /api/checks HTTP/1.1",
            "Host: " + evil,
            "Origin: http://" + evil,
            "Content-Type: text/plain",
            "Content-Length: 0");
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:8080",
        "checker.example:80"
      })
  void itsOwnNamesAreAnswered(String host) throws Exception {
    String answer = ask("GET /api/checks HTTP/1.1", "Host: " + host);
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
  }

  /** The JDK's client chooses Host by itself. */
  private static String ask(String... head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      String request = String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/js/main.js",
        "/api/checks",
        "/api/checks/none",
        "/none",
        "/actuator/health"
      })
  void everyAnswerTellsTheBrowserWhatToForbid(String path) throws Exception {
    HttpResponse<String> response = service.get(path);
    String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
  }

  @Test
  void unknownChecksAreNotFound() throws Exception {
    assertEquals(404, service.get("/api/checks/none").statusCode());
    assertEquals(404, service.get("/api/checks/none/results").statusCode());
    assertEquals(404, service.get("/api/checks/none/results.csv").statusCode());
    assertEquals(404, service.get("/api/checks/none/events").statusCode());
  }
}
