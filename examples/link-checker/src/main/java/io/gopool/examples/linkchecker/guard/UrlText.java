package io.gopool.examples.linkchecker.guard;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From what people and pages write to RFC 3986: browsers take spaces, umlauts and braces in a URL
 * and encode them, {@link URI} refuses them.
 */
public final class UrlText {

  private static final Pattern PARTS =
      Pattern.compile("(?s)([a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*)?(.*)");
  private static final String ILLEGAL = " \"<>\\^`{|}";

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
    int host = authority.indexOf("://") + 3;
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
    boolean fragment = false;
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c >= 0x7f || ILLEGAL.indexOf(c) >= 0 || (fragment && c == '#')) {
        out.append('%').append(String.format("%02X", (int) c));
      } else {
        out.append(c);
        fragment |= c == '#';
      }
    }
    return strayPercent(out.toString());
  }

  /** A percent sign that begins no code stands for itself, as in browsers. */
  private static String strayPercent(String text) {
    return text.indexOf('%') < 0 ? text : text.replaceAll("%(?![0-9a-fA-F]{2})", "%25");
  }

  /** Returns the same without its fragment, which never goes to the server, and with a path. */
  static URI canonical(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    String whole = hash < 0 ? text : text.substring(0, hash);
    if (!uri.getRawPath().isEmpty()) {
      return URI.create(whole);
    }
    int query = whole.indexOf('?');
    int end = query < 0 ? whole.length() : query;
    return URI.create(whole.substring(0, end) + "/" + whole.substring(end));
  }

  /** Resolves as RFC 3986 does; {@link URI#resolve} drops the last segment for a query alone. */
  public static URI resolve(URI base, URI reference) {
    if (reference.getScheme() == null
        && reference.getRawAuthority() == null
        && reference.getRawPath().isEmpty()
        && reference.getRawQuery() != null) {
      String text = base.toString();
      int query = text.indexOf('?');
      return URI.create((query < 0 ? text : text.substring(0, query)) + reference);
    }
    return base.resolve(reference);
  }
}
