package io.gopool.trace;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Writes events in the Chrome trace-event format, one a line. */
final class JsonWriter {

  private final Writer out;
  private final long zero; // nanos of the timestamp 0
  private boolean first = true;

  JsonWriter(Writer out, long zero) throws IOException {
    this.out = out;
    this.zero = zero;
    out.write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
  }

  void end(long missing) throws IOException {
    out.write("\n],\"otherData\":{\"missing_events\":\"" + missing + "\"}}\n");
    out.flush();
  }

  void processName(int pid, String name) throws IOException {
    begin("M", pid, 0);
    out.write(",\"name\":\"process_name\",\"args\":{\"name\":" + quoted(name) + "}}");
  }

  void threadName(int pid, long tid, String name, int order) throws IOException {
    begin("M", pid, tid);
    out.write(",\"name\":\"thread_name\",\"args\":{\"name\":" + quoted(name) + "}}");
    begin("M", pid, tid);
    out.write(",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":" + order + "}}");
  }

  void slice(int pid, long tid, String name, long start, long end, @Nullable String note)
      throws IOException {
    begin("X", pid, tid);
    out.write(",\"name\":" + quoted(name) + ",\"ts\":");
    time(start - zero);
    out.write(",\"dur\":");
    time(end - start);
    if (note != null) {
      out.write(",\"args\":{\"note\":" + quoted(note) + "}");
    }
    out.write("}");
  }

  void instant(int pid, long tid, String name, long at, boolean ofProcess) throws IOException {
    begin("i", pid, tid);
    out.write(",\"s\":\"" + (ofProcess ? 'p' : 't') + "\",\"name\":" + quoted(name) + ",\"ts\":");
    time(at - zero);
    out.write("}");
  }

  /** An arrow from the slice around its start to that around its end. */
  void flow(long id, int fromPid, long fromTid, long start, int toPid, long toTid, long end)
      throws IOException {
    begin("s", fromPid, fromTid);
    flowEnd(id, start);
    begin("f", toPid, toTid);
    out.write(",\"bp\":\"e\"");
    flowEnd(id, end);
  }

  private void flowEnd(long id, long at) throws IOException {
    out.write(",\"cat\":\"submit\",\"name\":\"submit\",\"id\":" + id + ",\"ts\":");
    time(at - zero);
    out.write("}");
  }

  private void begin(String phase, int pid, long tid) throws IOException {
    out.write(first ? "\n" : ",\n");
    first = false;
    out.write("{\"ph\":\"" + phase + "\",\"pid\":" + pid + ",\"tid\":" + tid);
  }

  /** Microseconds with three digits after the point. */
  private void time(long nanos) throws IOException {
    long n = Math.max(0, nanos);
    int rest = (int) (n % 1000);
    out.write(Long.toString(n / 1000));
    out.write('.');
    out.write('0' + rest / 100);
    out.write('0' + rest / 10 % 10);
    out.write('0' + rest % 10);
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
