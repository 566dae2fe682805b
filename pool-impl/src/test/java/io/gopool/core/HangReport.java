package io.gopool.core;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known of a pool that seems to hang: its counts, and all threads, virtual ones too. */
final class HangReport {

  private HangReport() {}

  static String of(WorkerPool pool) {
    return pool
        + "\n"
        + pool.stats()
        + "\n"
        + inside(((PoolExecutor) pool).core())
        + "\n"
        + threads();
  }

  private static String inside(PoolCore core) {
    return "workers="
        + core.scheduling.workers()
        + " idle="
        + core.scheduling.idle()
        + " searching="
        + core.scheduling.isSearching()
        + " hasTask="
        + core.queues.hasTask()
        + " permits in flight="
        + core.permits.inFlight()
        + " free="
        + core.permits.free();
  }

  private static String threads() {
    try {
      Path dir = Files.createTempDirectory("gopool-hang");
      Path dump = dir.resolve("threads.txt");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readString(dump);
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(dir);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
