package io.gopool.examples.linkchecker.web;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code {"url": "..."}} or {@code {"urls": [...]}}, read token by token: a tree of a million short
 * strings would be many times as large as the body.
 */
final class JsonBody {

  private final JsonParser in;
  private final int most;
  private @Nullable String url;
  private @Nullable UrlList urls;

  private JsonBody(JsonParser in, int most) {
    this.in = in;
    this.most = most;
  }

  /**
   * Reads a body to its end.
   *
   * @param most how many URLs are kept
   */
  static JsonBody read(JsonMapper json, byte[] bytes, int most) {
    try (JsonParser in = json.createParser(bytes)) {
      JsonBody body = new JsonBody(in, most);
      if (in.nextToken() == JsonToken.START_OBJECT) {
        body.readObject();
      }
      return body;
    } catch (JacksonException e) {
      throw new BadRequestException(
          BAD_REQUEST, "not JSON" + where(e) + ", expected {\"url\": ...} or {\"urls\": [...]}");
    }
  }

  /** The page; null if there is none. */
  @Nullable String url() {
    return url;
  }

  /** The list; null if there is none. */
  @Nullable UrlList urls() {
    return urls;
  }

  private void readObject() {
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("url") && value == JsonToken.VALUE_STRING) {
        url = in.getString();
      } else if (name.equals("urls") && value == JsonToken.START_ARRAY) {
        urls = readUrls();
      } else {
        in.skipChildren();
      }
    }
    if (in.nextToken() != null) {
      throw new BadRequestException(BAD_REQUEST, "expected one JSON object, and nothing after it");
    }
  }

  private UrlList readUrls() {
    UrlList read = new UrlList(most);
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      if (next != JsonToken.VALUE_STRING) {
        throw new BadRequestException(
            BAD_REQUEST, "urls must be strings, one was " + in.getString());
      }
      read.add(in.getString());
    }
    return read;
  }

  /** The parser's own message speaks of its classes. */
  private static String where(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
