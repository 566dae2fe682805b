package io.gopool.examples.linkchecker.demo;

import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/** The HTML of the site. */
final class DemoPages {

  private static final int LINKS_OF_A_PAGE = 12;

  private DemoPages() {}

  static String front(DemoPlan plan) {
    String links = plan.links().stream().map(DemoPages::item).collect(Collectors.joining("\n"));
    return html("The demo site", "<ul>\n" + links + "\n</ul>");
  }

  /** A page with some of the links. */
  static String page(DemoPlan plan, int number) {
    int size = plan.links().size();
    StringBuilder links = new StringBuilder("<ul>");
    for (int i = 1; i <= LINKS_OF_A_PAGE; i++) {
      links.append(item(plan.links().get((number * 7 + i * 31) % size)));
    }
    return html(DemoPlan.text(number), links.append("</ul>").toString());
  }

  static String plain(String text) {
    return html(text, "");
  }

  private static String item(DemoPlan.DemoLink link) {
    return "<li><a href=\""
        + HtmlUtils.htmlEscape(link.url())
        + "\">"
        + HtmlUtils.htmlEscape(link.text())
        + "</a>";
  }

  private static String html(String title, String body) {
    String safe = HtmlUtils.htmlEscape(title);
    return "<!doctype html><meta charset=utf-8><title>%s</title><h1>%s</h1>%s"
        .formatted(safe, safe, body);
  }
}
