/**
 * Libraries that take an executor, with a pool as theirs and under load.
 *
 * <p>Not null-marked, like the other tests.
 */
package io.gopool.client;
