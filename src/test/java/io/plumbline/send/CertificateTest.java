package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {

  @TempDir private Path folder;

  @Test
  void refusesACertificateThatNobodyItTrustsHasSigned() {
    try (Scene scene = Scene.hubSpot(folder)) {
      PlumblineException refused =
          catchThrowableOfType(PlumblineException.class, () -> Sender.send(scene.plan(Scene.PACE)));

      assertThat(refused.code()).isEqualTo("send.certificate");
      assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
      assertThat(refused)
          .hasMessageContaining("https://localhost:")
          .hasMessageContaining("unable to find valid certification path")
          .hasMessageContaining("cannot be switched off");
      assertThat(scene.crm.received()).isEmpty();
      assertThat(scene.pauses).as("not tried again").isEmpty();
    }
  }

  @Test
  void refusesATrustedCertificateOfAnotherHost() {
    TestCertificate other = TestCertificate.of("dns:crm.example");
    FakeCrm crm = FakeCrm.with(new FakeHubSpot(), other);
    try (Scene scene =
        new Scene(
            TestPackage.hubSpotBefore(crm),
            TestPackage.hubSpot(folder.resolve("package")),
            folder.resolve("journal"))) {
      PlumblineException refused = catchThrowableOfType(PlumblineException.class, scene::send);

      assertThat(refused.code()).isEqualTo("send.certificate");
      assertThat(refused)
          .hasMessageContaining("No subject alternative DNS name matching localhost");
      assertThat(crm.received()).isEmpty();
    }
  }

  @Test
  void sendsToThisMachineWithoutACertificate() {
    FakeCrm crm = FakeCrm.pipedriveOnPlainHttp();
    try (Scene scene =
        new Scene(
            TestPackage.pipedriveBefore(crm),
            TestPackage.pipedrive(folder.resolve("package")),
            folder.resolve("journal"))) {
      assertThat(Sender.send(scene.plan(Scene.PACE)).isComplete()).isTrue();
      assertThat(crm.table()).isEqualTo(TestPackage.pipedriveAfter());
    }
  }
}
