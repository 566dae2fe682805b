package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.check.Check;
import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.check.Progress;
import io.gopool.examples.linkchecker.check.Verdict;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The API of checks. */
@RestController
@RequestMapping("/api/checks")
class ChecksController {

  private static final int LATEST = 1_000;

  private final CheckService service;
  private final RequestReader reader;
  private final Downloads downloads;
  private final Streams streams;

  ChecksController(
      CheckService service, RequestReader reader, Downloads downloads, Streams streams) {
    this.service = service;
    this.reader = reader;
    this.downloads = downloads;
    this.streams = streams;
  }

  /** Accepts a check: 201 with its address, 400, 413, 415, or 429 and 503 with Retry-After. */
  @PostMapping
  ResponseEntity<Progress> create(HttpServletRequest request) throws IOException {
    Check check = service.accept(reader.read(request));
    return ResponseEntity.created(URI.create("/api/checks/" + check.id())).body(check.progress());
  }

  @GetMapping
  List<Progress> list() {
    return service.list(LATEST).stream().map(Check::progress).toList();
  }

  @GetMapping("/{id}")
  Progress one(@PathVariable("id") String id) {
    return find(id).progress();
  }

  /** Cancels; the same answer for one that has ended, which cancelling does not change. */
  @DeleteMapping("/{id}")
  Progress cancel(@PathVariable("id") String id) {
    Check check = find(id);
    service.cancel(check);
    return check.progress();
  }

  @GetMapping("/{id}/results")
  void results(
      @PathVariable("id") String id,
      @RequestParam(name = "verdict", required = false) @Nullable Verdict verdict,
      HttpServletResponse response)
      throws IOException {
    downloads.json(id, verdict, response);
  }

  @GetMapping(value = "/{id}/results.csv", produces = Csv.TYPE)
  void csv(
      @PathVariable("id") String id,
      @RequestParam(name = "verdict", required = false) @Nullable Verdict verdict,
      HttpServletResponse response)
      throws IOException {
    Check unused = find(id); // or it is a problem, and no download
    ContentDisposition download = ContentDisposition.attachment().filename("links.csv").build();
    response.setHeader(HttpHeaders.CONTENT_DISPOSITION, download.toString());
    downloads.csv(id, verdict, response);
  }

  /** Progress and results as they come; a browser that reconnects says how many it has. */
  @GetMapping("/{id}/events")
  SseEmitter events(
      @PathVariable("id") String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
    int has = last != null && last.matches("[0-9]{1,9}") ? Integer.parseInt(last) : 0;
    return streams.open(new CheckScript(find(id), has));
  }

  private Check find(String id) {
    return service.find(id).orElseThrow(UnknownCheckException::new);
  }
}
