package io.gopool.examples.linkchecker.browser;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a window. */
final class Browser implements AutoCloseable {

  private final ChromeDriver driver;

  Browser(int width, int height, String scheme) {
    this(width, height, /* pixels= */ 1, scheme);
  }

  /**
   * Starts one.
   *
   * @param pixels of the screen for one of the page
   */
  Browser(int width, int height, int pixels, String scheme) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--hide-scrollbars",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", pixels, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce")))); // shows what is
  }

  void open(String address) {
    driver.get(address);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  String text(String selector) {
    return find(selector).getText();
  }

  /** Waits until a condition holds; elements that are just being replaced are looked up again. */
  void await(Function<Browser, Boolean> condition) {
    new WebDriverWait(driver, Duration.ofSeconds(90))
        .ignoring(StaleElementReferenceException.class)
        .until(unused -> condition.apply(this));
  }

  Object run(String script) {
    return driver.executeScript(script);
  }

  /** Returns what is seen, as PNG. */
  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** Returns an element, as PNG. */
  byte[] screenshot(String selector) {
    return find(selector).getScreenshotAs(OutputType.BYTES);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** What the browser complained of, such as a violation of the content security policy. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(Object::toString)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
