package io.gopool.examples.linkchecker.web;

import io.gopool.examples.linkchecker.check.Check;
import io.gopool.examples.linkchecker.check.LinkResult;
import io.gopool.examples.linkchecker.check.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A check as a stream: events {@code results} (their id is how many the reader has then) and {@code
 * progress}, at the end {@code end}. A few of each a second, however fast the check is.
 */
final class CheckScript implements Streams.Script {

  private static final long PACE_MILLIS = 200;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int BATCH = 500;

  private final Check check;
  private int sent;

  CheckScript(Check check, int alreadySent) {
    this.check = check;
    this.sent = alreadySent;
  }

  @Override
  public void play(SseEmitter to) throws IOException, InterruptedException {
    long seen = -1;
    boolean ended = false;
    while (!ended) {
      long version = check.awaitChange(seen, HEARTBEAT);
      if (version == seen) {
        to.send(SseEmitter.event().comment("still here"));
        continue;
      }
      seen = version;
      // The state first: results that come after it belong to the next round.
      Progress progress = check.progress();
      ended = progress.state().isEnded();
      sendResults(to);
      to.send(SseEmitter.event().name(ended ? "end" : "progress").data(progress));
      check.awaitEnd(PACE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sendResults(SseEmitter to) throws IOException {
    List<LinkResult> batch = check.results(sent, BATCH);
    while (!batch.isEmpty()) {
      sent += batch.size();
      to.send(SseEmitter.event().name("results").id(Integer.toString(sent)).data(batch));
      batch = check.results(sent, BATCH);
    }
  }
}
