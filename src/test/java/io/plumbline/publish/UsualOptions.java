package io.plumbline.publish;

import java.util.Optional;
import java.util.TreeMap;

/** The options of the default settings, for tests of any room. */
public final class UsualOptions {

  private UsualOptions() {}

  /** Steps of 0.01 for HubSpot, stages as calibrated, Salesforce API 60.0, no Zoho ids. */
  public static PublishOptions options() {
    return new PublishOptions(
        0.01, Order.AS_CALIBRATED, "60.0", Optional.empty(), new TreeMap<>(), "en_us", "");
  }
}
