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
  void namesWhatAPackageDoesNotHold() throws IOException {
    assertThat(PackageFiles.strangers(folder)).isEmpty();
    Files.writeString(folder.resolve("bulk/records-00002.csv"), "Id\n");

    assertThat(PackageFiles.strangers(folder))
        .containsExactly("it holds bulk/records-00002.csv, which is not in its manifest.json");
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
    assertThatThrownBy(() -> PackageFiles.strangers(folder))
        .isInstanceOfSatisfying(
            PlumblineException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
