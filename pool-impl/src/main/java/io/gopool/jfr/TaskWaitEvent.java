package io.gopool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task waited from its acceptance to its start. */
@Name("io.gopool.TaskWait")
@Label("Task Wait")
@Description("A task waited from its acceptance to its start.")
@Category("gopool")
@StackTrace(false)
final class TaskWaitEvent extends Event {

  @Label("Pool")
  @Nullable String pool;

  @Label("Task")
  @Nullable String task;

  @Label("Waited")
  @Timespan(Timespan.NANOSECONDS)
  long waited;

  @Label("Submitter")
  @Description("The id of the thread that submitted the task")
  long submitterId;

  /** Whether it waited for long enough to be recorded. */
  @SettingDefinition
  @Name("waitThreshold")
  @Label("Wait Threshold")
  @Description("Record only tasks that waited for as long or longer")
  boolean waitThreshold(WaitThreshold setting) {
    return waited >= setting.nanos();
  }
}
