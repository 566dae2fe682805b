package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.extract.Link;
import io.gopool.examples.linkchecker.extract.Page;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a check has to look at.
 *
 * @param title of the page; may be empty
 * @param links each once
 * @param note what is missing, for people; may be empty
 */
record Found(String title, List<Link> links, String note) {

  static Found of(Request.OfList list) {
    List<Link> links = list.urls().stream().map(url -> new Link(url, "")).toList();
    return new Found("", links, list.truncated() ? onlyTheFirst(links) : "");
  }

  /**
   * Of a page.
   *
   * @param note what is missing beside links that are too many
   */
  static Found of(Page page, String note) {
    String links = page.truncated() ? onlyTheFirst(page.links()) : "";
    return new Found(
        page.title(),
        page.links(),
        Stream.of(note, links).filter(n -> !n.isEmpty()).collect(Collectors.joining("; ")));
  }

  private static String onlyTheFirst(List<Link> links) {
    return "only the first " + links.size() + " links were checked";
  }
}
