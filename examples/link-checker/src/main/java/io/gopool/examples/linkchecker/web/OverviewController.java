package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.check.Check;
import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.check.Progress;
import io.gopool.examples.linkchecker.watch.PoolSampler;
import io.gopool.examples.linkchecker.watch.Sample;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page shows beside a check: the pools and the latest checks, once a second. */
@RestController
class OverviewController {

  private static final int LATEST = 12;
  private static final long HEARTBEAT_MILLIS = 5_000;

  private final PoolSampler sampler;
  private final CheckService service;
  private final Streams streams;

  OverviewController(PoolSampler sampler, CheckService service, Streams streams) {
    this.sampler = sampler;
    this.service = service;
    this.streams = streams;
  }

  /** Events {@code pools} (first all that is kept, then each as it comes) and {@code checks}. */
  @GetMapping("/api/overview/events")
  SseEmitter events() {
    return streams.open(this::play);
  }

  private void play(SseEmitter to) throws IOException, InterruptedException {
    long seen = 0;
    while (!streams.pause(0)) {
      List<Sample> samples = sampler.after(seen, HEARTBEAT_MILLIS);
      if (!samples.isEmpty()) {
        seen = samples.getLast().number();
        to.send(SseEmitter.event().name("pools").data(samples));
      }
      to.send(SseEmitter.event().name("checks").data(latest()));
    }
  }

  private List<Progress> latest() {
    return service.list(LATEST).stream().map(Check::progress).toList();
  }

  /** The latest of what the pools do. */
  @GetMapping("/api/pools")
  List<Sample> pools() throws InterruptedException {
    return sampler.after(0, HEARTBEAT_MILLIS);
  }
}
