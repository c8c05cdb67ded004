package io.plumbline.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.junit.jupiter.api.Test;

class ExecutorJarsTest {

  @Test
  void sendsWhatASparkDistributionLacks() {
    String classPath =
        String.join(
            File.pathSeparator,
            "/opt/a b/plumbline-0.1.0.jar",
            "/opt/lib/spark-core_2.13-4.2.0.jar",
            "/opt/lib/delta-spark_4.2_2.13-4.4.0.jar",
            "/opt/lib/commons-lang3-3.20.0.jar",
            "/opt/lib/commons-numbers-gamma-1.2.jar",
            "/opt/lib/jackson-databind-2.21.2.jar",
            "/opt/lib/postgresql-42.7.7.jar",
            "/opt/more/hadoop-aws-3.5.0.jar");
    String added = String.join(File.pathSeparator, "/opt/more/hadoop-aws-3.5.0.jar", "/etc/hadoop");

    assertThat(ExecutorJars.of(classPath, added))
        .isEqualTo(
            String.join(
                ",",
                "file:/opt/a%20b/plumbline-0.1.0.jar",
                "file:/opt/lib/delta-spark_4.2_2.13-4.4.0.jar",
                "file:/opt/lib/commons-numbers-gamma-1.2.jar",
                "file:/opt/lib/postgresql-42.7.7.jar",
                "file:/opt/more/hadoop-aws-3.5.0.jar"));
  }

  @Test
  void findsNothingInAClassPathOfFolders() {
    assertThat(ExecutorJars.of("/opt/plumbline/target/classes", "")).isEmpty();
  }
}
