package io.gopool.examples.linkchecker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The program. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class LinkChecker {

  /**
   * Starts the service.
   *
   * @param args Spring Boot's
   */
  public static void main(String[] args) {
    takeOverResolution();
    SpringApplication.run(LinkChecker.class, args);
  }

  /**
   * The first lookup makes the JDK look for a resolver, with this thread's class loader, and keep
   * what it finds. In an executable jar only the threads below main have the class loader that
   * knows the application; so the first lookup is made here. {@code ResolutionGuard} tests that it
   * worked.
   */
  private static void takeOverResolution() {
    try {
      InetAddress.getByName("localhost");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("localhost is unknown on this machine", e);
    }
  }
}
