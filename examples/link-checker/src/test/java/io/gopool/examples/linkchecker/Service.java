package io.gopool.examples.linkchecker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole application on a free port, and a client of it: for a test, which closes it, or as an
 * extension for all tests of a class.
 */
public final class Service implements AutoCloseable, BeforeAllCallback, AfterAllCallback {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Class<?>> more;
  private final String[] settings;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable ConfigurableApplicationContext context;

  private Service(List<Class<?>> more, String... settings) {
    this.more = more;
    this.settings = settings;
  }

  /** Starts it, with settings as "name=value". */
  public static Service start(String... settings) {
    return start(List.of(), settings);
  }

  /** Starts it with further configuration. */
  public static Service start(List<Class<?>> more, String... settings) {
    Service service = new Service(more, settings);
    service.start();
    return service;
  }

  /** Returns one that runs from before the first test of a class until after the last. */
  public static Service ofClass(String... settings) {
    return new Service(List.of(), settings);
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    start();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    close();
  }

  private void start() {
    List<Class<?>> sources = new ArrayList<>(List.of(LinkChecker.class));
    sources.addAll(more);
    SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
    application.setRegisterShutdownHook(false);
    context =
        application.run(
            Stream.concat(
                    Stream.of("--server.port=0", "--logging.level.root=warn"),
                    Stream.of(settings).map(setting -> "--" + setting))
                .toArray(String[]::new));
  }

  private ConfigurableApplicationContext context() {
    return Objects.requireNonNull(context, "not started");
  }

  public int port() {
    return ((WebServerApplicationContext) context()).getWebServer().getPort();
  }

  public <T> T bean(Class<T> type) {
    return context().getBean(type);
  }

  public <T> T bean(String name, Class<T> type) {
    return context().getBean(name, type);
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<Stream<String>> stream(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofLines());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  public JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  public JsonNode json(String path, String method) throws IOException, InterruptedException {
    return JSON.readTree(send(request(path).method(method, BodyPublishers.noBody())).body());
  }

  public HttpResponse<String> post(String type, String body)
      throws IOException, InterruptedException {
    return send(
        request("/api/checks").header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> postPage(String url) throws IOException, InterruptedException {
    return post("application/json", JSON.writeValueAsString(Map.of("url", url)));
  }

  public HttpResponse<String> postList(List<String> urls) throws IOException, InterruptedException {
    return post("application/json", JSON.writeValueAsString(Map.of("urls", urls)));
  }

  /** The id of the check that a response has accepted. */
  public static String id(HttpResponse<String> accepted) {
    if (accepted.statusCode() != 201) {
      throw new AssertionError(accepted.statusCode() + " " + accepted.body());
    }
    return JSON.readTree(accepted.body()).get("id").asString();
  }

  /** Waits for a check's end. */
  public JsonNode end(String id) throws IOException, InterruptedException {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> !json("/api/checks/" + id).get("finished").isNull());
    return json("/api/checks/" + id);
  }

  /** The results of a check. */
  public List<JsonNode> results(String id) throws IOException, InterruptedException {
    return json("/api/checks/" + id + "/results").valueStream().toList();
  }

  @Override
  public void close() {
    context().close();
    client.close();
  }
}
