package io.gopool.examples.linkchecker.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.examples.linkchecker.LinkCheckerProperties;
import io.gopool.examples.linkchecker.check.Request;
import io.gopool.examples.linkchecker.guard.AddressRule;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;

class RequestReaderTest {

  private static final int MAX_LINKS = 3;

  private static Request.OfList list(String type, byte[] body) throws IOException {
    LinkCheckerProperties properties =
        new Binder(new MapConfigurationPropertySource(Map.of("link-checker.max-links", MAX_LINKS)))
            .bindOrCreate("link-checker", LinkCheckerProperties.class);
    TargetPolicy policy = new TargetPolicy(AddressRule.ANY, Set.of());
    RequestReader reader =
        new RequestReader(
            policy, JsonMapper.builder().build(), new UploadMemory(properties), properties);
    return assertInstanceOf(Request.OfList.class, reader.read(request(type, body)));
  }

  private static Request.OfList list(String type, String body) throws IOException {
    return list(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpServletRequest request(String type, byte[] body) {
    ServletInputStream in = new Body(body);
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            RequestReaderTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getContentType" -> type;
                  case "getInputStream" -> in;
                  case "getParameter" -> null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static final class Body extends ServletInputStream {

    private final InputStream bytes;

    Body(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return bytes.read(into, from, length);
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void ofALongListTheFirstAreKept() throws IOException {
    Request.OfList text = list("text/plain", "a\n# remark\n\n b \na\nc\nb\nd\ne\n");
    assertEquals(List.of("a", "b", "c"), text.urls());
    assertEquals(true, text.truncated());

    Request.OfList json =
        list("application/json", "{\"urls\": [\"a\", \"b\", \"a\", \"c\", \"d\"]}");
    assertEquals(text, json);
  }

  @Test
  void whatIsInItAlreadyMakesAListNoLonger() throws IOException {
    Request.OfList text = list("text/plain", "a\nb\nc\na\nb\nc");
    assertEquals(List.of("a", "b", "c"), text.urls());
    assertEquals(false, text.truncated());
    assertEquals(
        text,
        list(
            "application/json", "{\"x\": {\"urls\": []}, \"urls\": [\"a\", \"b\", \"c\", \"a\"]}"));
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, UTF-8",
    "text/plain;charset=utf-8, UTF-8",
    "text/plain;charset=iso-8859-1, ISO-8859-1",
    "text/plain;charset=utf-16, UTF-16",
    "application/json, UTF-8"
  })
  void theTextIsInItsCharset(String type, String charset) throws IOException {
    String body = type.equals("application/json") ? "{\"urls\": [\"bücher\"]}" : "bücher\n";
    assertEquals(List.of("bücher"), list(type, body.getBytes(Charset.forName(charset))).urls());
  }

  @ParameterizedTest
  @CsvSource({"text/plain, a", "application/json, '{\"urls\": [\"a\"]}'"})
  void aByteOrderMarkIsNoPartOfTheFirstUrl(String type, String body) throws IOException {
    assertEquals(List.of("a"), list(type, "\uFEFF" + body).urls());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"urls\": [\"a\", \"b\", \"c\", \"d\", 1]}",
        "{\"urls\": [\"a\", [\"b\"]]}",
        "{\"urls\": [\"a\", null]}",
        "{\"urls\": [\"a\"",
        "{\"urls\": [\"a\"]",
        "{\"urls\": [\"a\"]} {}",
        "{\"urls\": [\"a\"]} x"
      })
  void aBodyIsReadToItsEndHoweverManyAreKept(String body) {
    assertThrows(BadRequestException.class, () -> list("application/json", body));
  }

  @Test
  void bytesOfNoCharsetAreNotJson() {
    byte[] body = {0x00, '{', 0x00, 0x00}; // an order of four bytes that nobody uses
    assertThrows(BadRequestException.class, () -> list("application/json", body));
  }
}
