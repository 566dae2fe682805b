package io.gopool.examples.linkchecker.web;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONTENT_TOO_LARGE;
import static org.springframework.http.HttpStatus.REQUEST_TIMEOUT;
import static org.springframework.http.HttpStatus.UNSUPPORTED_MEDIA_TYPE;

import io.gopool.examples.linkchecker.LinkCheckerProperties;
import io.gopool.examples.linkchecker.check.Request;
import io.gopool.examples.linkchecker.guard.RefusedTargetException;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * From the body of {@code POST /api/checks} to what is wanted: JSON ({@code {"url": "..."}} or
 * {@code {"urls": [...]}}), or a text file with a URL on each line.
 */
@Component
class RequestReader {

  private static final String LIST = "A list of links";
  private static final String BYTE_ORDER_MARK = "\uFEFF"; // some editors begin a file with it

  private final TargetPolicy policy;
  private final JsonMapper json;
  private final UploadMemory memory;
  private final int maxLinks;
  private final int maxUpload;
  private final long uploadNanos;

  RequestReader(
      TargetPolicy policy, JsonMapper json, UploadMemory memory, LinkCheckerProperties properties) {
    this.policy = policy;
    this.json = json;
    this.memory = memory;
    this.maxLinks = properties.maxLinks();
    this.maxUpload = Math.toIntExact(properties.maxUpload().toBytes());
    this.uploadNanos = properties.uploadTimeout().toNanos();
  }

  Request read(HttpServletRequest request) throws IOException {
    try (UploadMemory.Share share = memory.share()) {
      return read(request, share);
    }
  }

  private Request read(HttpServletRequest request, UploadMemory.Share share) throws IOException {
    MediaType type = type(request.getContentType());
    if (MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
      return fromJson(body(request, share));
    }
    if (MediaType.TEXT_PLAIN.isCompatibleWith(type)) {
      @Nullable Charset charset = type.getCharset();
      byte[] body = body(request, share);
      return fromText(
          name(request), new String(body, charset == null ? StandardCharsets.UTF_8 : charset));
    }
    throw new BadRequestException(
        UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json or text/plain");
  }

  private static MediaType type(@Nullable String contentType) {
    try {
      return contentType == null
          ? MediaType.APPLICATION_OCTET_STREAM
          : MediaType.parseMediaType(contentType);
    } catch (InvalidMediaTypeException e) {
      return MediaType.APPLICATION_OCTET_STREAM;
    }
  }

  /**
   * Whatever Content-Length says, or does not say. The server's own limit is for each read alone; a
   * sender that drips would hold one of its tasks for ever.
   */
  private byte[] body(HttpServletRequest request, UploadMemory.Share share) throws IOException {
    long deadline = System.nanoTime() + uploadNanos;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[8_192];
    InputStream in = request.getInputStream();
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      share.grow(n);
      body.write(part, 0, n);
      if (body.size() > maxUpload) {
        throw new BadRequestException(
            CONTENT_TOO_LARGE, "a request may have " + maxUpload + " bytes; send fewer URLs");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new BadRequestException(REQUEST_TIMEOUT, "the request takes too long to arrive");
      }
    }
    return body.toByteArray();
  }

  private Request fromJson(byte[] bytes) {
    JsonBody body = JsonBody.read(json, bytes, maxLinks);
    if (body.url() != null) {
      return page(body.url());
    }
    if (body.urls() != null) {
      return list(LIST, body.urls());
    }
    throw new BadRequestException(
        BAD_REQUEST, "expected {\"url\": \"https://...\"} or {\"urls\": [\"https://...\", ...]}");
  }

  private Request fromText(String source, String text) {
    UrlList urls = new UrlList(maxLinks);
    String unmarked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    unmarked.lines().forEach(urls::add);
    return list(source, urls);
  }

  private Request page(String url) {
    try {
      return new Request.OfPage(policy.parse(url));
    } catch (RefusedTargetException e) {
      throw new BadRequestException(BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  /** What a list is called on the page; a browser sends the file's name. */
  private static String name(HttpServletRequest request) {
    String name = request.getParameter("name");
    return name == null || name.isBlank() || name.length() > 120 ? LIST : name.strip();
  }

  private static Request list(String source, UrlList urls) {
    if (urls.isEmpty()) {
      throw new BadRequestException(BAD_REQUEST, "the list has no URL; put one on each line");
    }
    return urls.toRequest(source);
  }
}
