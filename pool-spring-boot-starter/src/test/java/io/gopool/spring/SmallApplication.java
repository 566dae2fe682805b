package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A program of its own, for what depends on the JVM: its flags, its class path, and its log, which
 * Boot sets up anew in each application.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SmallApplication {

  /** Starts, uses a pool, and ends. */
  public static void main(String[] arguments) throws Exception {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(SmallApplication.class, arguments)) {
      WorkerPool orders = context.getBean("orders", WorkerPool.class);
      System.out.println("the task said " + orders.submit(() -> "hello").get());
      System.out.println("beans: " + String.join(" ", context.getBeanDefinitionNames()));
    }
    System.out.println("ended well");
  }

  /** Runs it in a JVM without flags that it could notice, and returns what it prints. */
  static String run(String... arguments) throws IOException, InterruptedException {
    return run(jar -> true, arguments);
  }

  /**
   * Runs it with a part of the class path.
   *
   * @param jars which files belong to it, by their names
   */
  static String run(Predicate<String> jars, String... arguments)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.endsWith(".jar") || jars.test(new File(entry).getName()))
            .collect(Collectors.joining(File.pathSeparator));
    return java(classPath, List.of(SmallApplication.class.getName()), arguments);
  }

  /** Returns the class path of the tests. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Runs a program and returns what it prints.
   *
   * @param program flags of the JVM, the main class and its arguments
   * @param arguments further ones, after those that the application needs
   */
  static String java(String classPath, List<String> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath));
    command.addAll(program);
    command.addAll(List.of("--gopool.pools.orders.capacity=1", "--server.port=0"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
