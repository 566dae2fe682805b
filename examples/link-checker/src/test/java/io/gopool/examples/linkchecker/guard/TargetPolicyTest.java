package io.gopool.examples.linkchecker.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {

  private final TargetPolicy policy =
      new TargetPolicy(new PublicAddresses(), Set.of("localhost", "build-host"));

  private RefusedTargetException refusal(String url) {
    return assertThrows(RefusedTargetException.class, () -> policy.parse(url), url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          http://example.org                    | http://example.org/
          HTTPS://Example.ORG/a                 | HTTPS://Example.ORG/a
          http://example.org:8080/a?b=c#d       | http://example.org:8080/a?b=c
          http://example.org?q                  | http://example.org/?q
          http://example.org/a b                | http://example.org/a%20b
          http://example.org/ä{}"               | http://example.org/%C3%A4%7B%7D%22
          http://example.org/100%               | http://example.org/100%25
          http://example.org/%41                | http://example.org/%41
          http://example.org/p[1]?q[]=1#[       | http://example.org/p%5B1%5D?q[]=1
          http://example.org/../b               | http://example.org/b
          http://example.org/a/./b/..           | http://example.org/a/
          http://example.org/a//../b/.          | http://example.org/a/b/
          http://example.org/a/..b/.c./...      | http://example.org/a/..b/.c./...
          http://example.org/a?b=/../c          | http://example.org/a?b=/../c
          http://bücher.example/                | http://xn--bcher-kva.example/
          http://1.1.1.1/                       | http://1.1.1.1/
          http://[2606:4700:4700::1111]:80/     | http://[2606:4700:4700::1111]:80/
          """)
  void usableUrlsAreTaken(String url, String uri) throws RefusedTargetException {
    assertEquals(uri, policy.parse(url).uri().toString());
  }

  @Test
  void theHostIsTheKeyOfTheLimit() throws RefusedTargetException {
    assertEquals("example.org", policy.parse("http://EXAMPLE.org.:8080/").host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fd00::1]/",
        "http://[fe80::1%25eth0]/",
        "http://localhost/",
        "http://LocalHost:8080/actuator",
        "http://localhost./",
        "http://build-host/",
        "http://BUILD-HOST./"
      })
  void addressesThatAreNotPublicAreForbidden(String url) {
    assertFalse(refusal(url).isMalformed(), url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/", // decimal 127.0.0.1
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/", // octal
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://0/",
        "http://00000000000/",
        "http://1.1.1.1.1/",
        "http://256.256.256.256/",
        "http://999999999999/",
        "http://example.0x7f/"
      })
  void unusualNumbersAreRefusedNotUnderstood(String url) {
    refusal(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127。0。0。1/", // ideographic full stops
        "http://①②⑦.0.0.1/", // circled digits
        "http://ｌｏｃａｌｈｏｓｔ/", // full width
        "http://example.org／@127.0.0.1/"
      })
  void lettersThatBecomeOthersAreJudgedAsWhatTheyBecome(String url) {
    refusal(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user@example.org/",
        "http://user:password@example.org/",
        "http://@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org:80@127.0.0.1/",
        "http://example.org%40127.0.0.1@10.0.0.1/"
      })
  void userInformationIsRefused(String url) {
    refusal(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/\r\nX-Injected: yes",
        "http://example.org/\nX-Injected: yes",
        "http://example.org\r\nHost: other/",
        "http://example.org/\u0000",
        "http://example.org/\tx"
      })
  void controlCharactersAreRefused(String url) {
    assertTrue(refusal(url).isMalformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org:70/",
        "jar:http://example.org/a.jar!/",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@example.org"
      })
  void otherSchemesAreForbidden(String url) {
    assertTrue(refusal(url).getMessage().startsWith("only http and https"), url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "//example.org/",
        "http:",
        "http://",
        "http:///path",
        "http:example.org",
        "http://exa mple.org/",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:x/",
        "http://[::1/",
        "http://[1.2.3.4]/",
        "http://a_b.example/",
        "http://example.org\\@127.0.0.1/"
      })
  void whatIsNoUrlIsMalformed(String url) {
    refusal(url);
  }

  @Test
  void aUrlMayBeSoLong() throws RefusedTargetException {
    String start = "http://example.org/";
    policy.parse(start + "x".repeat(2_048 - start.length()));
    assertTrue(refusal(start + "x".repeat(2_049 - start.length())).isMalformed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://example.org/a/b?c | /d            | http://example.org/d
          http://example.org/a/b?c | d             | http://example.org/a/d
          http://example.org/a/b?c | ?d            | http://example.org/a/b?d
          http://example.org       | d             | http://example.org/d
          http://example.org/a     | //other.org/b | http://other.org/b
          http://example.org/a     | https://other.org | https://other.org/
          http://example.org/a/b/c | ../d          | http://example.org/a/d
          http://example.org/a     | ../../b       | http://example.org/b
          http://example.org/a     | /../b/./c     | http://example.org/b/c
          http://example.org/a/b/c | ..            | http://example.org/a/
          http://example.org/a/b/c | .             | http://example.org/a/b/
          http://example.org/a/b?c | ''            | http://example.org/a/b?c
          http://example.org/a/b?c | #d            | http://example.org/a/b?c
          http://example.org/a/b?c | ?             | http://example.org/a/b?
          http://example.org/a     | //bücher.example/x | http://xn--bcher-kva.example/x
          http://example.org/a     | //[2606:4700:4700::1111]/x[1] | http://[2606:4700:4700::1111]/x%5B1%5D
          http://example.org/a     | http://other.org/../b | http://other.org/b
          """)
  void redirectsAreResolved(String from, String location, String to) throws RefusedTargetException {
    assertEquals(to, policy.redirect(policy.parse(from), location).uri().toString());
  }

  /** Each ".." looks for its segment among those that are left, not among all. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPathOfManyDotsIsResolvedInTimeThatGrowsWithItsLength() throws URISyntaxException {
    int segments = 500_000;
    URI reference = UrlText.toUri("a/".repeat(segments) + "../".repeat(segments) + "b");
    URI resolved = UrlText.resolve(URI.create("http://example.org/"), reference);
    assertEquals("http://example.org/b", resolved.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "//127.0.0.1/",
        "//[::1]/",
        "http://2130706433/",
        "//localhost/",
        "//ｌｏｃａｌｈｏｓｔ/",
        "http:/..//localhost/",
        "//user@example.org/",
        "file:///etc/passwd",
        "http://[nowhere/",
        "/a\u0001b"
      })
  void redirectsPassTheSamePolicy(String location) throws RefusedTargetException {
    Target from = policy.parse("http://example.org/");
    assertThrows(RefusedTargetException.class, () -> policy.redirect(from, location));
  }
}
