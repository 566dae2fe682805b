package io.gopool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker thread ended. */
@Name("io.gopool.WorkerRetire")
@Label("Worker Retire")
@Description("A worker thread ended.")
@Category("gopool")
@StackTrace(false)
final class WorkerRetireEvent extends Event {

  @Label("Pool")
  @Nullable String pool;

  @Label("Reason")
  @Nullable String reason;
}
