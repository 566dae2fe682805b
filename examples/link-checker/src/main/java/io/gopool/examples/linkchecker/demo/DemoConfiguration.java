package io.gopool.examples.linkchecker.demo;

import io.gopool.examples.linkchecker.LinkCheckerProperties;
import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** With the profile {@code demo} the service brings a site along, and checks it again and again. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoConfiguration {

  @Bean
  DemoSite demoSite(LinkCheckerProperties properties) throws IOException {
    LinkCheckerProperties.Demo demo = properties.demo();
    return new DemoSite(demo.port(), demo.links(), /* latency= */ true);
  }

  @Bean
  DemoLoop demoLoop(DemoSite site, CheckService service, TargetPolicy policy) {
    return new DemoLoop(site, service, policy);
  }
}
