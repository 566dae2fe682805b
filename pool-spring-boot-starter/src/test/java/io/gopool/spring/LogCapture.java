package io.gopool.spring;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What is logged below a name from its creation to its close. Boot's own needs JUnit 6. */
public final class LogCapture implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  /** Begins. */
  public LogCapture(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    appender.start();
    logger.addAppender(appender);
  }

  /** Returns the messages, one a line. */
  public String text() {
    synchronized (appender) { // as the threads that log do
      return appender.list.stream()
          .map(ILoggingEvent::getFormattedMessage)
          .collect(Collectors.joining("\n"));
    }
  }

  /** Returns the messages of the exceptions that were logged, one a line. */
  public String failures() {
    synchronized (appender) {
      return appender.list.stream()
          .filter(event -> event.getThrowableProxy() != null)
          .map(event -> String.valueOf(event.getThrowableProxy().getMessage()))
          .collect(Collectors.joining("\n"));
    }
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
