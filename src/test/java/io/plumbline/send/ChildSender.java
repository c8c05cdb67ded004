package io.plumbline.send;

import io.plumbline.error.PlumblineException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;

/** Sends a package as a process of its own: package, journal, base. */
final class ChildSender {

  private ChildSender() {}

  public static void main(String[] arguments) {
    try {
      SendResult result =
          Sender.send(
              new SendPlan(
                  Path.of(arguments[0]),
                  Path.of(arguments[1]),
                  "1",
                  URI.create(arguments[2]),
                  Token.fromEnvironment("CRM_TOKEN", System.getenv()),
                  EnumSet.allOf(Part.class),
                  Pace.DEFAULT));
      System.out.println(result.sent() + " sent, " + result.skipped() + " skipped");
      System.exit(result.isComplete() ? 0 : 1);
    } catch (PlumblineException failure) {
      System.out.println(failure.reasonLine());
      System.exit(failure.exitCode().value());
    }
  }
}
