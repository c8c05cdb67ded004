package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/**
 * A CSV file of a package that one Bulk API 2.0 job takes.
 *
 * @param name its name in the package, which is its id in the journal and in results
 * @param job the job to be made for it
 */
record BulkFile(String name, Path path, String sha256, JsonNode job) {}
