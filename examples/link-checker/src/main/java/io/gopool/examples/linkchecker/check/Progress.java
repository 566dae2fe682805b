package io.gopool.examples.linkchecker.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A check at one moment.
 *
 * @param id its name in URLs
 * @param source the page, or what the list is called
 * @param title the page's title; may be empty
 * @param state where it is
 * @param message why it failed, or what else to know; may be empty
 * @param total links known so far
 * @param done links with a verdict: {@code ok + broken + refused}
 * @param ok those that work
 * @param broken those that do not
 * @param refused those that are not asked for
 * @param created when it was accepted
 * @param finished when it ended; null before
 */
public record Progress(
    String id,
    String source,
    String title,
    CheckState state,
    String message,
    int total,
    int done,
    int ok,
    int broken,
    int refused,
    Instant created,
    @Nullable Instant finished) {}
