package io.gopool.examples.linkchecker.guard;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From what people and pages write to RFC 3986: browsers take spaces, umlauts and braces in a URL
 * and encode them, {@link URI} refuses them.
 */
public final class UrlText {

  private static final Pattern PARTS =
      Pattern.compile("(?s)((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*)?(.*)");
  private static final String ILLEGAL = " \"<>\\^`{|}";
  private static final String ILLEGAL_IN_PATH = ILLEGAL + "[]";

  /** Of a scheme, a name and a port there are fewer; IDNA takes the square of the time. */
  private static final int MAX_AUTHORITY = 300;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UrlText() {}

  /**
   * Returns the URI, absolute or relative; a host with letters beyond ASCII is encoded as IDNA
   * says.
   */
  public static URI toUri(String text) throws URISyntaxException {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw new URISyntaxException(text, "malformed");
    }
    String authority = parts.group(1) == null ? "" : asciiHost(parts.group(1));
    return new URI(authority + encoded(parts.group(2)));
  }

  private static String asciiHost(String authority) throws URISyntaxException {
    if (authority.chars().allMatch(c -> c < 0x80)) {
      return authority;
    }
    if (authority.length() > MAX_AUTHORITY) {
      throw new URISyntaxException(authority, "host name is too long");
    }
    int host = authority.indexOf("//") + 2;
    try {
      String ascii = IDN.toASCII(authority.substring(host));
      if (ascii.chars().anyMatch(c -> "/?#\\".indexOf(c) >= 0)) { // a full-width slash, say
        throw new URISyntaxException(authority, "host name is not valid");
      }
      return authority.substring(0, host) + ascii;
    } catch (IllegalArgumentException e) {
      throw new URISyntaxException(authority, "host name is not valid");
    }
  }

  private static String encoded(String rest) {
    StringBuilder out = new StringBuilder(rest.length());
    String illegal = ILLEGAL_IN_PATH;
    boolean fragment = false;
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c >= 0x7f || illegal.indexOf(c) >= 0 || (fragment && c == '#')) {
        HEX.toHexDigits(out.append('%'), b);
      } else {
        out.append(c);
        fragment |= c == '#';
        illegal = c == '?' || c == '#' ? ILLEGAL : illegal;
      }
    }
    return strayPercent(out.toString());
  }

  /** A percent sign that begins no code stands for itself, as in browsers. */
  private static String strayPercent(String text) {
    return text.indexOf('%') < 0 ? text : text.replaceAll("%(?![0-9a-fA-F]{2})", "%25");
  }

  /**
   * Returns the same as it is asked for: without its fragment, which never goes to the server, with
   * a path, and without dot segments.
   */
  static URI canonical(URI uri) {
    return web(uri.getScheme(), uri.getRawAuthority(), uri.getRawPath(), uri.getRawQuery());
  }

  /**
   * Returns what a reference means, as it is asked for, by RFC 3986, 5.2. {@link URI#resolve} is
   * older: with an empty reference or a query alone the last segment is lost, dots that lead above
   * the root stay, and many dots take it very long.
   */
  public static URI resolve(URI base, URI reference) {
    if ((reference.isAbsolute() ? reference : base).getRawAuthority() == null) {
      return reference; // mailto:, for one
    }
    if (reference.isAbsolute()) {
      return canonical(reference);
    }
    String path = reference.getRawPath();
    String query = reference.getRawQuery();
    if (reference.getRawAuthority() != null) {
      return web(base.getScheme(), reference.getRawAuthority(), path, query);
    }
    if (path.isEmpty()) {
      String own = query == null ? base.getRawQuery() : query;
      return web(base.getScheme(), base.getRawAuthority(), base.getRawPath(), own);
    }
    return web(base.getScheme(), base.getRawAuthority(), merged(base.getRawPath(), path), query);
  }

  private static String merged(String base, String path) {
    return path.startsWith("/") ? path : base.substring(0, base.lastIndexOf('/') + 1) + path;
  }

  private static URI web(String scheme, String authority, String path, @Nullable String query) {
    String rooted = withoutDots(path.startsWith("/") ? path : "/" + path);
    return URI.create(scheme + "://" + authority + rooted + (query == null ? "" : "?" + query));
  }

  /** RFC 3986, 5.2.4. Above the root is the root. */
  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String last = "";
    for (String segment : path.substring(1).split("/", -1)) {
      last = segment;
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    boolean folder = last.equals(".") || last.equals("..");
    return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
  }
}
