package io.gopool.spring;

/** How to get the scheduler. */
final class SchedulerSupport {

  /** What opens java.lang, word for word. */
  static final String REMEDY =
      "Add --add-opens java.base/java.lang=ALL-UNNAMED to the java command, or 'Add-Opens:"
          + " java.base/java.lang' to the manifest of the executable jar";

  private SchedulerSupport() {}
}
