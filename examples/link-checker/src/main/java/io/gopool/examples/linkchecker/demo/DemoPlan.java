package io.gopool.examples.linkchecker.demo;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The links of the site, the same each time. Most are good; the rest come at distances without a
 * common divisor, so that each part of the list has some.
 */
public final class DemoPlan {

  /** The hosts; each in its own time. */
  static final List<String> HOSTS = List.of("docs", "shop", "wiki", "news", "blog", "media");

  /** A link with its kind. */
  public record DemoLink(String url, String text, Kind kind) {}

  private record Every(int distance, Kind kind) {}

  private static final List<Every> RARE =
      List.of(
          new Every(997, Kind.HANG),
          new Every(499, Kind.UNKNOWN_HOST),
          new Every(491, Kind.CLOSED_PORT),
          new Every(487, Kind.USER_INFO),
          new Every(467, Kind.MOVED_SCRIPT),
          new Every(463, Kind.MOVED_NOWHERE),
          new Every(397, Kind.CUT),
          new Every(307, Kind.LOOP),
          new Every(211, Kind.MOVED_MISSING),
          new Every(181, Kind.ERROR),
          new Every(151, Kind.GONE),
          new Every(71, Kind.MISSING),
          new Every(61, Kind.FLAKY),
          new Every(53, Kind.CHAIN),
          new Every(43, Kind.NO_HEAD),
          new Every(37, Kind.SLOW),
          new Every(23, Kind.MOVED));

  private final List<DemoLink> links;

  /**
   * Plans a site.
   *
   * @param port where it is served
   * @param size how many links
   */
  DemoPlan(int port, int size) {
    links = IntStream.rangeClosed(1, size).mapToObj(i -> link(port, i)).toList();
  }

  /** All links, in the order of the front page. */
  public List<DemoLink> links() {
    return links;
  }

  static Kind kind(int number) {
    return RARE.stream()
        .filter(every -> number % every.distance() == 0)
        .map(Every::kind)
        .findFirst()
        .orElse(Kind.PAGE);
  }

  private static DemoLink link(int port, int number) {
    Kind kind = kind(number);
    String host = host(number);
    String path = "/" + kind.path() + "/" + number;
    String url =
        switch (kind) {
          case UNKNOWN_HOST -> "http://" + host + "-" + number + ".invalid" + path;
          case CLOSED_PORT -> "http://" + host + ".localhost:1" + path;
          case USER_INFO -> "http://admin:secret@" + host + ".localhost:" + port + path;
          default -> "http://" + host + ".localhost:" + port + path;
        };
    return new DemoLink(url, text(number), kind);
  }

  static String host(int number) {
    return HOSTS.get(number % HOSTS.size());
  }

  /** Some try to be more than text. */
  static String text(int number) {
    return number % 89 == 0
        ? "<img src=x onerror=\"document.title='hacked'\"> " + number
        : "Page " + number;
  }
}
