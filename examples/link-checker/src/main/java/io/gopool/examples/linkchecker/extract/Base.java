package io.gopool.examples.linkchecker.extract;

import io.gopool.examples.linkchecker.guard.TargetPolicy;
import io.gopool.examples.linkchecker.guard.UrlText;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the references of a page are resolved against: its address, or what its base element says. A
 * page has one base and many references, so the base is read once; and one that is too long for a
 * URL is not repeated with each of them, or a small page would fill the memory.
 */
final class Base {

  /** The shortest that is refused for its length, and not for where it was cut. */
  private static final int TOO_LONG = TargetPolicy.MAX_LENGTH + 1;

  private final String text;

  /** Null if it is no URL, or a longer one than may be. */
  private final @Nullable URI uri;

  private Base(String text, @Nullable URI uri) {
    this.text = text;
    this.uri = uri;
  }

  static Base of(String text) {
    String cut = cut(text);
    try {
      return new Base(cut, cut.length() == TOO_LONG ? null : UrlText.toUri(cut));
    } catch (URISyntaxException e) {
      return new Base(cut, null);
    }
  }

  /**
   * Returns the URL that a reference means, without its fragment, and cut where it is too long in
   * any case. jsoup would do it too, but drops user information on the way, and what the page says
   * is to be judged. What is no URL stays as it is, to be judged as well. If the base is none, it
   * stands for every link that needs it.
   */
  String resolve(String reference) {
    String stripped = reference.replaceAll("[\\t\\r\\n]", "").strip();
    return cut(withoutFragment(absolute(stripped)));
  }

  private String absolute(String reference) {
    try {
      URI parsed = UrlText.toUri(reference);
      if (uri != null) {
        return UrlText.resolve(uri, parsed).toString();
      }
      return parsed.isAbsolute() ? parsed.toString() : text;
    } catch (URISyntaxException | IllegalArgumentException e) {
      return reference;
    }
  }

  private static String withoutFragment(String url) {
    int hash = url.indexOf('#');
    return hash < 0 ? url : url.substring(0, hash);
  }

  private static String cut(String url) {
    return url.substring(0, Math.min(url.length(), TOO_LONG));
  }
}
