package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.check.LinkResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Results as RFC 4180 says. A cell that a spreadsheet would take for a formula gets an apostrophe
 * before it: a link's text is somebody else's.
 */
final class Csv {

  static final String TYPE = "text/csv;charset=UTF-8";

  private static final String END = "\r\n";

  static final String HEAD =
      "url,verdict,status,reason,final_url,redirects,exchanges,millis,text" + END;

  private Csv() {}

  static String line(LinkResult result) {
    return Stream.of(
            result.url(),
            result.verdict(),
            result.status() == 0 ? "" : result.status(),
            result.reason(),
            result.finalUrl() == null ? "" : result.finalUrl(),
            result.redirects(),
            result.exchanges(),
            result.millis(),
            result.text())
        .map(value -> cell(value.toString()))
        .collect(Collectors.joining(",", "", END));
  }

  static String cell(String value) {
    String safe =
        !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
