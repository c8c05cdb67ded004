package io.plumbline;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.debug.package$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a plan consists of.
 *
 * @param nodes class of operator, without its ending Exec, to how many there are
 * @param expressions class of expression to how many there are
 */
public record PlanShape(Map<String, Integer> nodes, Map<String, Integer> expressions) {

  /** That of rows as they would be executed. */
  public static PlanShape of(Dataset<Row> rows) {
    PlanShape shape = new PlanShape(new TreeMap<>(), new TreeMap<>());
    shape.add(rows.queryExecution().executedPlan());
    return shape;
  }

  /**
   * The longest method of the code that Spark generates for the rows, in bytes: one of more than
   * 8000 is interpreted for each row, as Java compiles none so long.
   */
  public static int longestMethod(Dataset<Row> rows) {
    return CollectionConverters.asJava(
            package$.MODULE$.codegenStringSeq(rows.queryExecution().executedPlan()))
        .stream()
        .mapToInt(stage -> stage._3().maxMethodCodeSize())
        .max()
        .orElse(0);
  }

  private void add(SparkPlan plan) {
    // These say how operators are run.
    if (!(plan instanceof WholeStageCodegenExec || plan instanceof InputAdapter)) {
      nodes.merge(plan.getClass().getSimpleName().replaceAll("Exec$", ""), 1, Integer::sum);
    }
    CollectionConverters.asJava(plan.expressions()).forEach(this::add);
    CollectionConverters.asJava(plan.children()).forEach(this::add);
  }

  private void add(Expression expression) {
    expressions.merge(expression.getClass().getSimpleName(), 1, Integer::sum);
    CollectionConverters.asJava(expression.children()).forEach(this::add);
  }
}
