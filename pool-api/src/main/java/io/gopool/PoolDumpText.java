package io.gopool;

import io.gopool.PoolDump.Deadlock;
import io.gopool.PoolDump.Link;
import io.gopool.PoolDump.Place;
import io.gopool.PoolDump.Saturation;
import io.gopool.PoolDump.Stack;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Renders a {@link PoolDump} as text. */
final class PoolDumpText {

  private final StringBuilder out = new StringBuilder(1024);

  private PoolDumpText() {}

  static String of(PoolDump dump) {
    PoolDumpText text = new PoolDumpText();
    text.head(dump.stats());
    dump.deadlocks().forEach(text::deadlock);
    if (dump.saturation() != null) {
      text.saturation(dump.saturation());
    }
    text.running(dump);
    text.queued(dump);
    text.submitters(dump);
    return text.out.toString();
  }

  private void head(PoolStats s) {
    String capacity = s.capacity() == Integer.MAX_VALUE ? "unbounded" : "" + s.capacity();
    line(
        ("pool \"" + s.name() + "\" " + s.state() + " capacity=" + capacity)
            + (" running=" + s.running() + " idle=" + s.idle())
            + (" queueCapacity=" + s.queueCapacity() + " queued=" + s.queued())
            + (" waiting=" + s.waiting()));
  }

  private void deadlock(Deadlock deadlock) {
    line("");
    line("deadlock: " + deadlock.links().size() + " task(s) wait for each other");
    for (Link link : deadlock.links()) {
      line(
          ("  \"" + link.task() + "\" on \"" + link.thread() + "\" #" + link.threadId())
              + (" waits for " + link.waitsFor())
              + (link.timed() ? ", for a limited time" : ""));
    }
  }

  private void saturation(Saturation s) {
    String looked = s.looked() < s.workers() ? "; of " + s.looked() + " that were looked at" : "";
    line("");
    line("saturated: all " + s.workers() + " worker(s) are blocked" + looked);
    for (Place place : s.places()) {
      String from = place.calledFrom() == null ? "" : ", called from " + place.calledFrom();
      line("  " + place.workers() + " in " + place.in() + from);
    }
  }

  private void running(PoolDump dump) {
    section("running", dump.running().size(), dump.moreRunning());
    for (PoolDump.Running r : dump.running()) {
      line(
          ("  \"" + r.task() + "\" on " + thread(r.thread()) + since(", for ", r.since()))
              + (r.waitsFor() == null ? "" : ", waits for " + r.waitsFor()));
      r.within().forEach(outer -> line("    inside of \"" + outer + "\""));
      stack(r.thread());
    }
    more(dump.moreRunning());
  }

  private void queued(PoolDump dump) {
    section("queued", dump.queued().size(), dump.moreQueued());
    dump.queued().forEach(q -> line("  \"" + q.task() + "\"" + since(" for ", q.since())));
    more(dump.moreQueued());
  }

  private void submitters(PoolDump dump) {
    section("waiting to submit", dump.submitters().size(), dump.moreSubmitters());
    for (PoolDump.Submitter s : dump.submitters()) {
      line("  " + thread(s.thread()) + since(", for ", s.since()) + ", with \"" + s.task() + "\"");
      stack(s.thread());
    }
    more(dump.moreSubmitters());
  }

  private void section(String what, int listed, int more) {
    line("");
    line(what + ": " + (listed + more));
  }

  private void more(int more) {
    if (more > 0) {
      line("  and " + more + " more");
    }
  }

  private static String thread(Stack t) {
    return "\"" + t.name() + "\" #" + t.id() + (t.virtual() ? " virtual " : " ") + t.state();
  }

  private void stack(Stack t) {
    t.frames().forEach(frame -> line("      at " + frame));
    if (t.moreFrames() > 0) {
      line("      and " + t.moreFrames() + " more frames");
    }
  }

  private static String since(String before, @Nullable Duration d) {
    return d == null ? "" : before + String.format(Locale.ROOT, "%.3f s", d.toNanos() / 1e9);
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
