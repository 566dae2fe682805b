package io.gopool.spring;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Reads the properties before there are beans: the names of the pools' beans stand in them. Also
 * reads them anew when they change, because records are not rebound.
 */
final class PropertiesBinding {

  private PropertiesBinding() {}

  static GopoolProperties bind(Environment environment) {
    BindHandler handler =
        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
    return Binder.get(environment)
        .bindOrCreate(GopoolProperties.PREFIX, Bindable.of(GopoolProperties.class), handler);
  }
}
