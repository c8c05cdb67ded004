package io.plumbline.frame;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/**
 * What can be wrong with a row. Of many, the first that holds counts. Rule and reason are apart, so
 * that who asks for the rule alone makes no reason: a method of Java that is too long is never
 * compiled.
 *
 * @param holds whether it is wrong
 * @param rule the rule that the row breaks then
 * @param reason what is wrong, with the value
 */
public record Fault(Column holds, String rule, Column reason) {

  /** The rule of the first of the faults that holds; null where none does. */
  public static Column rule(List<Fault> faults) {
    return first(faults, fault -> lit(fault.rule()));
  }

  /** The reason of the first of the faults that holds; null where none does. */
  public static Column reason(List<Fault> faults) {
    return first(faults, Fault::reason);
  }

  private static Column first(List<Fault> faults, Function<Fault, Column> said) {
    return coalesce(
        faults.stream()
            .map(fault -> when(fault.holds(), said.apply(fault)))
            .toArray(Column[]::new));
  }
}
