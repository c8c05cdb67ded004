package io.plumbline.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import io.plumbline.frame.SparkSessions.Workload;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSessionsTest {

  private static final Workload LARGE = new Workload(100L << 30);

  /** A session is opened to copy the input, and again when it is known how large that is. */
  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "spark://127.0.0.1:7077"})
  void aSessionForMuchTakesBackWhatOneForLittleHasSet(String master) {
    Configuration configuration =
        Configuration.load(Optional.empty(), Map.of("spark.master", master));
    Map<String, String> little = SparkSessions.defaults(configuration, Workload.SMALL);
    Map<String, String> much = SparkSessions.defaults(configuration, LARGE);

    assertThat(much.keySet()).containsAll(little.keySet());
    assertThat(Integer.parseInt(much.get("spark.sql.shuffle.partitions"))).isGreaterThan(199);
    assertThat(Integer.parseInt(little.get("spark.sql.shuffle.partitions"))).isLessThan(17);
  }
}
