package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/** EspoCRM: the map of stage names to percentages in the metadata of Opportunity. */
final class EspoFormat implements PackageFormat {

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    List<StageValue> stages = content.stages().values();
    Rounding rounding = content.rounding();
    CompleteList.require(Target.ESPOCRM, stages, List.of());
    draft.text("probabilityMap.json", map(stages, stage -> stage.then(rounding).orElseThrow()));
    draft.text(
        "rollback/probabilityMap.json", map(stages, stage -> stage.now(rounding).orElseThrow()));
    return new DealRows(draft);
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Put the key probabilityMap of probabilityMap.json into"
            + " custom/Espo/Custom/Resources/metadata/entityDefs/Opportunity.json; where that file"
            + " exists, keep its other keys.",
        "Clear the cache: php clear_cache.php.",
        "Import backfill.csv (update by id) only if open deals that still hold the old percentage"
            + " of their stage are to get the new one.");
  }

  @Override
  public List<String> rollback() {
    return List.of(
        "Do the same with rollback/probabilityMap.json, and rollback-backfill.csv if the backfill"
            + " was imported.");
  }

  @Override
  public List<String> notes() {
    return List.of("EspoCRM overwrites the percentage of a deal when its stage changes.");
  }

  private static String map(List<StageValue> stages, Function<StageValue, BigDecimal> percent) {
    ObjectNode root = JsonText.object();
    ObjectNode map = root.putObject("probabilityMap");
    stages.forEach(stage -> map.put(stage.stageId(), percent.apply(stage).intValueExact()));
    return JsonText.pages(root);
  }
}
