package io.gopool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The capacity of a pool changed. */
@Name("io.gopool.Resize")
@Label("Pool Resize")
@Description("The capacity of a pool changed.")
@Category("gopool")
@StackTrace(false)
final class ResizeEvent extends Event {

  @Label("Pool")
  @Nullable String pool;

  @Label("From")
  int from;

  @Label("To")
  int to;
}
