package io.gopool.examples.linkchecker.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkExtractorTest {

  private static final URI BASE = URI.create("http://example.org/dir/page?q=1");

  private static Page extract(String html) {
    return LinkExtractor.extract(html.getBytes(StandardCharsets.UTF_8), "UTF-8", BASE, 100);
  }

  private static List<String> urls(String html) {
    return extract(html).links().stream().map(Link::url).toList();
  }

  @Test
  void everythingThatAPageLinksToIsFound() {
    assertEquals(
        List.of(
            "http://example.org/style.css",
            "http://example.org/dir/a",
            "http://other.example/b",
            "http://example.org/dir/c.png",
            "https://cdn.example/d.js",
            "http://example.org/dir/e.html",
            "http://example.org/dir/f.webm",
            "http://example.org/dir/page?q=2"),
        urls(
            """
            <link rel=stylesheet href="/style.css"><link rel=preconnect href="//cdn.example">
            <a href="a">A</a><area href="//other.example/b"><img src="c.png">
            <script src="https://cdn.example/d.js"></script><iframe src=e.html></iframe>
            <video><source src=f.webm></video><a href="?q=2">Q</a>
            """));
  }

  @Test
  void eachOnceWithoutFragment() {
    assertEquals(
        List.of("http://example.org/dir/a", "http://example.org/dir/page?q=1"),
        urls("<a href=a#x>1</a><a href=a#y>2</a><a href=a>3</a><a href='#top'>4</a>"));
  }

  @Test
  void whatIsNoWebAddressIsLeftOut() {
    assertEquals(
        List.of(),
        urls(
            "<a href='mailto:a@b.example'>1</a><a href='javascript:alert(1)'>2</a>"
                + "<a href='tel:1'>3</a><img src='data:image/png;base64,'>"));
  }

  @Test
  void badUrlsAreKeptToBeJudged() {
    assertEquals(
        List.of("http://user:secret@example.org/", "http://[nowhere/"),
        urls("<a href='http://user:secret@example.org/'>1</a><a href='http://[nowhere/'>2</a>"));
  }

  @Test
  void theBaseElementCounts() {
    assertEquals(
        List.of("http://base.example/x/a"),
        urls("<base href='http://base.example/x/'><a href=a>1</a>"));
    assertEquals(
        List.of("http://base.example/a", "http://example.org/"),
        urls("<base href='http://base.example'><a href=../a>1</a><a href=//example.org>2</a>"));
    assertEquals(
        List.of("http://example.org/"),
        urls("<base href='file:///'><a href=//b>1</a><a href=a>2</a><a href=http://example.org>3"));
  }

  @Test
  void anEmptyReferenceIsThePageItself() {
    assertEquals(List.of("http://example.org/dir/page?q=1"), urls("<a href=''>1</a>"));
    assertEquals(
        List.of("http://base.example/x/y?z"),
        urls("<base href='http://base.example/x/y?z#f'><area href=' '>"));
  }

  @Test
  void whatIsLoadedIntoThePageIsNotLoadedFromNowhere() {
    assertEquals(
        List.of(), urls("<img src=''><script src=' '></script><link rel=stylesheet href=''>"));
  }

  @Test
  void theAttributeIsTheElementsOwn() {
    assertEquals(
        List.of("http://example.org/dir/i.png", "http://example.org/dir/a"),
        urls("<img src=i.png href=other><a href=a src=other>1</a>"));
  }

  @Test
  void whatLeadsToTheSameUrlIsOneLink() {
    assertEquals(
        List.of("http://example.org/b", "http://xn--bcher-kva.example/x"),
        urls(
            "<a href=/b>1</a><a href=../../../b>2</a><a href=http://example.org/a/../b>3</a>"
                + "<a href=//bücher.example/x>4</a><a href=http://bücher.example/./x>5</a>"));
  }

  @Test
  void markupInTitlesAndTextsIsText() {
    Page page =
        extract(
            "<title>&lt;script>alert(1)&lt;/script></title>"
                + "<a href=a>&lt;img src=x onerror=alert(1)></a>");
    assertEquals("<script>alert(1)</script>", page.title());
    assertEquals("<img src=x onerror=alert(1)>", page.links().getFirst().text());
  }

  @Test
  void longTextsAreCut() {
    Page page = extract("<title>" + "t".repeat(10_000) + "</title><a href=a>" + "x".repeat(999));
    assertEquals(120, page.title().length());
    assertEquals(120, page.links().getFirst().text().length());
  }

  private static List<String> texts(String html) {
    return extract(html).links().stream().map(Link::text).toList();
  }

  @Test
  void aTextIsWhatAReaderSees() {
    assertEquals(
        List.of("A b c d"), texts("<a href=a> <div> A\n </div>b<br>c&nbsp; <i>d</i> </a>"));
    assertEquals(List.of("ab"), texts("<a href=a>a<b></b><!-- x -->b&shy;</a>"));
    assertEquals(
        List.of("x".repeat(100) + " " + "x".repeat(18) + "…"),
        texts("<a href=a>" + ("<p>" + "x".repeat(100) + "</p>").repeat(99)));
  }

  @Test
  void onlyWhatIsFollowedHasAText() {
    assertEquals(
        List.of("", "", ""),
        texts("<video src=a>old browser</video><audio src=b>old</audio><img src=c alt=d>"));
  }

  @Test
  void noCharacterIsCutInTwo() {
    String start = "t".repeat(118);
    assertEquals(start + "…", extract("<title>" + start + "😀😀").title());
    assertEquals("t" + "😀".repeat(59) + "…", extract("<title>t" + "😀".repeat(99)).title());
    assertEquals(List.of(start + "…"), texts("<a href=a>" + start + "😀😀"));
  }

  @Test
  void thereMayBeSoManyLinks() {
    String links = "<a href=1>1</a><a href=2>2</a><a href=3>3</a>";
    byte[] body = links.getBytes(StandardCharsets.UTF_8);
    assertTrue(LinkExtractor.extract(body, null, BASE, 2).truncated());
    assertEquals(2, LinkExtractor.extract(body, null, BASE, 2).links().size());
    assertFalse(LinkExtractor.extract(body, null, BASE, 3).truncated());
  }

  @Test
  void deepAndBrokenHtmlIsRead() {
    String deep = "<div>".repeat(50_000) + "<a href=deep>x";
    assertEquals(List.of("http://example.org/dir/deep"), urls(deep));
    assertEquals(List.of(), urls("<a href="));
    assertEquals(List.of(), urls(""));
  }

  /** IDNA puts the marks of a letter in order, which takes the square of their number. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aHostThatIsLongerThanANameIsNotRead() {
    String href = "http://a" + "\u0301\u0316".repeat(500_000) + "/";
    assertEquals(List.of(href.substring(0, 2_049)), urls("<a href=" + href + ">x</a>"));
    assertEquals(List.of(), urls("<a href=" + href.substring("http:".length()) + ">x</a>"));
  }

  private static String page(String base, int links, String link) {
    StringBuilder html = new StringBuilder("<base href='" + base + "'>");
    for (int i = 0; i < links; i++) {
      html.append("<a href=").append(link).append(i).append(">x</a>");
    }
    return html.toString();
  }

  @Test
  void aLongBaseIsOneLinkThatIsTooLong() {
    String base = "http://base.example/" + "b".repeat(100_000) + "/";
    assertEquals(
        List.of(base.substring(0, 2_049), "http://other.example/a"),
        urls(page(base, 50, "a") + "<a href=/b>1</a><a href=http://other.example/a>2</a>"));
  }

  @Test
  void aLinkIsCutWhereItIsTooLongInAnyCase() {
    String base = "http://base.example/" + "b".repeat(2_000) + "/";
    assertEquals(
        List.of((base + "a".repeat(100)).substring(0, 2_049), base + "b"),
        urls(page(base, 9, "a".repeat(100)) + "<a href=b>x</a>"));
  }

  @Test
  void allLinksOfAPageAreOfABoundedLength() {
    String base = "http://base.example/" + "b".repeat(2_000) + "/";
    byte[] body = page(base, 4_000, "a").getBytes(StandardCharsets.UTF_8);
    Page page = LinkExtractor.extract(body, "UTF-8", BASE, 25_000);
    assertTrue(page.truncated());
    assertTrue(page.links().stream().mapToInt(link -> link.url().length()).sum() <= 5_000_000);
  }

  /** Each paragraph gets a copy of all that is open: more than the memory of these tests. */
  @ParameterizedTest
  @ValueSource(strings = {"<p>x", "<p></b><b>", "<div><p>x"})
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void ofAPageThatIsCopiesTheBeginningIsRead(String copies) {
    StringBuilder html = new StringBuilder("<title>copies</title><a href=first>x</a><p>");
    for (char bold = 'a'; bold < 'm'; bold++) {
      html.append("<b");
      for (int attribute = 0; attribute < 500; attribute++) {
        html.append(' ').append(bold).append(attribute);
      }
      html.append('>');
    }
    html.append(copies.repeat((4_000_000 - html.length()) / copies.length()));
    Page page = extract(html.toString());
    assertEquals("copies", page.title());
    assertEquals(1, page.links().size());
    assertTrue(page.truncated());
  }

  @Test
  void copiesThatJsoupStumblesOverEndThePage() {
    String open =
        "<a href=first>x</a><p><b 1><b 2><b 3><b 4><b 5><b 6><b 7><b 8><b 9><b 0><b a><b b>";
    Page page = extract(open + "<div><p>x".repeat(2_000));
    assertEquals(1, page.links().size());
    assertTrue(page.truncated());
  }

  @Test
  void aLargePageIsReadToItsEnd() {
    String row = "<tr class=row><td class=cell><p>some words</p><b>bold</b><td><i>more</i> text";
    String html = "<table>" + row.repeat(4_000_000 / row.length()) + "</table><a href=last>x</a>";
    assertEquals(List.of("http://example.org/dir/last"), urls(html));
    assertFalse(extract(html).truncated());
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, ''",
    "ISO-8859-1, <meta charset=iso-8859-1>",
    "windows-1251, <meta http-equiv=content-type content='text/html; charset=windows-1251'>",
    "UTF-8, \uFEFF",
    "UTF-16LE, \uFEFF",
    "UTF-16BE, \uFEFF<meta charset=iso-8859-1>"
  })
  void aPageSaysItsCharset(Charset charset, String says) {
    String word = charset.newEncoder().canEncode('ü') ? "bücher" : "книги";
    byte[] body = (says + "<base href=/x/><title>" + word + "</title><a href=a>").getBytes(charset);
    Page page = LinkExtractor.extract(body, null, BASE, 100);
    assertEquals(word, page.title());
    assertEquals("http://example.org/x/a", page.links().getFirst().url());
  }
}
