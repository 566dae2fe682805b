package io.gopool.examples.linkchecker.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          plain             | plain
          a,b               | "a,b"
          say "hi" twice    | "say ""hi"" twice"
          =1+1              | '=1+1
          +1                | '+1
          -1                | '-1
          @SUM(A1)          | '@SUM(A1)
          =HYPERLINK("x","y") | "'=HYPERLINK(""x"",""y"")"
          """)
  void cellsAreQuotedAndNeverFormulas(String value, String cell) {
    assertEquals(cell, Csv.cell(value));
  }
}
