package io.gopool.examples.linkchecker.check;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts checks, knows them, ends them. What it has accepted reaches one of the final states of
 * {@link CheckState}, whatever happens; what it cannot take it refuses at once. Ended checks are
 * kept for a while, by time, by their number and by the length of their results. Thread-safe.
 */
public final class CheckService {

  private static final Logger LOG = LoggerFactory.getLogger(CheckService.class);
  private static final Duration KEEP = Duration.ofHours(1);

  /** Characters: of a quarter of a million results, or of 5,000 checks that have hardly any. */
  private static final int KEEP_SIZE = 50_000_000;

  private static final int SIZE_OF_A_CHECK = 10_000;

  private final WorkerPool checks;
  private final Engine engine;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Check> open = new ConcurrentHashMap<>();
  private final Cache<String, Check> ended =
      Caffeine.newBuilder()
          .expireAfterWrite(KEEP)
          .maximumWeight(KEEP_SIZE)
          .weigher((String id, Check check) -> SIZE_OF_A_CHECK + check.size())
          .build();
  private volatile boolean stopping;

  /**
   * Makes a service.
   *
   * @param checks runs a task for each check, and refuses when it is full
   * @param engine checks links
   */
  public CheckService(WorkerPool checks, Engine engine) {
    this.checks = checks;
    this.engine = engine;
  }

  /**
   * Accepts a check.
   *
   * @throws ServiceFullException if there are too many, or the service is being stopped
   */
  public Check accept(Request request) {
    Check check = new Check(newId(), request.source(), Instant.now());
    // Known first, then the look at `stopping`; drain() sets it first, then looks at what is known.
    // So one of the two sees the other, and nothing slips through between them.
    open.put(check.id(), check);
    boolean accepted = false;
    try {
      if (stopping) {
        throw stopping(null);
      }
      check.accepted(checks.submit(() -> run(check, request)));
      accepted = true;
      leaveQueue(check); // somebody may have found it in the list, and cancelled it
      return check;
    } catch (PoolOverloadedException e) {
      throw new ServiceFullException("as many checks as it takes", /* stopping= */ false, e);
    } catch (PoolClosedException e) {
      throw stopping(e);
    } finally {
      if (!accepted) {
        check.end(CheckState.CANCELLED, ""); // drain() may wait for it already
        open.remove(check.id());
      }
    }
  }

  private static ServiceFullException stopping(@Nullable Throwable cause) {
    return new ServiceFullException("the service is being stopped", /* stopping= */ true, cause);
  }

  private void run(Check check, Request request) {
    try {
      new Feeder(engine, check, request).run();
    } catch (Throwable t) {
      LOG.error("a check failed", t); // nobody asks the future
      throw t;
    } finally {
      check.end(CheckState.FAILED, "could not be checked"); // no effect if it ended as it should
      retire(check);
    }
  }

  /** Known at every moment: in the second map before it leaves the first. */
  private void retire(Check check) {
    ended.put(check.id(), check);
    open.remove(check.id());
  }

  /** 120 random bits: nobody finds another's check by guessing. */
  private String newId() {
    byte[] bytes = new byte[15];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns the check of that name, if it is still known. */
  public Optional<Check> find(String id) {
    @Nullable Check check = open.get(id);
    return Optional.ofNullable(check != null ? check : ended.getIfPresent(id));
  }

  /** Returns those that are known, the newest first, at most so many. */
  public List<Check> list(int most) {
    return Stream.concat(open.values().stream(), ended.asMap().values().stream())
        .distinct()
        .sorted(Comparator.comparing(Check::created).reversed())
        .limit(most)
        .toList();
  }

  /** Ends a check at its user's wish; returns false if it had ended. */
  public boolean cancel(Check check) {
    boolean wasOpen = check.end(CheckState.CANCELLED, "");
    leaveQueue(check);
    return wasOpen;
  }

  /** Gives back the place of one that ended before its turn, which then does not come. */
  private void leaveQueue(Check check) {
    @Nullable Future<?> task = check.abandoned();
    if (task != null && task.cancel(/* mayInterruptIfRunning= */ false)) {
      retire(check);
    }
  }

  /**
   * Accepts no more, and waits until what was accepted has ended.
   *
   * @return how many had to be ended before their end, because the time was up
   */
  public int drain(Duration timeout) throws InterruptedException {
    stopping = true;
    long deadline = System.nanoTime() + timeout.toNanos();
    int cut = 0;
    for (Check check : List.copyOf(open.values())) {
      if (!check.awaitEnd(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
          && check.end(CheckState.INTERRUPTED, "the service was stopped")) {
        cut++;
      }
    }
    return cut;
  }
}
