package io.plumbline.publish;

import java.util.List;

/** Odoo: it has no percentages of stages, so only open opportunities get a value, as an import. */
final class OdooFormat implements PackageFormat {

  @Override
  public Deals write(Content content, PackageDraft draft) {
    return new DealRows(draft);
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Import backfill.csv in CRM, Pipeline, Import records. The column id holds the ids of the"
            + " export: where these are numbers of the database and not external ids, map it to"
            + " Database ID.");
  }

  @Override
  public List<String> rollback() {
    return List.of("Import rollback-backfill.csv in the same way.");
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Writing the probability of an Odoo lead freezes it: the automatic probability no longer"
            + " moves it until a person resets it on the lead.",
        "Odoo has no percentages of stages: each deal gets its own confidence, where it"
            + " still holds the percentage in use of its stage or what an earlier package gave it.");
  }
}
