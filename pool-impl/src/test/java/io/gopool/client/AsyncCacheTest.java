package io.gopool.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Caffeine loads, evicts and maintains itself on a pool. It submits its maintenance while it holds
 * a lock that this maintenance takes, so its executor must not block: the pool runs what it has no
 * slot for in the caller.
 */
@OnEachKind
class AsyncCacheTest extends PoolFixture {

  private static final int SIZE = 500;
  private static final int KEYS = 2_000;
  private static final int LOOKUPS = 20_000;
  private static final int USERS = 4;

  private final AtomicInteger loads = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void everyLookupGetsItsValue(int capacity) throws Exception {
    WorkerPool pool =
        pool(b -> b.capacity(capacity).queueCapacity(100).admission(Admission.callerRuns()));
    AsyncCache<Integer, String> cache =
        Caffeine.newBuilder().maximumSize(SIZE).executor(pool).buildAsync();
    List<Caller<Void>> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      users.add(Caller.run(() -> lookUp(cache, random)));
    }
    for (Caller<Void> user : users) {
      user.result();
    }
    pool.close(); // a user may have its value before the cache has counted it
    cache.synchronous().cleanUp();
    assertTrue(loads.get() >= KEYS / 2, loads::toString);
    assertTrue(loads.get() <= pool.stats().completed(), () -> loads + " " + pool.stats());
    assertTrue(
        cache.synchronous().estimatedSize() <= SIZE,
        () ->
            cache.synchronous().policy().eviction().map(Policy.Eviction::weightedSize).toString());
    assertEquals(0, pool.stats().failed());
  }

  private void lookUp(AsyncCache<Integer, String> cache, SplittableRandom random) {
    List<CompletableFuture<String>> values = new ArrayList<>();
    for (int i = 0; i < LOOKUPS; i++) {
      int key = random.nextInt(KEYS);
      CompletableFuture<String> value =
          cache.get(
              key,
              k -> {
                loads.incrementAndGet();
                return "value " + k;
              });
      values.add(value.whenComplete((v, t) -> assertEquals("value " + key, v)));
    }
    values.forEach(CompletableFuture::join); // throws what an assertion threw
  }
}
