package io.gopool.examples.linkchecker;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where the page is, once it is there. */
@Component
class Announcement implements ApplicationListener<ApplicationReadyEvent> {

  private final Environment environment;

  Announcement(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof WebServerApplicationContext context
        && context.getWebServer() != null) {
      String host = environment.getProperty("server.address", "127.0.0.1");
      System.out.println(
          "Link checker: http://" + host + ":" + context.getWebServer().getPort() + "/");
    }
  }
}
