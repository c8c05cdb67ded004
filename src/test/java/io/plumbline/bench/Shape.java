package io.plumbline.bench;

import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** How the deals are spread over pipelines. */
enum Shape {
  /**
   * Five giants hold half of the deals, in the ratio 1 : 1/2 : 1/3 : 1/4 : 1/5; the rest are tiny.
   */
  SKEWED {
    @Override
    long pipelines(long deals) {
      return GIANTS + tiny(deals);
    }

    @Override
    Column pipelineNumber(Column deal, Column uniform, long deals) {
      double harmonic = 0;
      for (int k = 1; k <= GIANTS; k++) {
        harmonic += 1.0 / k;
      }
      double reached = 0;
      Column number = null;
      for (int k = 1; k <= GIANTS; k++) {
        reached += GIANT_SHARE / k / harmonic;
        Column below = uniform.lt(k == GIANTS ? GIANT_SHARE : reached);
        Column giant = lit(k - 1L);
        number = number == null ? when(below, giant) : number.when(below, giant);
      }
      Column within = uniform.minus(GIANT_SHARE).divide(1 - GIANT_SHARE);
      return number.otherwise(floor(within.multiply(tiny(deals))).plus((long) GIANTS));
    }

    private long tiny(long deals) {
      return Math.max(1, Math.round(deals * (1 - GIANT_SHARE) / TINY_DEALS));
    }
  },

  /** Exactly a hundred deals in every pipeline. */
  TINY {
    @Override
    long pipelines(long deals) {
      return (deals + TINY_DEALS - 1) / TINY_DEALS;
    }

    @Override
    Column pipelineNumber(Column deal, Column uniform, long deals) {
      return floor(deal.divide((double) TINY_DEALS));
    }
  };

  static final int GIANTS = 5;
  static final int TINY_DEALS = 100;
  private static final double GIANT_SHARE = 0.5;

  /** How many pipelines so many deals make. */
  abstract long pipelines(long deals);

  /**
   * The pipeline of a deal, from 0.
   *
   * @param deal number of the deal, from 0
   * @param uniform a number in [0, 1) that hangs on the deal alone
   * @param deals how many there are
   */
  abstract Column pipelineNumber(Column deal, Column uniform, long deals);
}
