package io.plumbline.publish;

import java.util.List;

/** Dynamics 365: it has no percentages of stages, so only open opportunities get a value. */
final class DynamicsFormat implements PackageFormat {

  @Override
  public Deals write(Content content, PackageDraft draft) {
    return new DealRequests(draft, "/api/data/v9.2/opportunities(", ")", "closeprobability");
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Send the requests of backfill.jsonl to the Web API of the environment, with the header"
            + " If-Match: *, so that a deal deleted since is not made anew. Each sets the"
            + " probability of one open opportunity; closed ones are read-only and never in it.");
  }

  @Override
  public List<String> rollback() {
    return List.of("Send the requests of rollback-backfill.jsonl in the same way.");
  }

  @Override
  public List<String> notes() {
    return List.of(
        "Dynamics 365 has no percentages of stages: each deal gets its own confidence, where it"
            + " still holds the percentage in use of its stage or what an earlier package gave it.");
  }
}
