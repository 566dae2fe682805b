package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** The ahead-of-time processing of a build. */
class AotTest {

  @Test
  void thereIsCodeForEachPool() {
    assertThat(
            generated(
                "gopool.pools.orders.capacity=4",
                "gopool.pools.mail.default-candidate=true",
                "gopool.application-task-executor=true",
                "gopool.default-pool=orders"))
        .contains("registerBeanDefinition(\"orders\"", "registerBeanDefinition(\"mail\"");
  }

  @Test
  void thereIsCodeWithoutPools() {
    assertThat(generated()).contains("registerBeanDefinition(\"workerPools\"");
  }

  /** As the plug-ins for Maven and Gradle do it. */
  @Test
  void anApplicationRunsOnGeneratedCode(@TempDir Path folder) throws Exception {
    String classPath = SmallApplication.classPath();
    String classes = folder.resolve("classes").toString();
    Path sources = folder.resolve("sources");
    SmallApplication.java(
        classPath,
        List.of(
            SpringApplicationAotProcessor.class.getName(),
            SmallApplication.class.getName(),
            sources.toString(),
            folder.resolve("resources").toString(),
            classes,
            "io.gopool",
            "small"),
        "--gopool.application-task-executor=true");
    compile(sources, classPath, classes);

    String generated = classes + File.pathSeparator + classPath;
    List<String> program = List.of("-Dspring.aot.enabled=true", SmallApplication.class.getName());
    assertThat(SmallApplication.java(generated, program))
        .contains("the task said hello", "applicationTaskExecutor", "ended well");
    assertThat(SmallApplication.java(generated, program, "--gopool.pools.orders.unbounded=true"))
        .contains("APPLICATION FAILED TO START", "it has no effect: the pool is unbounded");
  }

  private static void compile(Path sources, String classPath, String classes) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", classes));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(command::add);
    }
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, errors, errors, command.toArray(String[]::new));
    assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static String generated(String... properties) {
    InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      TestPropertyValues.of(properties).applyTo(context);
      context.register(
          GopoolAutoConfiguration.class,
          ApplicationTaskExecutorAutoConfiguration.class,
          LifecycleAutoConfiguration.class,
          TaskExecutionAutoConfiguration.class);
      DefaultGenerationContext generation =
          new DefaultGenerationContext(
              new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
      generation.writeGeneratedContent();
    }
    List<String> paths = List.copyOf(files.getGeneratedFiles(Kind.SOURCE).keySet());
    return paths.stream().map(path -> read(files, path)).collect(Collectors.joining("\n"));
  }

  private static String read(InMemoryGeneratedFiles files, String path) {
    try {
      return files.getGeneratedFileContent(Kind.SOURCE, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
