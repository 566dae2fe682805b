package io.gopool.spring.web;

import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Knows the tasks with which the server goes on with a read or a write that it has begun before. It
 * reads all frames of HTTP/2 so, unless its {@code useAsyncIO} is switched off. The type of these
 * tasks is visible to classes that extend the one it belongs to, which is all that this does; there
 * are no objects of it.
 */
abstract class SocketTask extends SocketWrapperBase<Object> {

  /** For the compiler. */
  SocketTask(AbstractEndpoint<Object, ?> endpoint) {
    super(new Object(), endpoint);
  }

  static boolean is(Runnable work) {
    return work instanceof SocketWrapperBase<?>.OperationState<?>;
  }
}
