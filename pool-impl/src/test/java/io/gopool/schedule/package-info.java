/**
 * Schedules at will: the numbered points of the pool's and the scheduler's comments, such as {@code
 * // (S1)}, are where a test can stop a thread, and let others pass.
 *
 * <p>The points cost nothing in production because they are not there: {@link
 * io.gopool.schedule.Weaving} reads the comments in the sources, finds the lines in the class files
 * and weaves calls into the classes of the test's JVM. Who moves a comment moves the point. Start
 * reading at {@link io.gopool.schedule.Points}; {@link io.gopool.schedule.Breakpoints} stops single
 * threads, {@link io.gopool.schedule.Controller} runs one thread at a time, by a seed.
 */
package io.gopool.schedule;
