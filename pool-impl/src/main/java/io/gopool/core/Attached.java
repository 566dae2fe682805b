package io.gopool.core;

import io.gopool.Observation;
import io.gopool.PoolObserver;
import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An observer of a pool, and which of its failures the log has seen. */
final class Attached implements Observation {

  final PoolObserver observer;
  final double samplingRate; // 0 if it wants no times

  private final PoolCore core;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  Attached(PoolCore core, PoolObserver observer) {
    this.core = core;
    this.observer = observer;
    samplingRate = observer.wantsTimes() ? checked(observer.samplingRate()) : 0;
  }

  private double checked(double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException(
          ("samplingRate of observer " + observer + " must be in (0, 1], was " + rate)
              + "; an observer that wants no times says so in wantsTimes()");
    }
    return rate;
  }

  @Override
  public void close() {
    core.detach(this);
  }

  /** Logs what a method of the observer threw, if it is the first time. */
  void failed(String method, Throwable thrown) {
    try {
      String before = "observer " + observer.getClass().getName() + " of pool '";
      String after = "' failed in " + method + "; it is logged once";
      if (logged.add(method)) { // when all else is there
        SafeLog.log(Level.ERROR, before, core.name(), after, thrown);
      }
    } catch (Throwable t) {
      // no memory: the next time is the first
    }
  }
}
