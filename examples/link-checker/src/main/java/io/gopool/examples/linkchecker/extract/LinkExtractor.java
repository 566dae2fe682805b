package io.gopool.examples.linkchecker.extract;

import io.gopool.examples.linkchecker.guard.UrlText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a page links to: anchors, images, scripts, style sheets, frames and media. Two links
 * that differ in the fragment are one, since the server sees no difference. What is no web address
 * ({@code mailto:}, {@code javascript:}) is left out.
 */
public final class LinkExtractor {

  private static final int MAX_TEXT = 120;
  private static final String HREF =
      "a[href], area[href], link[href]:not([rel~=(?i)preconnect|dns-prefetch])";
  private static final String SRC =
      "img[src], script[src], iframe[src], frame[src], source[src], audio[src], video[src], "
          + "track[src], embed[src]";

  private LinkExtractor() {}

  /**
   * Reads a page.
   *
   * @param body HTML, which may be cut off anywhere
   * @param charset what the Content-Type says; null lets the page say it
   * @param base the page's address
   * @param maxLinks the most links that are returned
   */
  public static Page extract(byte[] body, @Nullable String charset, URI base, int maxLinks) {
    Document document = parse(body, charset, base);
    Map<String, Link> links = new LinkedHashMap<>();
    for (Element element : document.select(HREF + ", " + SRC)) {
      String url = absolute(element, element.hasAttr("href") ? "href" : "src");
      if (isWeb(url)) {
        links.putIfAbsent(
            withoutFragment(url), new Link(withoutFragment(url), cut(element.text())));
      }
    }
    List<Link> found = new ArrayList<>(links.values());
    boolean truncated = found.size() > maxLinks;
    return new Page(
        cut(document.title()),
        List.copyOf(truncated ? found.subList(0, maxLinks) : found),
        truncated);
  }

  private static Document parse(byte[] body, @Nullable String charset, URI base) {
    try {
      return Jsoup.parse(new ByteArrayInputStream(body), charset, base.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array has no errors
    }
  }

  /**
   * Resolves against the page's base. jsoup would do it too, but drops user information on the way,
   * and what the page says is to be judged. What is no URL stays as it is, to be judged as well.
   */
  private static String absolute(Element element, String attribute) {
    String text = element.attr(attribute).replaceAll("[\\t\\r\\n]", "").strip();
    try {
      return UrlText.resolve(UrlText.toUri(element.baseUri()), UrlText.toUri(text)).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return text;
    }
  }

  private static boolean isWeb(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  private static String withoutFragment(String url) {
    int hash = url.indexOf('#');
    return hash < 0 ? url : url.substring(0, hash);
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
  }
}
