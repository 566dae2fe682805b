package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.extract.Link;
import io.gopool.examples.linkchecker.guard.RefusedTargetException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds the links of a check and hands them to the engine, then waits for the last verdict: the
 * check's place in the pool {@code checks} is taken for as long as it makes work. Where the pool
 * {@code links} is full it blocks, so that a large check is fed as fast as it is worked on.
 */
final class Feeder implements Runnable {

  private final Engine engine;
  private final Check check;
  private final Request request;

  Feeder(Engine engine, Check check, Request request) {
    this.engine = engine;
    this.check = check;
    this.request = request;
  }

  @Override
  public void run() {
    if (check.begin()) { // otherwise it was cancelled while it waited
      check.work(this::work);
    }
  }

  private void work() {
    try {
      feed(
          switch (request) {
            case Request.OfPage page -> new PageReader(engine, check).read(page.page());
            case Request.OfList list -> Found.of(list);
          });
      check.awaitEnd();
    } catch (UnreadablePageException e) {
      check.end(CheckState.FAILED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      check.end(CheckState.INTERRUPTED, "the service was stopped"); // no effect if it was cancelled
    } catch (RejectedExecutionException e) {
      check.end(CheckState.INTERRUPTED, "the service was stopped"); // interrupted, or pools closed
    } catch (Throwable t) {
      check.end(CheckState.FAILED, "could not be checked: " + t);
      throw t;
    }
  }

  private void feed(Found found) {
    check.announce(found.title(), found.note(), found.links().size());
    for (Link link : found.links()) {
      if (!check.isOpen()) {
        return;
      }
      feed(link);
    }
  }

  private void feed(Link link) {
    try {
      new Probe(engine, check, link, engine.policy().parse(link.url())).submit();
    } catch (RefusedTargetException e) {
      Verdict verdict = e.isMalformed() ? Verdict.BROKEN : Verdict.REFUSED;
      check.add(
          LinkResult.unasked(link.url(), link.text(), verdict, String.valueOf(e.getMessage())));
    }
  }
}
