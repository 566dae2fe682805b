package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** Messages of websockets on the default pool: a whole application and a client of it. */
class WebSocketExecutionTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesAreHandledAndSentOnThePoolIfAskedFor(boolean asked) throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            Messaging.class,
            "gopool.pools.orders.capacity=4",
            "gopool.application-task-executor=" + asked)) {
      Frames frames = new Frames();
      String uri = application.uri("/stomp").toString().replaceFirst("^http", "ws");
      WebSocket socket =
          application.client().newWebSocketBuilder().buildAsync(URI.create(uri), frames).join();
      socket.sendText("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0", true).join();
      assertThat(frames.next()).startsWith("CONNECTED\n");
      socket.sendText("SUBSCRIBE\nid:0\ndestination:/app/thread\n\n\0", true).join();
      String message = frames.next();
      assertThat(message).startsWith("MESSAGE\n");
      assertThat(message.contains("orders-")).as(message).isEqualTo(asked);
      String sender = application.context().getBean(Sender.class).thread.get(60, TimeUnit.SECONDS);
      assertThat(sender.startsWith("orders-")).as(sender).isEqualTo(asked);
      socket.abort();
    }
  }

  private static final class Frames implements WebSocket.Listener {
    private final BlockingQueue<String> complete = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        complete.add(text.toString());
        text.setLength(0);
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    String next() throws InterruptedException {
      String frame = complete.poll(60, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame");
      }
      return frame;
    }
  }

  /** Learns which thread sends to the client. */
  static final class Sender implements ExecutorChannelInterceptor {
    final CompletableFuture<String> thread = new CompletableFuture<>();

    @Override
    public Message<?> beforeHandle(
        Message<?> message, MessageChannel channel, MessageHandler handler) {
      thread.complete(Thread.currentThread().getName());
      return message;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSocketMessageBroker
  static class Messaging {
    @Bean
    Sender sender() {
      return new Sender();
    }

    @Bean
    Threads threads() {
      return new Threads();
    }

    @Bean
    Broker broker(Sender sender) {
      return new Broker(sender);
    }
  }

  record Broker(Sender sender) implements WebSocketMessageBrokerConfigurer {
    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
      registry.addEndpoint("/stomp");
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
      registry.setApplicationDestinationPrefixes("/app");
    }

    @Override
    public void configureClientOutboundChannel(ChannelRegistration registration) {
      registration.interceptors(sender);
    }
  }

  @Controller
  static class Threads {
    @SubscribeMapping("/thread")
    String thread() {
      return Thread.currentThread().getName();
    }
  }
}
