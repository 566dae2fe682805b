package io.gopool.examples.linkchecker.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gopool.examples.linkchecker.Service;
import io.gopool.examples.linkchecker.TestServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** What the page says when the service does not do what it asks for. */
@Tag("browser")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusalTest {

  private final CountDownLatch open = new CountDownLatch(1);
  private TestServer server;
  private Service service;

  @BeforeEach
  void start() throws Exception {
    server =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              open.await();
              TestServer.send(exchange, 200, "");
            });
  }

  private Browser start(int streams) {
    service =
        Service.start(
            "link-checker.allow-private=true", "gopool.pools.streams.capacity=" + streams);
    return open();
  }

  private Browser open() {
    Browser browser = new Browser(1280, 900, "light");
    browser.open("http://127.0.0.1:" + service.port() + "/");
    return browser;
  }

  private String submit() throws Exception {
    return Service.id(service.postList(List.of("http://127.0.0.1:" + server.port() + "/")));
  }

  @AfterEach
  void stop() {
    open.countDown();
    server.close();
    service.close();
  }

  /** The overview has the only stream, so the check's is refused. */
  @Test
  void aCheckThatCannotBeWatchedIsNotShownAsRunningForEver() throws Exception {
    try (Browser browser = start(1)) {
      browser.await(b -> b.text("#live").equals("live"));
      submit();
      browser.await(b -> b.text("#check-state").equals("Not watched"));
      assertEquals("Too many watch at once. Choose the check again later.", browser.text("#note"));
      assertEquals("A list of links", browser.text("#check-title"));
      assertFalse(browser.find("#cancel").isDisplayed());
      try (Browser second = open()) {
        second.await(b -> b.text("#live").equals("too many watch, load again later"));
      }
    }
  }

  @Test
  void aCheckThatIsGoneIsSaidToBeUnknown() throws Exception {
    try (Browser browser = start(1)) {
      browser.await(b -> b.text("#live").equals("live"));
      browser.run(
          "window.fetch = () => Promise.resolve(new Response("
              + "'{\"detail\": \"no such check; it is gone\"}', {status: 404}))");
      submit();
      browser.await(b -> b.text("#note").equals("No such check; it is gone."));
      assertEquals("Unknown check", browser.text("#check-title"));
      assertEquals("Not watched", browser.text("#check-state"));
    }
  }

  @Test
  void whyACheckCannotBeCancelledIsSaid() throws Exception {
    try (Browser browser = start(8)) {
      submit();
      browser.await(b -> b.text("#check-state").equals("Running"));
      browser.run("window.fetch = () => Promise.reject(new TypeError('no network'))");
      browser.find("#cancel").sendKeys(Keys.ENTER);
      browser.await(b -> b.text("#note").equals("The service cannot be reached."));
      assertEquals("Running", browser.text("#check-state"));
    }
  }
}
