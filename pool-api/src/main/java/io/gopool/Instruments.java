package io.gopool;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The instruments on the class path, found once. One that cannot be made is logged and left out.
 */
final class Instruments {

  private static final class Holder {
    static final List<Instrument> ALL = find();
  }

  private Instruments() {}

  static void tell(Consumer<Instrument> what) {
    for (Instrument instrument : Holder.ALL) {
      try {
        what.accept(instrument);
      } catch (Throwable t) {
        log("instrument " + instrument.getClass().getName() + " failed", t);
      }
    }
  }

  private static List<Instrument> find() {
    List<Instrument> found = new ArrayList<>();
    Iterator<Instrument> all =
        ServiceLoader.load(Instrument.class, Instrument.class.getClassLoader()).iterator();
    boolean more = true;
    while (more) {
      try {
        more = all.hasNext();
        if (more) {
          found.add(all.next());
        }
      } catch (ServiceConfigurationError | LinkageError e) { // goes on with the next
        log("an instrument could not be made", e);
      }
    }
    return found;
  }

  private static void log(String what, Throwable t) {
    try {
      System.getLogger("io.gopool").log(Level.WARNING, what, t);
    } catch (Throwable again) {
      // nobody is left to tell
    }
  }
}
