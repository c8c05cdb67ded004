package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.connect.Connector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class InitCommandTest {

  @TempDir Path folder;

  static List<String> connectors() {
    return Connector.names();
  }

  @ParameterizedTest
  @MethodSource("connectors")
  void whatIsWrittenIsAConfigurationOfTheCrmWithEveryDefault(String crm) throws IOException {
    Path file = folder.resolve(crm).resolve("plumbline.yaml");

    assertThat(init("--crm", crm, "--out", file.toString())).isZero();

    Configuration written = Configuration.load(Optional.of(file), Map.of());
    assertThat(written.value(Settings.SOURCE_CRM)).isEqualTo(crm);
    assertThat(written.fingerprint())
        .isEqualTo(Configuration.load(Optional.empty(), Map.of("source.crm", crm)).fingerprint());
    assertThat(Files.readString(file)).contains("(required)", "#source.columns:");
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() throws IOException {
    Path file = folder.resolve("plumbline.yaml");
    Files.writeString(file, "age.bands: 4\n");

    assertThat(init("--crm", "zoho", "--out", file.toString())).isNotZero();

    assertThat(file).hasContent("age.bands: 4\n");
  }

  private static int init(String... arguments) {
    return new CommandLine(new InitCommand(Runs.quiet(new ByteArrayOutputStream())))
        .execute(arguments);
  }
}
