package io.gopool.core;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Catches what the pools log, which does not come to the console meanwhile. */
public final class LogCapture extends Handler implements AutoCloseable {

  private static final Logger LOGGER = Logger.getLogger("io.gopool");

  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

  public LogCapture() {
    LOGGER.addHandler(this);
    LOGGER.setUseParentHandlers(false);
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  public List<Level> levels() {
    return records.stream().map(LogRecord::getLevel).toList();
  }

  public List<Throwable> thrown() {
    return records.stream().map(LogRecord::getThrown).filter(Objects::nonNull).toList();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LOGGER.removeHandler(this);
    LOGGER.setUseParentHandlers(true);
  }
}
