package io.gopool.examples.linkchecker.guard;

import static io.gopool.examples.linkchecker.guard.RefusedTargetException.forbidden;
import static io.gopool.examples.linkchecker.guard.RefusedTargetException.malformed;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges the text of a URL, before anything is connected to: the one typed in, each link, and each
 * target of a redirect.
 *
 * <p>An address in numbers is accepted in its one canonical form. Resolvers and browsers read many
 * more ({@code 2130706433}, {@code 0177.0.0.1}, {@code 0x7f.1}, {@code 127.1}), not all the same
 * way, so a text that could be such an address but is not four plain decimal numbers is refused
 * rather than understood. "Could be" is the rule of the URL Standard: its last label is a number.
 *
 * <p>Names are not resolved here, since they may mean something else by the time of the connection:
 * that is {@link ResolutionGuard}'s job. But the names it makes an exception for are refused here.
 * Immutable.
 */
public final class TargetPolicy {

  /** The most characters of a URL. */
  public static final int MAX_LENGTH = 2_048;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final Pattern DOTTED_QUAD =
      Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");

  private final AddressRule rule;
  private final Set<String> ownNames;

  /**
   * Makes a policy.
   *
   * @param rule the addresses that may be asked
   * @param ownNames names that {@link ResolutionGuard} resolves to whatever they mean, in lower
   *     case; refused here
   */
  public TargetPolicy(AddressRule rule, Set<String> ownNames) {
    this.rule = rule;
    this.ownNames = Set.copyOf(ownNames);
  }

  /**
   * Returns the target that a text names.
   *
   * @throws RefusedTargetException if it is no URL, or one that must not be asked for
   */
  public Target parse(String text) throws RefusedTargetException {
    if (text.length() > MAX_LENGTH) {
      throw malformed("URL longer than " + MAX_LENGTH + " characters");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw malformed("URL with a control character"); // CR and LF would begin a header
    }
    return judge(syntax(text.strip()));
  }

  /**
   * Returns the target of a redirect.
   *
   * @param from the URL that answered
   * @param location its Location header, may be relative
   * @throws RefusedTargetException as {@link #parse}
   */
  public Target redirect(Target from, String location) throws RefusedTargetException {
    if (location.length() > MAX_LENGTH || location.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw malformed("redirect to something that is not a URL");
    }
    return judge(UrlText.resolve(from.uri(), syntax(location.strip())));
  }

  private static URI syntax(String text) throws RefusedTargetException {
    try {
      return UrlText.toUri(text);
    } catch (URISyntaxException e) {
      throw malformed("not a URL: " + e.getReason());
    }
  }

  private Target judge(URI uri) throws RefusedTargetException {
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw malformed("not a URL: http:// or https:// is missing");
    }
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw forbidden("only http and https are checked, not " + scheme);
    }
    if (uri.getRawUserInfo() != null || hasAt(uri)) {
      throw forbidden("URL with user information before the host");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw malformed("URL without a valid host name");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw malformed("port must be in [1, 65535], was " + uri.getPort());
    }
    judgeHost(normalHost(uri.getHost()));
    return new Target(UrlText.canonical(uri));
  }

  private static boolean hasAt(URI uri) {
    String authority = uri.getRawAuthority();
    return authority != null && authority.indexOf('@') >= 0;
  }

  private void judgeHost(String host) throws RefusedTargetException {
    if (host.startsWith("[")) {
      judgeLiteral(host, /* valid= */ host.indexOf('%') < 0);
    } else if (endsInNumber(host)) {
      judgeLiteral(host, DOTTED_QUAD.matcher(host).matches());
    } else if (ownNames.contains(host)) {
      throw forbidden(host + " is this machine");
    }
  }

  private static boolean endsInNumber(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  /** A literal is parsed by the JDK without asking anybody. */
  private void judgeLiteral(String host, boolean valid) throws RefusedTargetException {
    try {
      if (!valid || !rule.allows(InetAddress.getByName(host))) {
        throw forbidden(valid ? "address is not public" : "address in an unusual form: " + host);
      }
    } catch (UnknownHostException e) {
      throw malformed("not an address: " + host);
    }
  }

  static String normalHost(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
