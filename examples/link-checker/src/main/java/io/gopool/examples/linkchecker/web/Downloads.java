package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.LinkCheckerProperties;
import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.check.LinkResult;
import io.gopool.examples.linkchecker.check.Verdict;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends all results of a check, piece by piece: a reader has no more than a piece in memory, and
 * keeps no check that is forgotten meanwhile. Who takes nothing is given up by the server after its
 * {@code connection-timeout}, who takes a little now and then is given up here. The connection is
 * closed without the end, so that nobody takes a part for the whole.
 */
@Component
class Downloads {

  private static final int BATCH = 500;
  private static final int PIECE = 8_192;

  private final CheckService service;
  private final JsonMapper json;
  private final long nanos;

  Downloads(CheckService service, JsonMapper json, LinkCheckerProperties properties) {
    this.service = service;
    this.json = json;
    this.nanos = properties.downloadTimeout().toNanos();
  }

  /** What results look like. */
  private record Form(
      String type, String begin, Function<LinkResult, String> result, String between, String end) {}

  /**
   * Sends them as JSON.
   *
   * @param verdict which ones; null for all
   * @throws UnknownCheckException if there is no such check
   */
  void json(String id, @Nullable Verdict verdict, HttpServletResponse to) throws IOException {
    send(id, verdict, new Form("application/json", "[", json::writeValueAsString, ",", "]"), to);
  }

  /** Sends them as {@link Csv}, likewise. */
  void csv(String id, @Nullable Verdict verdict, HttpServletResponse to) throws IOException {
    send(id, verdict, new Form(Csv.TYPE, Csv.HEAD, Csv::line, "", ""), to);
  }

  private void send(String id, @Nullable Verdict verdict, Form form, HttpServletResponse to)
      throws IOException {
    long deadline = System.nanoTime() + nanos;
    List<LinkResult> batch = batch(id, 0).orElseThrow(UnknownCheckException::new);
    to.setContentType(form.type());
    StringBuilder piece = new StringBuilder(form.begin());
    String between = "";
    for (int sent = 0; !batch.isEmpty(); batch = next(id, sent)) {
      for (LinkResult result : batch) {
        if (verdict == null || result.verdict() == verdict) {
          piece.append(between).append(form.result().apply(result));
          between = form.between();
        }
        if (piece.length() >= PIECE) {
          write(piece, to);
          if (System.nanoTime() - deadline > 0) {
            throw new CloseNowException("the reader takes too long");
          }
        }
      }
      sent += batch.size();
    }
    write(piece.append(form.end()), to);
  }

  private Optional<List<LinkResult>> batch(String id, int from) {
    return service.find(id).map(check -> check.results(from, BATCH));
  }

  private List<LinkResult> next(String id, int from) throws IOException {
    return batch(id, from)
        .orElseThrow(() -> new CloseNowException("the check was forgotten meanwhile"));
  }

  private static void write(StringBuilder piece, HttpServletResponse to) throws IOException {
    to.getOutputStream().write(piece.toString().getBytes(StandardCharsets.UTF_8));
    piece.setLength(0);
  }
}
