package io.gopool.examples.linkchecker.fetch;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body as much of the body as was asked for; empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
public record Answer(int status, HttpHeaders headers, byte[] body) {

  /** Whether it points elsewhere. */
  public boolean isRedirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /**
   * Where it points, as text. The client reads headers as ISO 8859-1; servers mean UTF-8, if it can
   * be that.
   */
  public Optional<String> location() {
    return headers.firstValue("Location").map(Answer::utf8);
  }

  private static String utf8(String latin1) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return latin1;
    }
  }
}
