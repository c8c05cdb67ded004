package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageFilesTest {

  @TempDir Path temp;

  private Path folder;

  @BeforeEach
  void writePackage() {
    folder = temp.resolve("p");
    Written.of(Target.SALESFORCE, folder);
  }

  @Test
  void givesTheFilesOfAWholePackage() throws IOException {
    assertThat(PackageFiles.verify(folder))
        .anySatisfy(
            file -> {
              assertThat(file.name()).isEqualTo("bulk/backfill-00001.csv");
              assertThat(file.bytes()).isEqualTo(Files.size(folder.resolve(file.name())));
            });
  }

  @Test
  void namesEveryFileThatIsNotAsItWasWritten() throws IOException {
    Files.writeString(folder.resolve("bulk/records-00001.csv"), "Id\n");
    byte[] sameLength = Files.readAllBytes(folder.resolve("bulk/backfill-00001.csv"));
    sameLength[sameLength.length - 2]++;
    Files.write(folder.resolve("bulk/backfill-00001.csv"), sameLength);
    Files.delete(folder.resolve("metadata/package.xml"));
    Files.writeString(folder.resolve("bulk/records-00002.csv"), "Id\n");

    assertFails(
        "publish.package_damaged",
        "bulk/backfill-00001.csv has changed, bulk/records-00001.csv has changed,"
            + " metadata/package.xml is missing, bulk/records-00002.csv is not in the manifest");
  }

  @Test
  void refusesAFolderWithoutAManifest() throws IOException {
    Files.delete(folder.resolve("manifest.json"));

    assertFails("output.not_a_package", "it holds no manifest.json");
  }

  @Test
  void refusesAManifestThatNamesFilesOutside() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"README.txt\"", "\"../README.txt\""));

    assertFails("output.not_a_package", "names a file outside of it");
  }

  @Test
  void refusesAManifestThatIsCutShort() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).substring(0, 200));

    assertFails("input.unreadable", "manifest.json cannot be read");
  }

  private void assertFails(String code, String message) {
    assertThatThrownBy(() -> PackageFiles.verify(folder))
        .isInstanceOfSatisfying(
            PlumblineException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
