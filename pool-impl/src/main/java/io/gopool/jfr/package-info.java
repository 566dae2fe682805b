/**
 * Events of pools and schedulers for the JDK's Flight Recorder. Start reading at {@link
 * io.gopool.jfr.JfrInstrument}. Nothing else touches {@code jdk.jfr}, which may be absent.
 */
@NullMarked
package io.gopool.jfr;

import org.jspecify.annotations.NullMarked;
