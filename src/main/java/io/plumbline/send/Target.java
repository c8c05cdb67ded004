package io.plumbline.send;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The CRMs that a package can be sent to. */
public enum Target {
  /** Private-app or OAuth access token. */
  HUBSPOT("Authorization", "Bearer ", ""),
  /** Personal API token (https://pipedrive.readme.io/docs/core-api-concepts-authentication). */
  PIPEDRIVE("x-api-token", "", "/data"),
  /** OAuth access token of a user with the API and metadata permissions. */
  SALESFORCE("Authorization", "Bearer ", "");

  private final String header;
  private final String prefix;
  private final JsonPointer root;

  Target(String header, String prefix, String root) {
    this.header = header;
    this.prefix = prefix;
    this.root = JsonPointer.compile(root);
  }

  /** The name in the manifest of a package: {@code hubspot}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Target> ofLabel(String label) {
    return Arrays.stream(values()).filter(target -> target.label().equals(label)).findFirst();
  }

  /** The request header that carries the token. */
  String tokenHeader() {
    return header;
  }

  /** What stands before the token in that header. */
  String tokenPrefix() {
    return prefix;
  }

  /** The record within an answer. */
  JsonNode recordOf(JsonNode answer) {
    return answer.at(root);
  }
}
