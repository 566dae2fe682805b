package io.gopool.keyed;

/** What a task can wait for: a slot of a key, or the end of a job. */
sealed interface Awaited permits KeyPool, Job {}
