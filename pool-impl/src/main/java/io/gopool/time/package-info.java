/** What all waits have in common: how long they may last. */
@NullMarked
package io.gopool.time;

import org.jspecify.annotations.NullMarked;
