package io.gopool.scheduler;

/** The reasons why there is no scheduler, with what to do. */
final class Unsupported {

  private static final Module OWN = Unsupported.class.getModule();

  static final String FLAG =
      "--add-opens java.base/java.lang=" + (OWN.isNamed() ? OWN.getName() : "ALL-UNNAMED");

  private Unsupported() {}

  static String notOpen() {
    String what =
        "java.lang is not open to the G-P-M scheduler; add " + FLAG + " to the java command";
    return OWN.isNamed() // a manifest opens to the class path alone
        ? what
        : what + ", or 'Add-Opens: java.base/java.lang' to the manifest of an executable jar";
  }

  static String changed(Throwable t) {
    return "JDK "
        + Runtime.version()
        + " does not work as the G-P-M scheduler needs it, as JDK 21 to 28 do by default: "
        + t
        + "; use the JDK's scheduler";
  }
}
