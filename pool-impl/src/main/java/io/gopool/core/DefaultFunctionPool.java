package io.gopool.core;

import io.gopool.FunctionPool;
import io.gopool.NamedTask;
import io.gopool.WorkerPool;
import io.gopool.task.Labels;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** A function and the pool that runs it. */
record DefaultFunctionPool<T>(WorkerPool pool, Consumer<? super T> body)
    implements FunctionPool<T> {

  @Override
  public void invoke(T argument) {
    pool.execute(invocation(argument));
  }

  @Override
  public boolean tryInvoke(T argument) {
    return pool.tryExecute(invocation(argument));
  }

  @Override
  public boolean tryInvoke(T argument, Duration maxWait) throws InterruptedException {
    return pool.tryExecute(invocation(argument), maxWait);
  }

  private Runnable invocation(T argument) {
    return new Invocation<>(body, Objects.requireNonNull(argument, "argument"));
  }

  /** One call, with the name of the function; its text names the argument in the log. */
  private record Invocation<T>(Consumer<? super T> body, T argument) implements NamedTask {

    @Override
    public String name() {
      return Labels.name(body);
    }

    @Override
    public void run() {
      body.accept(argument);
    }
  }
}
