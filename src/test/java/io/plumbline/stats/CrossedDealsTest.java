package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stats.CrossedDeals.Crossings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Log loss of test deals, next to gradient boosting on the same deals. The simulation adds effects
 * up on the log odds as the model does, except for RULES, so it is no proof for other data.
 *
 * <pre>
 * python3 crossed_deals.py weak 1 (test resources; scikit-learn 1.2.1; for seeds 2 to 5 add: boosting)
 *           seed  truth    pairs    triples  boosting
 * WEAK      1     0.45506  0.45816  0.45769  0.45879   logistic with pairs 0.45920, forest 0.46441
 *           2     0.48084  0.48312  0.48345  0.48426
 *           3     0.46646  0.47063  0.46990  0.47085
 *           4     0.46409  0.46569  0.46540  0.46659
 *           5     0.46344  0.46788  0.46731  0.46882
 * MEDIUM    1     0.41935  0.42325  0.42293  0.42598   logistic with pairs 0.42442, forest 0.43580
 *           2     0.44784  0.45111  0.45133  0.45605
 *           3     0.43910  0.44476  0.44406  0.44864
 *           4     0.43386  0.43752  0.43723  0.44035
 *           5     0.44114  0.44694  0.44653  0.45120
 * STRONG    1     0.34347  0.34644  0.34645  0.35231   logistic with pairs 0.34797, forest 0.37362
 *           2     0.36155  0.36590  0.36592  0.37393
 *           3     0.36235  0.36840  0.36805  0.37523
 *           4     0.35093  0.35534  0.35517  0.36143
 *           5     0.35849  0.36431  0.36413  0.37076
 * RULES     1     0.29394  0.30518  0.30312  0.29934   logistic with pairs 0.30624, forest 0.32200
 *           2     0.32322  0.33949  0.33560  0.33288
 *           3     0.39264  0.40719  0.40121  0.40004
 *           4     0.36052  0.37904  0.37170  0.36879
 *           5     0.27090  0.28099  0.27836  0.27818
 * </pre>
 */
class CrossedDealsTest {

  // Boosting as in the table; the checksum is printed by the same command.
  @ParameterizedTest
  @CsvSource({
    "WEAK, 1509837461, 0.45879",
    "MEDIUM, 1508291599, 0.42598",
    "STRONG, 1507511779, 0.35231"
  })
  void beatsGradientBoostingWhereEffectsAddUp(Crossings crossings, long checksum, double boosting) {
    CrossedDeals deals = new CrossedDeals(crossings, 1);

    assertThat(deals.checksum()).as("the deals of crossed_deals.py").isEqualTo(checksum);
    assertThat(logLoss(deals, 2)).isLessThan(boosting);
    assertThat(logLoss(deals, 3)).isLessThan(boosting).isGreaterThan(deals.logLossOfTruth());
  }

  @Test
  void losesToGradientBoostingButNotToLogisticRegressionWhereRulesMadeTheDeals() {
    CrossedDeals deals = new CrossedDeals(Crossings.RULES, 1);

    assertThat(deals.checksum()).as("the deals of crossed_deals.py").isEqualTo(1503723311);
    assertThat(logLoss(deals, 3)).isBetween(0.29934, 0.30624);
  }

  private static double logLoss(CrossedDeals deals, int crossed) {
    CrossedDeals.Table table = deals.training();
    double[] won = table.evidence.won();
    double[] weight = table.evidence.weight();
    double wins = Arrays.stream(won).sum();
    AdditiveLogOdds model = new AdditiveLogOdds(table.blocks(crossed), table.cells.length);
    model.startFrom(wins, Arrays.stream(weight).sum() - wins);
    model.fit(table.evidence, 16);
    model.fitVariances(table.evidence, 8);
    model.fit(table.evidence, 8);
    List<BetaBinomialPooling.Cell> cells = new ArrayList<>();
    for (int c = 0; c < weight.length; c++) {
      cells.add(new BetaBinomialPooling.Cell(won[c], weight[c], model.probability(c)));
    }
    double strength = BetaBinomialPooling.strength(cells);
    return deals.logLoss(
        cell -> {
          int c = table.at(cell);
          return (won[c] + strength * model.probability(c)) / (weight[c] + strength);
        });
  }
}
