package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.guard.Target;
import java.util.List;

/** What somebody wants checked. */
public sealed interface Request {

  /** What it is called on the page. */
  String source();

  /** The links of a page, and the page itself. */
  record OfPage(Target page) implements Request {
    @Override
    public String source() {
      return page.uri().toString();
    }
  }

  /**
   * URLs, as given: bad ones among them are results, not errors.
   *
   * @param urls each once
   * @param truncated whether there were more
   */
  record OfList(String source, List<String> urls, boolean truncated) implements Request {
    /** Copies. */
    public OfList {
      urls = List.copyOf(urls);
    }
  }
}
