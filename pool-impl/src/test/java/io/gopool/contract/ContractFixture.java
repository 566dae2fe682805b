package io.gopool.contract;

import io.gopool.WorkerPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/** A {@link PoolFixture} whose pools are single ones, or several behind one. */
abstract class ContractFixture extends PoolFixture {

  /** Whether tests run on one pool or on several. */
  enum Shape {
    SINGLE,
    MULTI
  }

  @Parameter(1)
  Shape shape;

  static Stream<Arguments> pools() {
    return Stream.of(PoolKind.values())
        .flatMap(kind -> Stream.of(Shape.values()).map(s -> Arguments.of(kind, s)));
  }

  @Override
  WorkerPool.Builder builder() {
    return shape == Shape.SINGLE ? kind.builder() : MultiBuilder.of(kind);
  }
}
