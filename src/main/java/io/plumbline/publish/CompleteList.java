package io.plumbline.publish;

import io.plumbline.error.Errors;
import java.util.ArrayList;
import java.util.List;

/** Checks stage lists that a CRM takes as a whole: what is not in them would be lost. */
final class CompleteList {

  private CompleteList() {}

  /**
   * Refuses a list without a closed-won or a closed-lost stage, and one in which the percentage in
   * use of an open stage is not known: it could not be kept, or not be restored.
   *
   * @param further problems of this CRM
   * @throws io.plumbline.error.PlumblineException {@code publish.stages_incomplete}
   */
  static void require(Target target, List<StageValue> values, List<String> further) {
    List<String> problems = new ArrayList<>();
    if (values.stream().noneMatch(value -> value.kind() == StageKind.WON)) {
      problems.add("no closed-won stage");
    }
    if (values.stream().noneMatch(value -> value.kind() == StageKind.LOST)) {
      problems.add("no closed-lost stage");
    }
    for (StageValue value : values) {
      if (value.isOpen() && value.incumbent().isEmpty()) {
        problems.add("no percentage in use for stage '" + value.stageId() + "'");
      }
    }
    problems.addAll(further);
    if (!problems.isEmpty()) {
      throw Errors.stagesIncomplete(target.product(), problems);
    }
  }
}
