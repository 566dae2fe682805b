package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.LinkCheckerProperties;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the service may be called in {@code Host}. The owner of evil.example can have that name mean
 * 127.0.0.1 once his page is there (DNS rebinding). To the browser the service is then of the same
 * origin as the page, which may read all it says; only the name is still his. A number means itself
 * whoever asks, and localhost is nobody's.
 */
@Component
class OwnHosts {

  private static final Pattern ALWAYS =
      Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+\\]|localhost", Pattern.CASE_INSENSITIVE);
  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  private final List<String> names;

  OwnHosts(LinkCheckerProperties properties) {
    this.names = properties.hosts().stream().map(OwnHosts::lower).toList();
  }

  /**
   * Whether a request with this header may be answered. Without one it comes from no browser: they
   * all send it, and let no page change it.
   */
  boolean include(@Nullable String header) {
    if (header == null) {
      return true;
    }
    String host = PORT.matcher(header).replaceFirst("");
    return ALWAYS.matcher(host).matches() || names.contains(lower(host));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
