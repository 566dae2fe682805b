package io.gopool.keyed;

import io.gopool.modelcheck.ModelCheck;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of how a key's pool is handed over: whoever starts, ends or drops, no slot is
 * taken of a pool that was dropped, and none is taken beyond the capacity. And whoever looks, an
 * idle key is listed.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KeySlotsLincheckTest {

  private static final int CAPACITY = 2;
  private static final LentSlots NONE_LENT = new LentSlots(0);

  @Test
  void noTaskStartsInADroppedPool() {
    ModelCheck.with(3, 2).holdsFor(OfSlots.class);
  }

  @Test
  void catchesDroppingAfterALookThatDoesNotFreeze() {
    ModelCheck.with(2, 3).catches(OfTwinThatOnlyLooks.class);
  }

  @Test
  void catchesASlotTakenAfterALook() {
    ModelCheck.with(2, 3).catches(OfTwinThatTakesAfterALook.class);
  }

  @Test
  void catchesAThawThatWritesAFreeWord() {
    ModelCheck.with(2, 3).catches(OfTwinThatThawsAFreeWord.class);
  }

  @Test
  void idleKeyIsListed() {
    ModelCheck.with(2, 2).holdsFor(OfListing.class);
  }

  @Test
  void catchesAnEndThatLooksFirstWhetherTheKeyIsListed() {
    ModelCheck.with(2, 2).catches(OfTwinThatLooksFirst.class);
  }

  /** The slots of one pool, as the arbiter uses them. */
  abstract static class Slots {
    /** Tasks that run in it, as the tasks count. */
    final AtomicInteger running = new AtomicInteger();

    volatile boolean dropped;

    abstract boolean tryStart();

    /** False if the lock is needed. */
    abstract boolean tryEnd();

    /** Under the lock. */
    abstract void end();

    /** Under the lock. */
    abstract boolean tryDrop();
  }

  /** One key's pool in the map, and the lock. */
  public abstract static class Handover {

    private final ConcurrentHashMap<String, Slots> pools = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();
    private final ConcurrentHashMap<Integer, Slots> tasks = new ConcurrentHashMap<>();

    abstract Slots create();

    /** As {@code Arbiter.tryStart}, and then {@code admit} under the lock. */
    @Operation
    public void start() {
      Slots pool = pools.get("key");
      if (pool == null || !pool.tryStart()) {
        synchronized (lock) {
          pool = pools.computeIfAbsent("key", k -> create());
          if (!pool.tryStart()) {
            return; // full
          }
        }
      }
      if (pool.running.incrementAndGet() > CAPACITY || pool.dropped) {
        violations.incrementAndGet();
      }
      tasks.put(started.incrementAndGet(), pool);
    }

    @Operation
    public void end() {
      for (Integer task : tasks.keySet()) {
        Slots pool = tasks.remove(task);
        if (pool != null) {
          pool.running.decrementAndGet();
          if (!pool.tryEnd()) {
            synchronized (lock) {
              pool.end();
            }
          }
          return;
        }
      }
    }

    /** As {@code KeySet.tryRetire}. */
    @Operation
    public void drop() {
      synchronized (lock) {
        Slots pool = pools.get("key");
        if (pool != null && pool.tryDrop()) {
          pool.dropped = true;
          pools.remove("key", pool);
          if (pool.running.get() != 0) {
            violations.incrementAndGet();
          }
        }
      }
    }

    @Validate
    public void holds() {
      if (violations.get() != 0) {
        throw new AssertionError(violations + " violations");
      }
    }
  }

  /** Those of the implementation. */
  private static class Real extends Slots {
    final KeySlots slots = new KeySlots(CAPACITY, Integer.MAX_VALUE);

    @Override
    boolean tryStart() {
      return slots.tryAcquire(NONE_LENT);
    }

    @Override
    boolean tryEnd() {
      return slots.tryRelease() >= 0;
    }

    @Override
    void end() {
      slots.freeze();
      slots.release();
      slots.thaw();
    }

    @Override
    boolean tryDrop() {
      slots.freeze();
      if (slots.running() > 0) {
        slots.thaw();
        slots.thaw(); // a section may settle a pool twice
        return false;
      }
      slots.retire();
      return true;
    }
  }

  public static class OfSlots extends Handover {
    @Override
    Slots create() {
      return new Real();
    }
  }

  /** The bug: who drops looks whether the pool is idle, without keeping others from it. */
  public static class OfTwinThatOnlyLooks extends Handover {
    @Override
    Slots create() {
      return new Real() {
        @Override
        boolean tryDrop() {
          return slots.running() == 0;
        }
      };
    }
  }

  /** The bug: who starts looks at the word and then adds to it. */
  public static class OfTwinThatTakesAfterALook extends Handover {
    @Override
    Slots create() {
      AtomicInteger taken = new AtomicInteger();
      return new Slots() {
        @Override
        boolean tryStart() {
          if (taken.get() >= CAPACITY) {
            return false;
          }
          taken.incrementAndGet();
          return true;
        }

        @Override
        boolean tryEnd() {
          taken.decrementAndGet();
          return true;
        }

        @Override
        void end() {
          throw new AssertionError("needs no lock");
        }

        @Override
        boolean tryDrop() {
          return false;
        }
      };
    }
  }

  /** The bug: to thaw is a plain write, also of a word that was thawed before in the section. */
  public static class OfTwinThatThawsAFreeWord extends Handover {
    @Override
    Slots create() {
      int frozen = 1 << 16;
      AtomicInteger word = new AtomicInteger();
      return new Slots() {
        @Override
        boolean tryStart() {
          int w = word.get();
          return w < CAPACITY && word.compareAndSet(w, w + 1);
        }

        @Override
        boolean tryEnd() {
          int w = word.get();
          return w < frozen && word.compareAndSet(w, w - 1);
        }

        @Override
        void end() {
          word.decrementAndGet();
        }

        @Override
        boolean tryDrop() {
          word.updateAndGet(w -> w | frozen);
          word.set(word.get() & ~frozen);
          word.set(word.get() & ~frozen);
          return false;
        }
      };
    }
  }

  /** One key, which is used, and looked at meanwhile. */
  public abstract static class Listing {

    final KeySlots slots = new KeySlots(CAPACITY, Integer.MAX_VALUE);
    private final Object lock = new Object();

    Listing() {
      slots.listed(true);
    }

    boolean isListed() {
      return slots.isListed();
    }

    /** In the frozen word. */
    void listed(boolean is) {
      slots.listed(is);
    }

    /** False if the lock is needed. */
    boolean tryEnd() {
      return slots.tryRelease() >= 0;
    }

    /** A task starts and ends. */
    @Operation
    public void use() {
      if (slots.tryAcquire(NONE_LENT) && !tryEnd()) {
        synchronized (lock) {
          slots.freeze();
          slots.release();
          if (slots.running() == 0) {
            listed(true);
          }
          slots.thaw();
        }
      }
    }

    /** As {@code KeySet.expireFirst}: a key in use is taken out. */
    @Operation
    public void look() {
      synchronized (lock) {
        slots.freeze();
        if (slots.running() > 0) {
          listed(false);
        }
        slots.thaw();
      }
    }

    @Validate
    public void holds() {
      if (slots.running() == 0 && !isListed()) {
        throw new AssertionError("idle and not listed");
      }
    }
  }

  public static class OfListing extends Listing {}

  /** The bug: who ends looks whether the key is listed, and then ends. */
  public static class OfTwinThatLooksFirst extends Listing {

    private volatile boolean listed = true; // what the word says is always true

    @Override
    boolean isListed() {
      return listed;
    }

    @Override
    void listed(boolean is) {
      listed = is;
    }

    @Override
    boolean tryEnd() {
      return (listed || slots.running() > 1) && super.tryEnd();
    }
  }
}
