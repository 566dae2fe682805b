package io.gopool;

/** The kinds of events of an {@link EventBus}, one for each method of {@link PoolListener}. */
public enum EventType {
  /** {@link PoolListener#workerSpawned}. */
  WORKER_SPAWNED,
  /** {@link PoolListener#workerRetired}. */
  WORKER_RETIRED,
  /** {@link PoolListener#workerIdle}. */
  WORKER_IDLE,
  /** {@link PoolListener#workerReused}. */
  WORKER_REUSED,
  /** {@link PoolListener#taskAccepted}. */
  TASK_ACCEPTED,
  /** {@link PoolListener#taskStarted}. */
  TASK_STARTED,
  /** {@link PoolListener#taskFinished}. */
  TASK_FINISHED,
  /** {@link PoolListener#taskCancelled}. */
  TASK_CANCELLED,
  /** {@link PoolListener#taskRejected}. */
  TASK_REJECTED,
  /** {@link PoolListener#submitterBlocked}. */
  SUBMITTER_BLOCKED,
  /** {@link PoolListener#submitterUnblocked}. */
  SUBMITTER_UNBLOCKED,
  /** {@link PoolListener#tasksStolen}. */
  TASKS_STOLEN,
  /** {@link PoolListener#stateChanged}. */
  STATE_CHANGED,
  /** {@link PoolListener#resized}. */
  RESIZED,
  /** {@link PoolListener#machineStarted}. */
  MACHINE_STARTED,
  /** {@link PoolListener#machineStopped}. */
  MACHINE_STOPPED,
  /** {@link PoolListener#handoff}. */
  HANDOFF,
  /** {@link PoolListener#goroutinesStolen}. */
  GOROUTINES_STOLEN
}
