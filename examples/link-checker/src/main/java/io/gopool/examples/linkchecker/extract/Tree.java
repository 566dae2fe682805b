package io.gopool.examples.linkchecker.extract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.Iterator;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jspecify.annotations.Nullable;

/**
 * A page as a tree, which may be many times as large as the page. A {@code <b>} that is not closed
 * goes on in each paragraph that follows, as a copy with all its attributes, and so do eleven more:
 * of the four characters {@code <p>x} each is hundreds to thousands of bytes. So the tree is
 * weighed while it grows, and where it is too large the rest of the page is not read.
 *
 * <p>What is weighed are the elements that are complete. Those that are not lie in each other, and
 * jsoup lets no more than 512 do so.
 *
 * @param truncated whether there is more of the page
 */
record Tree(Document document, boolean truncated) {

  /** Elements and attributes: some 50 MB. Pages of several megabytes have half as many. */
  private static final int MAX_WEIGHT = 500_000;

  /** Where a page may say what charset it has. */
  private static final int HEAD = 5_120;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads a page, or as much of it as makes a tree of a bounded size.
   *
   * @param charset what the Content-Type says; null lets the page say it
   */
  static Tree of(byte[] body, @Nullable String charset, URI address) {
    String text = new String(body, charset(body, charset));
    String unmarked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    try (StreamParser parser = new StreamParser(Parser.htmlParser())) {
      parser.parse(unmarked, address.toString());
      boolean whole = weigh(parser.iterator());
      return new Tree(parser.document(), !whole);
    }
  }

  /**
   * Returns whether it came to the end. With copies at its greatest depth jsoup stumbles over
   * itself, and what it has read until then is as good as any.
   */
  private static boolean weigh(Iterator<Element> complete) {
    int weight = 0;
    try {
      while (complete.hasNext()) {
        weight += 1 + complete.next().attributesSize();
        if (weight > MAX_WEIGHT) {
          return false;
        }
      }
      return true;
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  /** The stream of elements does not look for it, but whoever reads a whole page does. */
  private static Charset charset(byte[] body, @Nullable String charset) {
    ByteArrayInputStream head = new ByteArrayInputStream(body, 0, Math.min(body.length, HEAD));
    Parser parser = Parser.htmlParser().setMaxDepth(Integer.MAX_VALUE); // nothing to stumble over
    try {
      return Jsoup.parse(head, charset, "", parser).charset();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array has no errors
    }
  }
}
