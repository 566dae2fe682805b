package io.gopool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A submitter waited for a slot of a full pool. */
@Name("io.gopool.SubmitBlocked")
@Label("Submitter Blocked")
@Description("A submitter waited for a slot of a full pool.")
@Category("gopool")
@StackTrace(true)
@Threshold("20 ms")
final class SubmitBlockedEvent extends Event {

  @Label("Pool")
  @Nullable String pool;

  @Label("Task")
  @Description("The class of the task")
  @Nullable Class<?> taskClass;

  @Label("Admitted")
  boolean admitted;
}
