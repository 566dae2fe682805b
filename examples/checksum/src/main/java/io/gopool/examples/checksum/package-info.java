/**
 * Hashes every regular file below a folder with SHA-256, one pool task per file, and prints what
 * {@code sha256sum -c} accepts.
 *
 * <p>Start reading at {@code Checksum}: it is the one class that uses the pool. Files flow one way:
 *
 * <pre>{@code
 * TreeWalk --execute, blocks at capacity--> pool --> HashTask: FileHasher -> LineOutput -> stdout
 *                                                        |
 *                                                      Tally  <-- ProgressBar --> stderr
 * }</pre>
 *
 * <p>Nothing is kept per file once its line is written, so memory does not grow with their number.
 */
@NullMarked
package io.gopool.examples.checksum;

import org.jspecify.annotations.NullMarked;
