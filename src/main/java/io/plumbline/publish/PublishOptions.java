package io.plumbline.publish;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a company decides about its packages.
 *
 * @param hubspotStep step of HubSpot's probabilities, a part of 1 such as 0.01, 0.05 or 0.1. The
 *     documentation speaks of steps of 0.1; finer ones are accepted in practice
 * @param order what becomes of stages that run backwards
 * @param salesforceApiVersion for example {@code 60.0}; value sets exist from 38.0
 * @param zohoStageField Zoho's id of the field Stage of Deals
 * @param zohoStageValues stage id to Zoho's id of the value in that field; a stage that is not in
 *     it has its own id there
 * @param suitecrmLanguage the language file of SuiteCRM, for example {@code en_us}
 * @param sourceCrm the CRM named in the canonical files, empty for none
 */
public record PublishOptions(
    double hubspotStep,
    Order order,
    String salesforceApiVersion,
    Optional<String> zohoStageField,
    SortedMap<String, String> zohoStageValues,
    String suitecrmLanguage,
    String sourceCrm) {

  private static final Pattern API_VERSION = Pattern.compile("[0-9]{2,3}\\.0");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2}_[A-Za-z]{2}");
  private static final int FIRST_API_VERSION = 38;

  /** Refuses nulls and values that no CRM takes. */
  public PublishOptions {
    requireNonNull(order, "order");
    requireNonNull(zohoStageField, "zohoStageField");
    requireNonNull(sourceCrm, "sourceCrm");
    zohoStageValues = Collections.unmodifiableSortedMap(new TreeMap<>(zohoStageValues));
    if (!(hubspotStep > 0 && hubspotStep <= 0.5)
        || BigDecimal.ONE.remainder(BigDecimal.valueOf(hubspotStep)).signum() != 0) {
      throw new IllegalArgumentException(
          "Cannot use the step "
              + hubspotStep
              + " for HubSpot; it must divide 1 into two or more equal parts, as 0.01 does.");
    }
    if (!API_VERSION.matcher(salesforceApiVersion).matches()
        || Double.parseDouble(salesforceApiVersion) < FIRST_API_VERSION) {
      throw new IllegalArgumentException(
          "Cannot use the Salesforce API version '"
              + salesforceApiVersion
              + "'; give one such as 60.0, from 38.0.");
    }
    if (!LANGUAGE.matcher(suitecrmLanguage).matches()) {
      throw new IllegalArgumentException(
          "Cannot use the SuiteCRM language '" + suitecrmLanguage + "'; give one such as en_us.");
    }
  }
}
