package io.gopool.scheduler;

/** The reasons why there is no scheduler, with what to do. */
final class Unsupported {

  static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

  private Unsupported() {}

  static String notOpen() {
    return "java.lang is not open to the G-P-M scheduler; add "
        + FLAG
        + " to the java command, or 'Add-Opens: java.base/java.lang' to the manifest of an"
        + " executable jar";
  }

  static String changed(Throwable t) {
    return "JDK "
        + Runtime.version()
        + " is not one that the G-P-M scheduler knows (21 to 25): "
        + t
        + "; use the JDK's scheduler";
  }
}
