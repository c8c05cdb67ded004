package io.plumbline.publish;

import static java.util.stream.Collectors.joining;

import io.plumbline.error.Errors;
import java.util.Arrays;

/** Where a package goes, and which percentages that CRM has. */
public enum Target {
  SALESFORCE("salesforce", "Salesforce", Scope.SHARED, Ties.ALLOWED, OnDeals.COPY),
  HUBSPOT("hubspot", "HubSpot", Scope.PIPELINE, Ties.ALLOWED, OnDeals.FOLLOW),
  PIPEDRIVE("pipedrive", "Pipedrive", Scope.PIPELINE, Ties.ALLOWED, OnDeals.COPY),
  DYNAMICS365("dynamics365", "Dynamics 365", Scope.RECORD, Ties.ALLOWED, OnDeals.COPY),
  ZOHO("zoho", "Zoho CRM", Scope.SHARED, Ties.ALLOWED, OnDeals.COPY),
  ODOO("odoo", "Odoo", Scope.RECORD, Ties.ALLOWED, OnDeals.COPY),
  ESPOCRM("espocrm", "EspoCRM", Scope.SHARED, Ties.ALLOWED, OnDeals.COPY),
  SUITECRM("suitecrm", "SuiteCRM", Scope.SHARED, Ties.ALLOWED, OnDeals.COPY),
  NUTSHELL("nutshell", "Nutshell", Scope.PIPELINE, Ties.ALLOWED, OnDeals.COPY),
  PIPELINECRM("pipelinecrm", "Pipeline CRM", Scope.PIPELINE, Ties.FORBIDDEN, OnDeals.FOLLOW),
  CANONICAL("canonical", "any other system", Scope.EXACT, Ties.ALLOWED, OnDeals.FOLLOW);

  /** What one percentage of the CRM belongs to. */
  enum Scope {
    /** A stage of a pipeline. */
    PIPELINE,
    /** A stage name, shared by all pipelines. */
    SHARED,
    /** A deal: the CRM has no percentages of stages. */
    RECORD,
    /** Nothing: the approved probabilities go out as they are. */
    EXACT
  }

  /** Whether two open stages of a pipeline may have the same percentage. */
  enum Ties {
    ALLOWED,
    FORBIDDEN
  }

  /** Whether deals have percentages of their own, which a new one of their stage does not reach. */
  enum OnDeals {
    COPY,
    FOLLOW
  }

  private final String label;
  private final String product;
  private final Scope scope;
  private final Ties ties;
  private final OnDeals onDeals;

  Target(String label, String product, Scope scope, Ties ties, OnDeals onDeals) {
    this.label = label;
    this.product = product;
    this.scope = scope;
    this.ties = ties;
    this.onDeals = onDeals;
  }

  /** The spelling on the command line and in manifests, for example {@code dynamics365}. */
  public String label() {
    return label;
  }

  /** The name that people use, for example {@code Dynamics 365}. */
  public String product() {
    return product;
  }

  Scope scope() {
    return scope;
  }

  /** Whether a deal is given its own confidence, as the CRM has no percentages of stages. */
  public boolean isOfDeals() {
    return scope == Scope.RECORD;
  }

  Ties ties() {
    return ties;
  }

  OnDeals onDeals() {
    return onDeals;
  }

  /**
   * The target of a label.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid}, with all labels
   */
  public static Target parse(String text) {
    return Arrays.stream(values())
        .filter(target -> target.label.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.badArgument(
                    "--target",
                    text,
                    "one of " + Arrays.stream(values()).map(Target::label).collect(joining(", "))));
  }
}
