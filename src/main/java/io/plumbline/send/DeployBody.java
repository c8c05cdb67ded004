package io.plumbline.send;

import io.plumbline.error.Errors;
import io.plumbline.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The body of a metadata deployment: options as JSON, and a zip with {@code package.xml} at its
 * root (https://developer.salesforce.com/docs/platform/api-metadata/guide/meta-rest-deploy.html).
 * The same files give the same bytes.
 */
final class DeployBody {

  private static final String META = "-meta.xml";
  private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private DeployBody() {}

  /** A body and its type. */
  record Multipart(String type, byte[] bytes) {}

  /** From the files of the folder {@code metadata}, by their path in it. */
  static Multipart of(SortedMap<String, byte[]> files) {
    byte[] zip = zip(files);
    String boundary = "plumbline-" + Sha256.of(zip);
    var options = Json.object();
    options
        .putObject("deployOptions")
        .put("allowMissingFiles", false)
        .put("checkOnly", false)
        .put("ignoreWarnings", false)
        .put("performRetrieve", false)
        .put("rollbackOnError", true)
        .put("singlePackage", true);

    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head(boundary, "name=\"json\"", "application/json"));
    body.writeBytes(Json.bytes(options));
    body.writeBytes(ascii("\r\n"));
    body.writeBytes(head(boundary, "name=\"file\"; filename=\"deploy.zip\"", "application/zip"));
    body.writeBytes(zip);
    body.writeBytes(ascii("\r\n--" + boundary + "--\r\n"));
    return new Multipart("multipart/form-data; boundary=" + boundary, body.toByteArray());
  }

  private static byte[] head(String boundary, String disposition, String type) {
    return ascii(
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; "
            + disposition
            + "\r\nContent-Type: "
            + type
            + "\r\n\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] zip(SortedMap<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(deployedName(file.getKey()));
        entry.setTimeLocal(ZIP_EPOCH);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException failure) {
      throw Errors.internal("packing the metadata", failure);
    }
    return bytes.toByteArray();
  }

  /** Files carry {@code -meta.xml} in source format; a deployment wants metadata format. */
  private static String deployedName(String name) {
    return name.endsWith(META) ? name.substring(0, name.length() - META.length()) : name;
  }
}
