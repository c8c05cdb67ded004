package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.send.FakeCrm.Fault;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, with real waiting. */
class KillNineTest {

  private static final int KILLED = 128 + 9;

  @TempDir private Path folder;

  @Test
  void aSecondProcessFinishesWhatAKilledOneBegan() throws Exception {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(2, Fault.HANG_AFTER);
      Process first = start(scene, List.of());
      scene.crm.awaitFinished(2);
      Process rival = start(scene, List.of());
      assertThat(output(rival)).contains("code=send.busy");
      assertThat(rival.exitValue()).isEqualTo(50);

      first.destroyForcibly();

      assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isEqualTo(KILLED);
      Process second = start(scene, List.of());
      assertThat(output(second)).contains("2 sent, 2 skipped");
      assertThat(second.exitValue()).isZero();
      assertThat(scene.crm.table()).isEqualTo(TestPackage.hubSpotAfter());
      assertThat(scene.crm.writes()).as("none was sent twice").hasSize(4);
    }
  }

  @Test
  void noSwitchOfTheJvmTurnsTheCheckOfTheHostNameOff() throws Exception {
    FakeCrm crm = FakeCrm.with(new FakeHubSpot(), TestCertificate.of("dns:crm.example"));
    try (Scene scene =
        new Scene(crm, TestPackage.hubSpot(folder.resolve("p")), folder.resolve("j"))) {
      Process child =
          start(scene, List.of("-Djdk.internal.httpclient.disableHostnameVerification=true"));

      assertThat(output(child)).contains("code=send.certificate");
      assertThat(crm.received()).isEmpty();
    }
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(text).isTrue();
    return text;
  }

  private static Process start(Scene scene, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Djavax.net.ssl.trustStore=" + scene.crm.certificate().trustStore());
    command.add("-Djavax.net.ssl.trustStorePassword=" + TestCertificate.PASSWORD);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), ChildSender.class.getName()));
    command.addAll(
        List.of(scene.source.toString(), scene.journal.toString(), scene.crm.base().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CRM_TOKEN", FakeCrm.TOKEN);
    return builder.start();
  }

  /** The classes and the few libraries that sending needs. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry ->
                Files.isDirectory(Path.of(entry))
                    || entry.matches(".*(jackson|commons-csv|commons-io).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
