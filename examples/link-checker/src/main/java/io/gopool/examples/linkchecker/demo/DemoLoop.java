package io.gopool.examples.linkchecker.demo;

import io.gopool.examples.linkchecker.check.Check;
import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.check.Request;
import io.gopool.examples.linkchecker.check.ServiceFullException;
import io.gopool.examples.linkchecker.guard.RefusedTargetException;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Begins a check of the demo site when the service has started, and another one some time after
 * each has ended, so that whoever opens the page finds one to watch.
 */
final class DemoLoop implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(DemoLoop.class);
  private static final long PAUSE_SECONDS = 15;

  private final Thread thread = Thread.ofVirtual().name("demo").unstarted(this::loop);
  private final DemoSite site;
  private final CheckService service;
  private final TargetPolicy policy;

  DemoLoop(DemoSite site, CheckService service, TargetPolicy policy) {
    this.site = site;
    this.service = service;
    this.policy = policy;
  }

  private void loop() {
    try {
      Request.OfPage front = new Request.OfPage(policy.parse(site.address()));
      while (true) {
        watch(front);
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      }
    } catch (InterruptedException e) {
      LOG.debug("the demo ends");
    } catch (RefusedTargetException e) {
      throw new IllegalStateException("the demo needs link-checker.allow-private=true", e);
    }
  }

  /** A stop cancels the check: it is for nobody, and must not hold up the stop. */
  private void watch(Request.OfPage front) throws InterruptedException {
    @Nullable Check check = null;
    try {
      check = service.accept(front);
      check.awaitEnd();
    } catch (ServiceFullException e) {
      LOG.debug("others keep the service busy", e);
    } finally {
      if (check != null) {
        service.cancel(check);
      }
    }
  }

  @Override
  public void start() {
    thread.start();
  }

  /** Before the service drains, or it would wait for a check that is for nobody. */
  @Override
  public void stop() {
    thread.interrupt();
  }

  @Override
  public boolean isRunning() {
    return thread.isAlive();
  }

  @Override
  public int getPhase() {
    return SmartLifecycle.DEFAULT_PHASE;
  }
}
