/**
 * A site to try the service on: some thousand pages on a port of its own, with links of every kind
 * whose verdicts are known. Its hosts are names below {@code localhost}.
 */
@NullMarked
package io.gopool.examples.linkchecker.demo;

import org.jspecify.annotations.NullMarked;
