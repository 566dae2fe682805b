package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to a thread, for threads by the million: 5 to 11 bytes each, and a lookup
 * takes no lock and allocates nothing.
 *
 * <p><b>Idea.</b> Open addressing with linear probing and marks for what was removed (Knuth, The
 * Art of Computer Programming, volume 3, section 6.4, algorithm L), as in the JDK's {@code
 * IdentityHashMap} and {@code ThreadLocalMap}; but those move entries up when one is removed, where
 * a reader without a lock would miss one on the move. The thread is the key and the entry knows it,
 * so that a place is one reference. Writers take the lock of a segment, which the low bits of the
 * thread's id choose: ids are consecutive, so threads that start at once have different ones.
 *
 * <pre>{@code
 * a place     null -> entry -> GONE       and never back
 * an array    is filled, then published, then replaced; from then on nobody writes it
 * }</pre>
 *
 * <p>When three quarters of an array are in use, by entries or marks, {@code add} copies what lives
 * to one that is at most half full, larger or smaller than the old one. So there is always a null,
 * at which a search ends. Who removes the last entry drops the array.
 *
 * <p><b>What was added before a lookup began, and is not removed until it has ended, is found.</b>
 * The reader gets an array that was current when {@code add} returned, or a later one. In the first
 * the entry stands: {@code add} put it there, or a copy did. So it does in each later one, because
 * a copy is filled with all that lives before it is published, and one without an entry is put in
 * place only when none lives. In the array that the reader got, whichever it is, the places between
 * the thread's first and the entry's were in use when the entry was put there, and a place in use
 * never becomes null again. So the search does not end before it, and of the entry's own place only
 * {@code remove} takes it away. That another array has become current meanwhile does not matter: it
 * changes nothing in this one. In particular a thread that was added before it was started finds
 * itself until it is removed.
 *
 * <p>A race of the three:
 *
 * <pre>{@code
 * R  get(t)      reads array A
 * W  add(u)      A is three quarters full: fills B with what lives in A, and u; publishes B
 * W  remove(t)   marks t in B; in A it stays
 * R              finds t in A
 * }</pre>
 *
 * <p>R finds what is no longer there, but it began before the removal did: its answer was right at
 * some moment during the call, and that holds for each {@link #get}. For the same reason it may not
 * find u.
 *
 * <p>A removed entry is not kept alive. A mark refers to nothing, and an array that was replaced is
 * known to nobody but the readers that got it before.
 *
 * @param <T> the type of the entries
 */
public final class ThreadTable<T extends ThreadTable.Entry> {

  /** What belongs to a thread. */
  public interface Entry {

    /** Returns the thread; from before the entry is added until after its removal the same. */
    Thread thread();
  }

  private static final int MAX_SEGMENTS = 64;
  private static final int MIN_LENGTH = 4;

  /** Too small to be written: the first entry makes an array. */
  private static final @Nullable Entry[] EMPTY = new Entry[1];

  private static final Entry GONE = new Gone();

  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Entry[].class);
  private static final VarHandle PLACES;

  static {
    try {
      PLACES = MethodHandles.lookup().findVarHandle(Segment.class, "places", Entry[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Segment[] segments;

  /**
   * Creates an empty table.
   *
   * @param writers how many threads may well write at once; one segment for each, rounded up to a
   *     power of two, and not more than 64
   */
  public ThreadTable(int writers) {
    int n = 1;
    while (n < Math.min(writers, MAX_SEGMENTS)) {
      n <<= 1;
    }
    segments = new Segment[n];
    for (int i = 0; i < n; i++) {
      segments[i] = new Segment();
    }
  }

  /**
   * Adds an entry, by a volatile store, unless it is there. No other may be there for the same
   * thread. Any thread.
   *
   * @throws OutOfMemoryError if there is none for a larger array; nothing has changed then
   */
  public void add(T entry) {
    segmentOf(entry.thread()).add(entry);
  }

  /** Removes an entry, if it is there. Allocates nothing, and throws nothing. Any thread. */
  public void remove(T entry) {
    segmentOf(entry.thread()).remove(entry);
  }

  /**
   * Returns the entry of a thread; null if there is none. Any thread. The answer was right at some
   * moment during the call.
   */
  @SuppressWarnings("unchecked") // only add puts entries there
  public @Nullable T get(Thread thread) {
    return (T) segmentOf(thread).get(thread);
  }

  /**
   * Returns the entries in a new list, in no order. One that is there during the whole of the call
   * is in it, once; one that comes or goes meanwhile may be, or may not. All are read volatile, so
   * who added an entry and then missed a volatile write of the caller's is seen. Any thread.
   */
  public List<T> entries() {
    List<T> entries = new ArrayList<>();
    forEach(entries::add);
    return entries;
  }

  /** Shows the same entries, and makes no list. Any thread. */
  @SuppressWarnings("unchecked") // only add puts entries there
  public void forEach(Consumer<? super T> action) {
    for (Segment segment : segments) {
      @Nullable Entry[] places = segment.places;
      for (int i = 0; i < places.length; i++) {
        Entry entry = (Entry) PLACE.getVolatile(places, i);
        if (entry != null && entry != GONE) {
          action.accept((T) entry);
        }
      }
    }
  }

  /** Returns how many places all arrays have together. */
  int capacity() {
    int capacity = 0;
    for (Segment segment : segments) {
      @Nullable Entry[] places = segment.places;
      capacity += places == EMPTY ? 0 : places.length;
    }
    return capacity;
  }

  private Segment segmentOf(Thread thread) {
    return segments[(int) thread.threadId() & (segments.length - 1)];
  }

  /** Returns the first place of a thread in an array of the given length, a power of two. */
  static int home(Thread thread, int length) {
    long h = thread.threadId() * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L; // once would put every 2,584th id side by side
    return (int) (h >>> 32) & (length - 1);
  }

  /** A table of its own, and the lock of those that write it. */
  private static final class Segment {

    /** Published volatile, as are entries and marks in it. */
    volatile @Nullable Entry[] places = EMPTY;

    private int live; // entries, changed under the lock as is the next
    private int gone; // marks

    @Nullable Entry get(Thread thread) {
      @Nullable Entry[] at = (@Nullable Entry[]) PLACES.getAcquire(this);
      for (int i = home(thread, at.length); ; i = next(i, at)) {
        Entry entry = (Entry) PLACE.getAcquire(at, i);
        if (entry == null) {
          return null;
        }
        if (entry != GONE && entry.thread() == thread) {
          return entry;
        }
      }
    }

    synchronized void add(Entry entry) {
      @Nullable Entry[] at = places;
      int i = find(entry, at);
      if (at[i] == entry) {
        return;
      }
      if (4L * (live + gone + 1) > 3L * at.length) {
        places = copyOf(at, entry);
        gone = 0;
      } else {
        PLACE.setVolatile(at, i, entry);
      }
      live++;
    }

    synchronized void remove(Entry entry) {
      @Nullable Entry[] at = places;
      int i = find(entry, at);
      if (at[i] != entry) {
        return;
      }
      PLACE.setVolatile(at, i, GONE); // for readers that have got this array
      live--;
      gone++;
      if (live == 0) {
        places = EMPTY;
        gone = 0;
      }
    }

    private @Nullable Entry[] copyOf(@Nullable Entry[] at, Entry entry) {
      int length = Math.max(MIN_LENGTH, 2 * Integer.highestOneBit(2 * live + 1));
      @Nullable Entry[] copy = new Entry[length];
      for (Entry old : at) {
        if (old != null && old != GONE) {
          copy[find(old, copy)] = old;
        }
      }
      copy[find(entry, copy)] = entry;
      return copy;
    }

    /** Returns the place of an entry, or if it is not there the null at which its search ends. */
    private static int find(Entry entry, @Nullable Entry[] at) {
      int i = home(entry.thread(), at.length);
      while (at[i] != null && at[i] != entry) {
        i = next(i, at);
      }
      return i;
    }

    private static int next(int i, @Nullable Entry[] at) {
      return (i + 1) & (at.length - 1);
    }
  }

  private static final class Gone implements Entry {
    @Override
    public Thread thread() {
      throw new IllegalStateException("a mark belongs to no thread");
    }
  }
}
