/**
 * Uses pools in every way for as long as wanted. Start reading at {@link
 * io.gopool.examples.soak.Soak}.
 */
@NullMarked
package io.gopool.examples.soak;

import org.jspecify.annotations.NullMarked;
