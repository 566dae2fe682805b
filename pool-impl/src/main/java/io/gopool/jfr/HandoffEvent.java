package io.gopool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A processor was taken from the virtual thread on it. */
@Name("io.gopool.Handoff")
@Label("Processor Handoff")
@Description("A processor was taken from the virtual thread on it.")
@Category("gopool")
@StackTrace(false)
final class HandoffEvent extends Event {

  @Label("Scheduler")
  @Nullable String scheduler;

  @Label("Processor")
  int processor;

  @Label("Cause")
  @Nullable String cause;
}
