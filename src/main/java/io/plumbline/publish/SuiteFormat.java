package io.plumbline.publish;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/** SuiteCRM: the drop-down list of percentages by sales stage, as a language extension. */
final class SuiteFormat implements PackageFormat {

  private final String file;

  /** The language, for example {@code en_us}, names the file. */
  SuiteFormat(String language) {
    file = "custom/Extension/application/Ext/Language/" + language + ".plumbline.php";
  }

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    List<StageValue> stages = content.stages().values();
    Rounding rounding = content.rounding();
    CompleteList.require(Target.SUITECRM, stages, List.of());
    draft.text(file, php(stages, stage -> stage.then(rounding).orElseThrow()));
    draft.text("rollback/" + file, php(stages, stage -> stage.now(rounding).orElseThrow()));
    return new DealRows(draft);
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Copy "
            + file
            + " into the folder of SuiteCRM, and once more for each other language in"
            + " use, under that language's name: the list is separate for each.",
        "Admin, Repair, Quick Repair and Rebuild.",
        "Import backfill.csv into Opportunities (update existing records) only if open deals that"
            + " still hold the old percentage of their stage are to get the new one.");
  }

  @Override
  public List<String> rollback() {
    return List.of(
        "Copy the file of rollback/ in the same way, or delete the copied one, and rebuild; import"
            + " rollback-backfill.csv if the backfill was imported.");
  }

  private static String php(List<StageValue> stages, Function<StageValue, BigDecimal> percent) {
    StringBuilder php = new StringBuilder("<?php\n");
    php.append("$app_list_strings['sales_probability_dom'] = array(\n");
    for (StageValue stage : stages) {
      php.append("    '")
          .append(escaped(stage.stageId()))
          .append("' => '")
          .append(percent.apply(stage).toPlainString())
          .append("',\n");
    }
    return php.append(");\n").toString();
  }

  /** In single quotes, PHP knows two escapes only. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
