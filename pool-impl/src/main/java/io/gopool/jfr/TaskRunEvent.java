package io.gopool.jfr;

import io.gopool.ObservedTask;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A worker, or the submitter, ran a task. */
@Name("io.gopool.TaskRun")
@Label("Task Run")
@Description("A worker, or the submitter, ran a task.")
@Category("gopool")
@StackTrace(false)
@Threshold("20 ms")
final class TaskRunEvent extends Event {

  @Label("Pool")
  @Nullable String pool;

  @Label("Task")
  @Nullable String task;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Failure")
  @Description("What the task threw")
  @Nullable Class<?> failure;

  /** The task, and the event of the one around it in this thread; not recorded. */
  transient @Nullable ObservedTask observed;

  transient @Nullable TaskRunEvent outer;
}
