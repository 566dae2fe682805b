package io.gopool.examples.checksum;

import io.gopool.PoolClosedException;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run: walks the roots in the caller's thread and gives each file to the pool. {@link
 * WorkerPool#execute} blocks the walk while the pool is full, so it is never further ahead than the
 * pool's capacity, however many files there are.
 *
 * <p>A signal is handled in another thread, see {@link #interrupt}. It never ends the run itself:
 * it shuts the pool down, which sends the walk home, and waits for {@link #run} to finish as
 * always.
 */
final class Checksum implements TreeWalk.Sink {

  /** How long files under way may take to end after a signal; then they are given up. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** How long the end may take after that, if standard output is stuck for instance. */
  private static final long GRACE_SECONDS = 2;

  private final Options options;
  private final Hasher hasher;
  private final Screen screen;
  private final OwnOutput ownOutput;
  private final Tally tally = new Tally();
  private final LineOutput lines;
  private final WorkerPool pool;
  private final long startNanos = System.nanoTime();
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicBoolean summaryPrinted = new AtomicBoolean();

  /** Written by the thread that walks, which is also the one that reads it. */
  private boolean rootMissing;

  private volatile boolean interrupted;
  private volatile @Nullable IOException outputFailure;

  Checksum(Options options, Hasher hasher, Screen screen, OwnOutput ownOutput) {
    this.options = options;
    this.hasher = hasher;
    this.screen = screen;
    this.ownOutput = ownOutput;
    lines = new LineOutput(screen::write);
    pool =
        WorkerPool.builder("checksum")
            .capacity(options.capacity())
            .threads(options.threads())
            .exceptionHandler(this::brokenTask)
            .build();
  }

  /** Hashes everything; returns the exit code. Called once. */
  int run() {
    try {
      hashAll();
      flush();
      printSummary();
      return exitCode();
    } finally {
      done.countDown();
    }
  }

  /**
   * Ends the run early: no further file is started, those under way are finished. Returns when the
   * output is complete and the summary printed, or when that takes too long. Does nothing after the
   * end of the run.
   */
  void interrupt() throws InterruptedException {
    if (done.getCount() == 0) {
      return;
    }
    interrupted = true;
    pool.release(DRAIN);
    if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
      printSummary();
    }
  }

  private void hashAll() {
    ProgressBar bar =
        new ProgressBar(screen, tally, pool, new Census(options.roots()), this::beforeDraw);
    if (screen.terminal().err()) {
      bar.start();
    }
    try {
      options.roots().forEach(this::walk);
    } finally {
      pool.close();
      bar.close();
    }
  }

  private void walk(Path root) {
    if (stopped()) {
      return;
    }
    try {
      new TreeWalk(this).walk(root);
    } catch (IOException e) {
      rootMissing = true;
      failed(root, e);
    }
  }

  @Override
  public boolean file(Path file, BasicFileAttributes attributes) {
    if (stopped()) {
      return false;
    }
    if (ownOutput.is(attributes)) {
      failed(file, new FileSystemException(null, null, "Input file is output file"));
      return true;
    }
    try {
      pool.execute(new HashTask(file));
      return true;
    } catch (PoolClosedException e) {
      return false; // by interrupt(), perhaps while this was waiting for a slot
    }
  }

  @Override
  public void failed(Path path, IOException e) {
    tally.failed();
    screen.say(Messages.failure(path, e));
  }

  /** What a worker does for one file. */
  private final class HashTask implements Runnable {

    private final Path file;

    HashTask(Path file) {
      this.file = file;
    }

    @Override
    public void run() {
      if (outputFailure != null) {
        return;
      }
      try {
        print(hasher.hash(file, tally::bytesRead));
      } catch (ClosedByInterruptException e) {
        // given up after a signal: not done, and nothing is wrong with the file
      } catch (IOException e) {
        failed(file, e);
      }
    }

    private void print(byte[] digest) {
      try {
        lines.add(ChecksumLine.format(digest, FileName.bytes(file)));
        tally.fileDone();
      } catch (IOException e) {
        outputFailure = e;
      }
    }

    @Override
    public String toString() {
      return Messages.printable(file.toString());
    }
  }

  /** A task threw what it should not: the file counts as not done. */
  private void brokenTask(Runnable task, Throwable failure) {
    tally.failed();
    screen.say("checksum: " + task + ": " + failure);
  }

  /** On a terminal lines appear as they come, above the progress bar. */
  private void beforeDraw() {
    if (screen.terminal().out()) {
      flush();
    }
  }

  private void flush() {
    try {
      lines.flush();
    } catch (IOException e) {
      outputFailure = e;
    }
  }

  /** Whether no further file is started. */
  boolean stopped() {
    return interrupted || outputFailure != null;
  }

  private void printSummary() {
    if (summaryPrinted.getAndSet(true)) {
      return;
    }
    IOException e = outputFailure;
    if (e == null) {
      screen.say(Summary.of(tally, System.nanoTime() - startNanos, interrupted));
    } else if (!isBrokenPipe(e)) {
      screen.say("checksum: standard output: " + Messages.reason(e));
    }
  }

  private int exitCode() {
    IOException e = outputFailure;
    if (e != null) {
      return isBrokenPipe(e) ? ExitCode.BROKEN_PIPE : ExitCode.FAILURE;
    }
    if (interrupted) {
      return ExitCode.INTERRUPTED;
    }
    if (rootMissing) {
      return ExitCode.USAGE;
    }
    return tally.failures() > 0 ? ExitCode.FAILURE : ExitCode.OK;
  }

  /** The JDK has no type for it. */
  private static boolean isBrokenPipe(IOException e) {
    return "Broken pipe".equals(e.getMessage());
  }
}
