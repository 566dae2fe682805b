package io.gopool.examples.linkchecker;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the service, {@code link-checker.*}. A name that is none of them fails the start:
 * who misspells one believes that it does something.
 *
 * @param allowPrivate whether addresses that are not public may be asked
 * @param exchanges how many may be under way at once, in all
 * @param perHost how many may be under way with one host
 * @param queuePerHost how many links of one host may be queued before checks are fed more slowly
 * @param maxLinks links of a check; further ones are left out
 * @param maxBody how much of a page is read
 * @param maxUpload how long a request to the service may be
 * @param maxUploads how long all requests may be together that are being read
 * @param uploadTimeout how long reading such a request may take
 * @param downloadTimeout how long reading the results of a check may take
 * @param maxRedirects redirects that are followed for a link
 * @param timeout for one exchange, from the name to the last byte
 * @param attempts requests for a URL that has no answer, or the answer "later"
 * @param retryDelay before the second one; doubles
 * @param maxRetryDelay the longest of those
 * @param drain how long a stop waits for checks that were accepted
 * @param userAgent what the service calls itself
 * @param hosts by which names it is called, beside localhost and addresses
 * @param demo the site of the profile {@code demo}
 */
@ConfigurationProperties(prefix = "link-checker", ignoreUnknownFields = false)
public record LinkCheckerProperties(
    @DefaultValue("false") boolean allowPrivate,
    @DefaultValue("48") int exchanges,
    @DefaultValue("8") int perHost,
    @DefaultValue("25000") int queuePerHost,
    @DefaultValue("25000") int maxLinks,
    @DefaultValue("4MB") DataSize maxBody,
    @DefaultValue("4MB") DataSize maxUpload,
    @DefaultValue("32MB") DataSize maxUploads,
    @DefaultValue("30s") Duration uploadTimeout,
    @DefaultValue("60s") Duration downloadTimeout,
    @DefaultValue("5") int maxRedirects,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("3") int attempts,
    @DefaultValue("500ms") Duration retryDelay,
    @DefaultValue("10s") Duration maxRetryDelay,
    @DefaultValue("25s") Duration drain,
    @DefaultValue("gopool-link-checker/0.1") String userAgent,
    @DefaultValue List<String> hosts,
    @DefaultValue Demo demo) {

  /**
   * The site that the profile {@code demo} brings along.
   *
   * @param port where it listens; 0 for a free one
   * @param links how many it has
   */
  public record Demo(@DefaultValue("0") int port, @DefaultValue("6000") int links) {}

  private static final DataSize LARGEST = DataSize.ofGigabytes(1);

  /** Checks the bounds. */
  public LinkCheckerProperties {
    hosts = List.copyOf(hosts);
    atLeast(1, "exchanges", exchanges);
    atLeast(1, "per-host", perHost);
    atLeast(1, "queue-per-host", queuePerHost);
    atLeast(1, "max-links", maxLinks);
    atLeast(0, "max-redirects", maxRedirects);
    atLeast(1, "attempts", attempts);
    check("max-body", maxBody);
    check("max-upload", maxUpload);
    check("max-uploads", maxUploads);
    if (maxUploads.compareTo(maxUpload) < 0) {
      throw wrong(
          "max-uploads",
          "at least link-checker.max-upload, which is " + maxUpload,
          maxUploads,
          "raise it or lower that one");
    }
    atLeast(1, "upload-timeout", uploadTimeout);
    atLeast(1, "download-timeout", downloadTimeout);
    atLeast(1, "timeout", timeout);
    atLeast(0, "retry-delay", retryDelay);
    atLeast(0, "max-retry-delay", maxRetryDelay);
    atLeast(0, "drain", drain);
    hosts.forEach(LinkCheckerProperties::checkHost);
  }

  private static void atLeast(int least, String name, int value) {
    if (value < least) {
      throw wrong(name, "at least " + least, value, "remove it for the default");
    }
  }

  private static void atLeast(int least, String name, Duration value) {
    if (value.toMillis() < least) {
      throw wrong(
          name,
          "at least " + least + "ms",
          value.toMillis() + "ms",
          "write 500ms or 10s, say, or remove it for the default");
    }
  }

  private static void check(String name, DataSize value) {
    if (value.toBytes() <= 0 || value.compareTo(LARGEST) > 0) {
      throw wrong(
          name,
          "above 0 and at most 1GB",
          value,
          "write 512KB or 4MB, say, or remove it for the default");
    }
  }

  private static void checkHost(String name) {
    if (!name.matches("[A-Za-z0-9.-]+")) {
      throw wrong("hosts", "names", name, "write checker.example, without scheme and port");
    }
  }

  private static IllegalArgumentException wrong(
      String name, String expected, Object value, String remedy) {
    return new IllegalArgumentException(
        "link-checker." + name + " must be " + expected + ", was " + value + "; " + remedy);
  }
}
