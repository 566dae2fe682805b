/**
 * Which addresses the service may ask: the defence against being used to reach what only it can
 * reach (server-side request forgery). Two gates, and each URL passes both:
 *
 * <ol>
 *   <li>{@link io.gopool.examples.linkchecker.guard.TargetPolicy} judges the text of a URL, and all
 *       addresses that are written as numbers, because nobody resolves those.
 *   <li>{@link io.gopool.examples.linkchecker.guard.ResolutionGuard} judges what a name means at
 *       the moment of the connection.
 * </ol>
 */
@NullMarked
package io.gopool.examples.linkchecker.guard;

import org.jspecify.annotations.NullMarked;
