package io.gopool.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker thread started. */
@Name("io.gopool.WorkerSpawn")
@Label("Worker Spawn")
@Description("A worker thread started.")
@Category("gopool")
@StackTrace(false)
final class WorkerSpawnEvent extends Event {

  @Label("Pool")
  @Nullable String pool;
}
