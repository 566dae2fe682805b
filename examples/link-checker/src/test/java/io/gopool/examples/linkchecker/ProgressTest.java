package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The streams. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgressTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static List<JsonNode> data(List<String> lines, String event) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).equals("event:" + event))
        .mapToObj(
            i ->
                lines.subList(i, lines.size()).stream()
                    .filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow())
        .map(line -> JSON.readTree(line.substring("data:".length())))
        .toList();
  }

  @Test
  void aStreamHasEachResultOnceAndGoesOnWhereItWasCutOff() throws Exception {
    try (TestServer server = new TestServer("127.0.0.1", TestServer.page(""));
        Service service = Service.start("link-checker.allow-private=true")) {
      List<String> urls =
          IntStream.range(0, 1_500)
              .mapToObj(i -> "http://127.0.0.1:" + server.port() + "/" + i)
              .toList();
      String id = Service.id(service.postList(urls));
      String path = "/api/checks/" + id + "/events";
      try (Stream<String> lines = service.stream(path).body()) {
        List<String> all = lines.toList();
        assertEquals(
            urls.stream().sorted().toList(),
            data(all, "results").stream()
                .flatMap(JsonNode::valueStream)
                .map(result -> result.get("url").asString())
                .sorted()
                .toList());
        List<Integer> done =
            Stream.concat(data(all, "progress").stream(), data(all, "end").stream())
                .map(progress -> progress.get("done").asInt())
                .toList();
        assertEquals(done.stream().sorted().toList(), done);
        assertEquals(1_500, done.getLast());
      }
      List<String> rest =
          service
              .send(service.request(path).header("Last-Event-ID", "1400"))
              .body()
              .lines()
              .toList();
      assertEquals(100, data(rest, "results").stream().mapToInt(JsonNode::size).sum());
    }
  }

  @Test
  void theOverviewHasThePoolsAndTheChecks() throws Exception {
    try (TestServer server = new TestServer("127.0.0.1", TestServer.page(""));
        Service service = Service.start("link-checker.allow-private=true")) {
      String id = Service.id(service.postList(List.of("http://127.0.0.1:" + server.port() + "/")));
      service.end(id);
      List<JsonNode> pools = service.json("/api/pools").valueStream().toList();
      assertTrue(
          pools
              .getLast()
              .get("pools")
              .valueStream()
              .map(p -> p.get("name").asString())
              .toList()
              .containsAll(List.of("checks", "links", "streams", "web")));
      try (Stream<String> lines = service.stream("/api/overview/events").body()) {
        String checks =
            lines
                .dropWhile(line -> !line.equals("event:checks"))
                .filter(line -> line.startsWith("data:"))
                .findFirst()
                .orElseThrow();
        assertTrue(checks.contains(id), checks);
      }
    }
  }
}
