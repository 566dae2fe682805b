package io.gopool.spring.actuate;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Lets requests say {@code for=PT10M}. The names of an operation's parameters are those of the
 * method, and {@code for} is none that Java allows; the method calls it {@code duration}.
 */
final class ForParameter implements OperationInvokerAdvisor {

  private static final EndpointId ENDPOINT = EndpointId.of("gopool");
  private static final String EXTERNAL = "for";
  private static final String INTERNAL = "duration";

  @Override
  public OperationInvoker apply(
      EndpointId id, OperationType type, OperationParameters parameters, OperationInvoker invoker) {
    return id.equals(ENDPOINT) && type == OperationType.WRITE
        ? context -> invoker.invoke(renamed(context))
        : invoker;
  }

  private static InvocationContext renamed(InvocationContext context) {
    if (!context.getArguments().containsKey(EXTERNAL)) {
      return context;
    }
    Map<String, Object> arguments = new HashMap<>(context.getArguments());
    arguments.put(INTERNAL, arguments.remove(EXTERNAL));
    SecurityContext security = context.resolveArgument(SecurityContext.class);
    return new InvocationContext(security == null ? SecurityContext.NONE : security, arguments);
  }
}
