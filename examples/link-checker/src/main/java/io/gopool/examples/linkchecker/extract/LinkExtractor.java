package io.gopool.examples.linkchecker.extract;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** Of all URLs of a page: with a long base each is long, however short the page is. */
  private static final int MAX_CHARACTERS = 5_000_000;

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
   * @param address the page's
   * @param maxLinks the most links that are returned; fewer if they are long
   */
  public static Page extract(byte[] body, @Nullable String charset, URI address, int maxLinks) {
    Tree tree = Tree.of(body, charset, address);
    Document document = tree.document();
    Base base = Base.of(document.baseUri());
    Map<String, Link> links = new LinkedHashMap<>();
    boolean truncated = tree.truncated();
    int characters = 0;
    for (Element element : document.select(HREF + ", " + SRC)) {
      String url = base.resolve(reference(element));
      if (!isWeb(url) || links.containsKey(url)) {
        continue;
      }
      characters += url.length();
      if (links.size() == maxLinks || characters > MAX_CHARACTERS) {
        truncated = true;
        break;
      }
      links.put(url, new Link(url, text(element)));
    }
    return new Page(cut(document.title()), List.copyOf(links.values()), truncated);
  }

  /** Empty means the page itself to who follows it; to what is loaded it means nothing. */
  private static String reference(Element element) {
    return switch (element.normalName()) {
      case "a", "area" -> element.attr("href");
      case "link" -> loaded(element.attr("href"));
      default -> loaded(element.attr("src"));
    };
  }

  private static String text(Element element) {
    return switch (element.normalName()) {
      case "a", "area" -> cut(LinkText.of(element, MAX_TEXT + 1));
      default -> "";
    };
  }

  private static String loaded(String reference) {
    return reference.isBlank() ? "about:blank" : reference;
  }

  private static boolean isWeb(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  private static String cut(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = MAX_TEXT - 1;
    boolean amidCharacter = Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
    return text.substring(0, amidCharacter ? end - 1 : end) + "…";
  }
}
