package io.gopool.examples.linkchecker.extract;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * What a reader sees of an element, as {@link Element#text} says it, but no further than to a
 * length: elements lie in each other, and the text of the innermost is in all of them.
 */
final class LinkText implements NodeFilter {

  private static final int NO_BREAK_SPACE = 0xa0;
  private static final int ZERO_WIDTH_SPACE = 0x200b;
  private static final int SOFT_HYPHEN = 0xad;

  private final int most;
  private final StringBuilder text = new StringBuilder();
  private boolean gap;

  private LinkText(int most) {
    this.most = most;
  }

  /**
   * Returns the text.
   *
   * @param most how many characters are enough; there may be one more
   */
  static String of(Element element, int most) {
    LinkText text = new LinkText(most);
    element.filter(text);
    return text.text.toString();
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode leaf) {
      add(leaf.getWholeText());
    }
    return atEdge(node);
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    return atEdge(node);
  }

  private FilterResult atEdge(Node node) {
    gap |= node instanceof Element element && (element.isBlock() || element.nameIs("br"));
    return isEnough() ? FilterResult.STOP : FilterResult.CONTINUE;
  }

  private void add(String part) {
    for (int i = 0; i < part.length() && !isEnough(); i++) {
      char c = part.charAt(i);
      if (Character.isWhitespace(c) || c == NO_BREAK_SPACE) {
        gap = true;
      } else if (c != ZERO_WIDTH_SPACE && c != SOFT_HYPHEN) {
        text.append(gap && !text.isEmpty() ? " " : "").append(c);
        gap = false;
      }
    }
  }

  private boolean isEnough() {
    return text.length() >= most;
  }
}
