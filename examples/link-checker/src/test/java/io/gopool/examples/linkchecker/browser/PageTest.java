package io.gopool.examples.linkchecker.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.examples.linkchecker.Service;
import io.gopool.examples.linkchecker.TestServer;
import io.gopool.examples.linkchecker.check.Verdict;
import io.gopool.examples.linkchecker.demo.DemoSite;
import io.gopool.examples.linkchecker.demo.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a person does with the page. */
@Tag("browser")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageTest {

  /** How many pixels of the squares are not empty. */
  private static final String PAINTED =
      """
      const squares = document.getElementById('mosaic');
      const { data } = squares.getContext('2d').getImageData(0, 0, squares.width, squares.height);
      let painted = 0;
      for (let alpha = 3; alpha < data.length; alpha += 4) {
        painted += data[alpha] ? 1 : 0;
      }
      return painted;
      """;

  @RegisterExtension
  private static final Service service =
      Service.ofClass(
          "link-checker.allow-private=true",
          "link-checker.timeout=20s",
          "link-checker.retry-delay=1ms");

  private static String address() {
    return "http://127.0.0.1:" + service.port() + "/";
  }

  private static Browser browser() {
    return new Browser(1280, 900, "light");
  }

  private static void submit(Browser browser, String url) {
    browser.find("#url").sendKeys(url, Keys.ENTER);
  }

  /** The page shows the latest check, perhaps another test's, until it has this one. */
  private static void awaitDone(Browser browser, DemoSite site) {
    browser.await(
        b ->
            b.text("#check-source").equals(site.address())
                && b.text("#check-state").equals("Done"));
  }

  @Test
  void aCheckIsWatchedToItsEndAndItsBrokenLinksAreSeen() throws Exception {
    try (DemoSite site = new DemoSite(0, 900, /* latency= */ false);
        Browser browser = browser()) {
      Set<String> broken =
          site.plan().links().stream()
              .filter(link -> link.kind().verdict() == Verdict.BROKEN)
              .map(link -> link.url())
              .collect(Collectors.toSet());
      assertTrue(site.plan().links().stream().noneMatch(link -> link.kind() == Kind.HANG));
      browser.open(address());
      submit(browser, site.address());
      awaitDone(browser, site);

      assertEquals("The demo site", browser.text("#check-title"));
      assertEquals("900", browser.text("#done"));
      assertEquals(Integer.toString(broken.size()), browser.text("#broken"));
      assertEquals("100", browser.find("#bar").getDomAttribute("aria-valuenow"));
      assertTrue(browser.find("#said").getDomProperty("textContent").startsWith("Done: 900"));
      if (!browser.find("#more").getDomProperty("hidden").equals("true")) {
        browser.find("#more").click();
      }
      assertEquals(
          broken,
          browser.all("#rows .url").stream().map(WebElement::getText).collect(Collectors.toSet()));

      browser.find("#search").sendKeys("404 not found");
      browser.await(b -> b.all("#rows tr").size() < broken.size());
      browser
          .all("#rows td:nth-child(3)")
          .forEach(why -> assertTrue(why.getText().startsWith("404"), why::getText));
      assertEquals(List.of(), browser.complaints());
    }
  }

  /** The demo site's texts try to run a script; the page must show them and be none the wiser. */
  @Test
  void markupFromOutsideIsShownAsText() throws Exception {
    try (DemoSite site = new DemoSite(0, 300, /* latency= */ false);
        TestServer titled =
            new TestServer(
                "127.0.0.1",
                TestServer.page(
                    "<title>&lt;img src=x onerror=\"document.title='hacked'\"></title>"
                        + "<a href=\"/&lt;svg onload=alert(1)>\">x</a>"));
        Browser browser = browser()) {
      browser.open(address());
      submit(browser, site.address());
      awaitDone(browser, site);
      browser.find("[data-verdict='']").click();
      browser.find("#search").sendKeys("onerror");
      browser.await(b -> b.all("#rows .text").size() == 3);
      assertTrue(browser.text("#rows .text").startsWith("<img src=x onerror="));

      browser.find("#url").clear();
      submit(browser, "http://127.0.0.1:" + titled.port() + "/");
      browser.await(b -> b.text("#check-title").startsWith("<img src=x onerror="));
      browser.await(b -> b.text("#check-state").equals("Done"));
      assertEquals("Link checker", browser.run("return document.title"));
      assertEquals(0, browser.all("img").size());
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void progressIsSeenAndACheckIsCancelled() throws Exception {
    Semaphore answers = new Semaphore(0);
    try (TestServer server =
            new TestServer(
                "127.0.0.1",
                exchange -> {
                  answers.acquire();
                  TestServer.send(exchange, 200, "");
                });
        Browser browser = browser()) {
      browser.open(address());
      browser.find("input[value=list]").sendKeys(Keys.SPACE);
      for (int i = 0; i < 40; i++) {
        browser.find("#list").sendKeys("http://127.0.0.1:" + server.port() + "/" + i + "\n");
      }
      browser.find("button.primary").click();
      browser.await(b -> b.text("#check-state").equals("Running"));
      browser.await(b -> b.text("#total").equals("of 40"));
      answers.release(10);
      browser.await(b -> b.text("#done").equals("10"));
      assertEquals("25", browser.find("#bar").getDomAttribute("aria-valuenow"));

      browser.find("#cancel").click();
      browser.await(b -> b.text("#check-state").equals("Cancelled"));
      assertEquals("10", browser.text("#done"));
      assertFalse(browser.find("#cancel").isDisplayed());
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void aFileIsChecked(@TempDir Path folder) throws Exception {
    try (TestServer server = new TestServer("127.0.0.1", TestServer.page(""));
        Browser browser = browser()) {
      Path file = folder.resolve("my links.txt");
      Files.writeString(
          file, "# remark\nhttp://127.0.0.1:" + server.port() + "/\nnot a url\n\nftp://x.test/\n");
      browser.open(address());
      browser.find("input[value=file]").sendKeys(Keys.SPACE);
      browser.find("#file").sendKeys(file.toString());
      browser.find("button.primary").click();
      browser.await(b -> b.text("#check-title").equals("my links.txt"));
      browser.await(b -> b.text("#check-state").equals("Done"));
      assertEquals("3", browser.text("#done"));
      assertEquals("1", browser.text("#broken"));
      assertEquals("1", browser.text("#refused"));
    }
  }

  @Test
  void whatCannotBeCheckedIsSaid() {
    try (Browser browser = browser()) {
      browser.open(address());
      submit(browser, "ftp://example.org/");
      browser.await(b -> b.text("#ask-error").equals("Only http and https are checked, not ftp."));
      assertEquals("true", browser.find("#url").getDomAttribute("aria-invalid"));
      assertEquals("url", browser.focused().getDomAttribute("id"));
    }
  }

  /** Everything that can be done is reached with the Tab key, has a name, and shows the focus. */
  @Test
  void theKeyboardReachesEverything() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    try (TestServer server =
            new TestServer(
                "127.0.0.1",
                exchange -> {
                  open.await();
                  TestServer.send(exchange, 404, "");
                });
        Browser browser = browser()) {
      browser.open(address());
      browser.find("body").sendKeys(Keys.TAB);
      browser.await(b -> b.text("#live").equals("live"));
      Service.id(service.postList(List.of("http://127.0.0.1:" + server.port() + "/")));
      browser.await(b -> b.find("#cancel").isDisplayed());
      Set<String> reached = new java.util.TreeSet<>();
      for (int i = 0; i < 40; i++) {
        WebElement focused = browser.focused();
        if (!focused.getTagName().equals("body")) {
          assertFalse(focused.getAccessibleName().isBlank(), focused::toString);
          reached.add(focused.getAccessibleName());
        }
        focused.sendKeys(Keys.TAB);
      }
      assertTrue(
          reached.containsAll(
              Set.of("Check links", "Cancel", "JSON", "CSV", "links", "checks", "streams", "web")),
          reached::toString);
      browser.find("#cancel").sendKeys(Keys.ENTER);
      browser.await(b -> b.text("#check-state").equals("Cancelled"));
    } finally {
      open.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
  void nothingIsCutOffAndTextCanBeRead(int width, String scheme) throws Exception {
    try (DemoSite site = new DemoSite(0, 300, /* latency= */ false);
        Browser browser = new Browser(width, 900, scheme)) {
      Service.id(service.postPage(site.address()));
      browser.open(address());
      browser.await(b -> b.text("#check-state").equals("Done"));
      browser.await(b -> !b.all("#rows tr").isEmpty());
      assertEquals((long) width, browser.run("return innerWidth"));
      assertEquals(
          browser.run("return document.documentElement.clientWidth"),
          browser.run("return document.documentElement.scrollWidth"));
      browser.await(b -> b.all(".chart canvas").size() == 5);
      String ink = browser.find("body").getCssValue("color");
      String paper = browser.find("body").getCssValue("background-color");
      assertNotEquals(ink, paper);
      assertEquals(scheme.equals("dark"), light(ink) > light(paper));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void eachLinkHasItsSquareHoweverManyThereAre() throws Exception {
    int links = 6_000; // more than fit at two pixels each
    Service.id(service.postList(IntStream.range(0, links).mapToObj(i -> "no URL " + i).toList()));
    try (Browser browser = new Browser(390, 900, "light")) {
      browser.open(address());
      browser.await(b -> b.text("#done").equals("6,000"));
      browser.await(b -> b.run(PAINTED).equals(4L * links));
      assertEquals(
          browser.run("return document.getElementById('mosaic').height"),
          browser.run("return document.getElementById('mosaic').clientHeight"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  private static double light(String rgb) {
    String[] parts = rgb.replaceAll("[^0-9,]", "").split(",", -1);
    return 0.2 * Integer.parseInt(parts[0])
        + 0.7 * Integer.parseInt(parts[1])
        + 0.1 * Integer.parseInt(parts[2]);
  }
}
