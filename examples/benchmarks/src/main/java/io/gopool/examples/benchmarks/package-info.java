/**
 * The pool measured beside its peers with JMH: the same loads, the same bound, in one run.
 *
 * <p>Start reading at {@link io.gopool.examples.benchmarks.Peer}, who takes part, and at {@link
 * io.gopool.examples.benchmarks.FlaggedTask}, how every load finds out that its tasks have run.
 * Each load is a class of its own, {@code EmptyTaskBenchmark} and so on, over what all share,
 * {@link io.gopool.examples.benchmarks.Load}. {@link io.gopool.examples.benchmarks.Report} runs
 * them all and writes the tables; it finds new loads by itself.
 *
 * <p>Never published, and no part of the build but for compiling it and for a test that runs each
 * load once.
 */
@NullMarked
package io.gopool.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
