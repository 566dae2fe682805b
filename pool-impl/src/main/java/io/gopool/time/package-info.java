/** What all waits have in common: how long they may last, and who wakes up then. */
@NullMarked
package io.gopool.time;

import org.jspecify.annotations.NullMarked;
