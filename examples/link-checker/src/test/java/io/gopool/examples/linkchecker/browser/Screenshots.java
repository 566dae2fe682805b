package io.gopool.examples.linkchecker.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Takes the pictures of docs/: of the page while a check runs, and of its charts. */
final class Screenshots {

  private static final List<String> SCHEMES = List.of("light", "dark");

  private Screenshots() {}

  /**
   * Takes them.
   *
   * @param args the address of a service that checks its demo site, and the folder to write to
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    for (String scheme : SCHEMES) {
      page(args[0], 1280, 900, 1, scheme, folder);
      page(args[0], 390, 844, 2, scheme, folder);
    }
    charts(args[0], folder);
  }

  private static void page(
      String address, int width, int height, int pixels, String scheme, Path folder)
      throws IOException {
    try (Browser browser = new Browser(width, height, pixels, scheme)) {
      browser.open(address);
      browser.await(b -> b.text("#check-state").equals("Running"));
      browser.await(b -> done(b) > 1500);
      browser.await(b -> !b.all("#rows tr").isEmpty());
      Files.write(
          folder.resolve("link-checker-%d-%s.png".formatted(width, scheme)), browser.screenshot());
    }
  }

  /** Of the second check, so that there is more than a minute to be seen, and a pause. */
  private static void charts(String address, Path folder) throws IOException {
    try (Browser browser = new Browser(1280, 1600, 1, "light")) {
      browser.open(address);
      browser.await(b -> b.all("#checks li").size() > 1);
      browser.await(b -> b.text("#check-state").equals("Running"));
      browser.await(b -> done(b) > 2500);
      Files.write(folder.resolve("link-checker-charts.png"), browser.screenshot(".pools"));
    }
  }

  private static int done(Browser browser) {
    return Integer.parseInt(browser.text("#done").replace(",", ""));
  }
}
