package io.gopool.spring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application with everything on the class path, on a random port. */
public final class WholeApplication implements AutoCloseable {

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
  private final ConfigurableApplicationContext context;

  private WholeApplication(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts it with further configuration and properties. */
  public static WholeApplication start(Class<?> configuration, String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--spring.main.banner-mode=off");
    for (String property : properties) {
      arguments.add("--" + property);
    }
    SpringApplication application = new SpringApplication(Empty.class, configuration);
    return new WholeApplication(application.run(arguments.toArray(String[]::new)));
  }

  /** Starts it. */
  public static WholeApplication start(String... properties) {
    return start(Empty.class, properties);
  }

  /** Returns the context. */
  public ConfigurableApplicationContext context() {
    return context;
  }

  /** Returns the address of a path. */
  public URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  /** Gets a path. */
  public HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Posts JSON to a path. */
  public HttpResponse<String> post(String path, String json) throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the client, for requests of other kinds. */
  public HttpClient client() {
    return client;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
  }

  @Override
  public void close() {
    client.shutdownNow();
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Empty {}
}
