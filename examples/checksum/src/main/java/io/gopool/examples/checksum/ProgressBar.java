package io.gopool.examples.checksum;

import io.gopool.WorkerPool;
import java.util.Locale;

/**
 * Draws ten times a second how far it came, from a thread of its own.
 *
 * <pre>{@code
 * [#####.......]  43%  8613 files, 9127 files/s, 37.4 MB/s, 16 running, 0 idle
 * }</pre>
 */
final class ProgressBar implements Runnable, AutoCloseable {

  private static final long TICK_MILLIS = 100;
  private static final int WIDTH = 12;

  private final Screen screen;
  private final Tally tally;
  private final WorkerPool pool;
  private final Census census;
  private final Rate filesPerSecond = new Rate(System.nanoTime());
  private final Rate bytesPerSecond = new Rate(System.nanoTime());
  private final Runnable beforeDraw;
  private final Thread drawer = Thread.ofPlatform().daemon().name("progress").unstarted(this);
  private final Thread counter;

  /**
   * Makes one that does not draw yet.
   *
   * @param beforeDraw runs before each drawing
   */
  ProgressBar(Screen screen, Tally tally, WorkerPool pool, Census census, Runnable beforeDraw) {
    this.screen = screen;
    this.tally = tally;
    this.pool = pool;
    this.census = census;
    this.beforeDraw = beforeDraw;
    counter = Thread.ofPlatform().daemon().name("census").unstarted(census);
  }

  ProgressBar start() {
    counter.start();
    drawer.start();
    return this;
  }

  /** Stops drawing and takes the bar off the screen. */
  @Override
  public void close() {
    census.stop();
    drawer.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        drawer.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    screen.status("");
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        beforeDraw.run();
        screen.status(now(System.nanoTime()));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private String now(long nanos) {
    long files = tally.files();
    long bytes = tally.bytes();
    return render(
        census.share(files, bytes),
        files,
        filesPerSecond.update(nanos, files),
        bytesPerSecond.update(nanos, bytes) / 1e6,
        pool.running(),
        pool.idle());
  }

  /** Returns the line; {@code share} is negative while it is not known. */
  static String render(
      double share, long files, double filesPerSecond, double mbPerSecond, int running, int idle) {
    return String.format(
        Locale.ROOT,
        "[%s] %4s  %d files, %.0f files/s, %.1f MB/s, %d running, %d idle",
        bar(share),
        share < 0 ? "?" : (int) (share * 100) + "%",
        files,
        filesPerSecond,
        mbPerSecond,
        running,
        idle);
  }

  private static String bar(double share) {
    int full = share < 0 ? 0 : (int) (share * WIDTH);
    return "#".repeat(full) + ".".repeat(WIDTH - full);
  }
}
