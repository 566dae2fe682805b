package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.check.Request;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The URLs of a list, each once, and no more than so many: an upload is bounded in bytes, and of
 * short lines there are very many in it. Lines that begin with # are remarks.
 */
final class UrlList {

  private final int most;
  private final Set<String> urls = new LinkedHashSet<>();
  private boolean truncated;

  UrlList(int most) {
    this.most = most;
  }

  void add(String line) {
    String url = line.strip();
    if (url.isEmpty() || url.startsWith("#")) {
      return;
    }
    if (urls.size() < most) {
      urls.add(url);
    } else {
      truncated |= !urls.contains(url);
    }
  }

  boolean isEmpty() {
    return urls.isEmpty();
  }

  /** Returns a request for them. */
  Request toRequest(String source) {
    return new Request.OfList(source, List.copyOf(urls), truncated);
  }
}
