package io.gopool.examples.linkchecker;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the service, {@code link-checker.*}.
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
 */
@ConfigurationProperties("link-checker")
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
    @DefaultValue List<String> hosts) {

  /** Checks the bounds. */
  public LinkCheckerProperties {
    hosts = List.copyOf(hosts);
    atLeastOne("exchanges", exchanges);
    atLeastOne("per-host", perHost);
    atLeastOne("queue-per-host", queuePerHost);
    atLeastOne("max-links", maxLinks);
    atLeastOne("max-body", maxBody.toBytes());
    atLeastOne("max-upload", maxUpload.toBytes());
    atLeastOne("max-uploads", maxUploads.toBytes());
    atLeastOne("attempts", attempts);
    atLeastOne("upload-timeout in ms", uploadTimeout.toMillis());
    atLeastOne("download-timeout in ms", downloadTimeout.toMillis());
    atLeastOne("timeout in ms", timeout.toMillis());
    if (maxRedirects < 0) {
      throw new IllegalArgumentException(
          "link-checker.max-redirects must not be negative, was " + maxRedirects);
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "link-checker." + name + " must be at least 1, was " + value);
    }
  }
}
