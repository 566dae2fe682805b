package io.gopool.examples.linkchecker.check;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.examples.linkchecker.TestServer;
import io.gopool.examples.linkchecker.fetch.Fetcher;
import io.gopool.examples.linkchecker.guard.AddressRule;
import io.gopool.examples.linkchecker.guard.Lookups;
import io.gopool.examples.linkchecker.guard.ResolutionGuard;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckServiceTest {

  private static final String ELSEWHERE = "http://127.0.0.9/";

  /** One runs, one waits. */
  private final WorkerPool pool =
      WorkerPool.builder("checks")
          .capacity(1)
          .queueCapacity(1)
          .admission(Admission.block(Duration.ZERO))
          .build();

  private ResolutionGuard guard;
  private Fetcher fetcher;

  @BeforeEach
  void start() {
    guard =
        ResolutionGuard.install(
            AddressRule.ANY, Set.of(), null, new Lookups(1, Duration.ofSeconds(60)));
    fetcher = new Fetcher(guard, Duration.ofSeconds(60), "test");
  }

  @AfterEach
  void stop() {
    pool.shutdownNow();
    fetcher.close();
    guard.close();
  }

  private Engine engine(HostLimit hosts, AddressRule rule) {
    CheckSettings settings =
        new CheckSettings(100, 10_000, 5, 3, Duration.ofMillis(1), Duration.ofMillis(1));
    return new Engine(hosts, fetcher, new TargetPolicy(rule, Set.of()), settings);
  }

  private CheckService service(HostLimit hosts) {
    return new CheckService(pool, engine(hosts, AddressRule.ANY));
  }

  private static void never(String host, Runnable task) {}

  private static Request list(String url) {
    return new Request.OfList("a list", List.of(url), /* truncated= */ false);
  }

  private static Request some() {
    return list("http://127.0.0.1/");
  }

  private static Progress end(Check check) throws InterruptedException {
    assertTrue(check.awaitEnd(60, TimeUnit.SECONDS), () -> "not ended: " + check.progress());
    return check.progress();
  }

  @Test
  void aRefusedCheckDoesNotHoldUpAStop() throws Exception {
    WorkerPool blocking = WorkerPool.builder("blocking").capacity(1).build();
    try {
      CheckService service =
          new CheckService(blocking, engine(CheckServiceTest::never, AddressRule.ANY));
      blocking.execute(CheckServiceTest::awaitInterrupt);
      FutureTask<Check> accept = new FutureTask<>(() -> service.accept(some()));
      Thread submitter = Thread.ofPlatform().start(accept);
      await().until(() -> blocking.waiting() == 1);
      FutureTask<Integer> drain = new FutureTask<>(() -> service.drain(Duration.ofSeconds(30)));
      Thread drainer = Thread.ofPlatform().start(drain);
      await().until(() -> drainer.getState() == Thread.State.TIMED_WAITING);

      submitter.interrupt();
      assertEquals(0, drain.get(), "cut");
      ExecutionException refused = assertThrows(ExecutionException.class, accept::get);
      assertInstanceOf(ServiceFullException.class, refused.getCause());
    } finally {
      blocking.shutdownNow();
    }
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // the test is over
    }
  }

  @Test
  void aCheckThatIsCancelledBeforeItsTurnGivesItsPlaceBack() throws Exception {
    CheckService service = service(CheckServiceTest::never);
    Check first = service.accept(some());
    await().until(() -> first.progress().state() == CheckState.RUNNING);
    Check second = service.accept(some());
    assertThrows(ServiceFullException.class, () -> service.accept(some()));

    assertTrue(service.cancel(second));
    Check third = service.accept(some());
    assertEquals(CheckState.CANCELLED, service.find(second.id()).orElseThrow().progress().state());
    service.cancel(first);
    await().until(() -> third.progress().state() == CheckState.RUNNING);
    service.cancel(third);
  }

  @Test
  void endedChecksAreBoundedInNumberHoweverSmallTheyAre() throws Exception {
    CheckService service = service(CheckServiceTest::never);
    Check running = service.accept(some());
    await().until(() -> running.progress().state() == CheckState.RUNNING);
    for (int i = 0; i < 6_000; i++) {
      service.cancel(service.accept(some()));
    }
    await().until(() -> service.list(10_000).size() <= 5_001);
    assertTrue(service.list(10_000).contains(running));
    assertEquals(7, service.list(7).size());
    service.cancel(running);
  }

  @Test
  void endedChecksAreBoundedInLength() throws Exception {
    CheckService service = service(CheckServiceTest::never);
    String tooLong = "http://example.org/" + "x".repeat(1_000_000);
    for (int i = 0; i < 60; i++) {
      end(service.accept(list(tooLong)));
    }
    await().until(() -> service.list(10_000).size() <= 50);
  }

  @Test
  void anErrorWhileLinksAreHandedOverEndsTheCheck() throws Exception {
    HostLimit failing =
        (host, task) -> {
          throw new OutOfMemoryError("for the test");
        };
    Progress end = end(service(failing).accept(some()));
    assertEquals(CheckState.FAILED, end.state());
    assertTrue(end.message().contains("for the test"), end::message);
  }

  @Test
  void anErrorThatCannotBeToldEndsTheCheckAsWell() throws Exception {
    HostLimit failing =
        (host, task) -> {
          throw new UnspeakableError();
        };
    assertEquals(CheckState.FAILED, end(service(failing).accept(some())).state());
  }

  private static final class UnspeakableError extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no memory for words, say");
    }
  }

  @Test
  void anErrorInAnExchangeIsTheVerdictOfItsLink() throws Exception {
    Check check = checkThatFailsBy(new OutOfMemoryError("for the test"));
    assertEquals(CheckState.DONE, check.progress().state());
    LinkResult result = check.results(0, 1).getFirst();
    assertEquals(Verdict.BROKEN, result.verdict());
    assertTrue(result.reason().contains("for the test"), result::reason);
  }

  @Test
  void oneThatCannotBeToldEndsTheCheckAsWell() throws Exception {
    assertEquals(CheckState.FAILED, checkThatFailsBy(new UnspeakableError()).progress().state());
  }

  /** Of a link that moved to where the error waits. */
  private Check checkThatFailsBy(Error error) throws Exception {
    AddressRule failing =
        address -> {
          if (ELSEWHERE.contains(address.getHostAddress())) {
            throw error;
          }
          return true;
        };
    HostLimit threads = (host, task) -> Thread.ofVirtual().start(new FutureTask<>(task, null));
    try (TestServer server =
        new TestServer("127.0.0.1", exchange -> TestServer.redirect(exchange, ELSEWHERE))) {
      CheckService service = new CheckService(pool, engine(threads, failing));
      Check check = service.accept(list("http://127.0.0.1:" + server.port() + "/"));
      end(check);
      return check;
    }
  }
}
