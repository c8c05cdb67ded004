package io.plumbline.send;

import io.plumbline.error.Errors;
import java.util.Map;

/** The CRM's access token. Only the request header ever gets its value. */
public final class Token {

  private final String variable;
  private final String value;

  private Token(String variable, String value) {
    this.variable = variable;
    this.value = value;
  }

  /**
   * Reads the token.
   *
   * @param variable the name of the environment variable
   * @param environment as {@link System#getenv()}
   * @throws io.plumbline.error.PlumblineException {@code send.token} if the variable is not set, is
   *     empty or holds what no request header can carry
   */
  public static Token fromEnvironment(String variable, Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      throw Errors.sendTokenUnusable(variable, "is not set or is empty");
    }
    if (!value.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw Errors.sendTokenUnusable(variable, "holds a space or a letter that no token has");
    }
    return new Token(variable, value);
  }

  /** The name of the environment variable that it came from. */
  public String variable() {
    return variable;
  }

  String headerValue(Target target) {
    return target.tokenPrefix() + value;
  }

  /** The text without the token, for what a CRM echoes. */
  String redact(String text) {
    return text.replace(value, "[token]");
  }

  @Override
  public String toString() {
    return "token of the environment variable " + variable;
  }
}
