package io.gopool.schedule;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test of the interleavings that comments argue about, which its static method {@code races}
 * returns. In the code as it is all ends well. In its twin, where the call that guards against the
 * race is left out, the harm is seen that the comment warns of.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ForcedRaces {

  @ParameterizedTest
  @MethodSource("races")
  protected void endsWell(ForcedRace race) throws Exception {
    race.assertEndsWell();
  }

  @ParameterizedTest
  @MethodSource("races")
  protected void showsTheHarmOfTheTwin(ForcedRace race) throws Exception {
    race.assertTwinDoesHarm();
  }
}
