package io.gopool.spring.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Where Tomcat has read a request and hands it to the application: answers 503 instead if the pool
 * has refused it, 500 if its decoration has failed. Tomcat closes a connection after these, and
 * says so.
 *
 * <p>What is not the beginning of a request passes, because it belongs to one that was admitted: an
 * asynchronous one is dispatched again, or gets its error page.
 */
final class RequestValve extends ValveBase {

  private final RequestExecutor executor;

  RequestValve(RequestExecutor executor) {
    super(/* asyncSupported= */ true);
    this.executor = executor;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    RequestTask task = RequestTask.current();
    if (task != null && task.refusal() != 0 && !request.isAsync()) {
      response.setStatus(task.refusal());
      response.setContentLength(0);
      response.flushBuffer();
      task.forget(); // Tomcat may still read the body
      return;
    }
    if (executor.isDraining() && "HTTP/1.1".equals(request.getProtocol())) {
      response.setHeader("Connection", "close");
    }
    if (task != null) {
      task.forget();
    }
    getNext().invoke(request, response);
  }
}
