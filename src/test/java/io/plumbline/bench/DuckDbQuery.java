package io.plumbline.bench;

/**
 * What a person would write in SQL over {@code opportunities} and {@code stage_history}. Moves into
 * the closed stages are told by their ids, won and lost, as generated.
 */
enum DuckDbQuery {
  /** The usual number: won / (won + lost) of the closed deals that ever entered the stage. */
  REACHED_WIN_RATE(
      """
      SELECT pipeline_id, stage_id,
             count(*) FILTER (status = 'won') AS won,
             count(*) AS closed,
             count(*) FILTER (status = 'won') / count(*) AS reached_win_rate
      FROM (SELECT DISTINCT opportunity_id, stage_id FROM stage_history
            WHERE stage_id NOT IN ('won', 'lost'))
      JOIN (SELECT opportunity_id, pipeline_id, status FROM opportunities) USING (opportunity_id)
      WHERE status IN ('won', 'lost')
      GROUP BY ALL
      """),

  /**
   * The counts that a landmark Aalen-Johansen estimator starts from: at every landmark, {@value
   * #SPACING_DAYS} days apart and {@value #LANDMARKS} of them back from the cutoff, the deals that
   * stand open in a stage, by the time that they have stood there, and the weeks until they were
   * won or lost, or until the cutoff. A visit holds a landmark L if entered_at <= L < left_at.
   */
  LANDMARK_COUNTS(
      """
      WITH visit AS (
        SELECT pipeline_id, stage_id, status,
               epoch_us(entered_at) AS entered,
               coalesce(epoch_us(closed_at), {cutoff}) AS ended,
               coalesce(
                 lead(epoch_us(entered_at)) OVER (PARTITION BY opportunity_id ORDER BY entered_at, sequence),
                 ended) AS departed
        FROM stage_history
        JOIN (SELECT opportunity_id, pipeline_id, status, closed_at FROM opportunities) USING (opportunity_id)
      ), landmark AS (
        SELECT pipeline_id, stage_id, status, entered, ended,
               {cutoff} - {spacing} * unnest(range(
                 ({cutoff} - departed) // {spacing} + 1,
                 least({landmarks}, ({cutoff} - entered) // {spacing}) + 1)) AS landmark
        FROM visit
        WHERE stage_id NOT IN ('won', 'lost') AND entered < {cutoff}
      )
      SELECT pipeline_id, stage_id,
             {age_band} AS age_band,
             (ended - landmark) // (7 * {day}) AS week,
             status AS event,
             count(*) AS n
      FROM landmark
      GROUP BY ALL
      """);

  /** Days between two landmarks. */
  static final int SPACING_DAYS = 7;

  /** As many as Plumbline's {@code landmark.max_count}. */
  static final int LANDMARKS = 60;

  /** Lower edges of the age bands but the first, in days. */
  static final int[] AGE_EDGES = {1, 3, 7, 14, 30, 60, 90, 180};

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final String sql;

  DuckDbQuery(String sql) {
    this.sql = sql;
  }

  /**
   * The statement.
   *
   * @param cutoff the end of the as-of date in microseconds since 1970
   */
  String sql(long cutoff) {
    return sql.replace("{cutoff}", Long.toString(cutoff))
        .replace("{spacing}", Long.toString(SPACING_DAYS * MICROS_PER_DAY))
        .replace("{landmarks}", Integer.toString(LANDMARKS))
        .replace("{age_band}", ageBand())
        .replace("{day}", Long.toString(MICROS_PER_DAY));
  }

  private static String ageBand() {
    StringBuilder band = new StringBuilder("CASE");
    for (int i = 0; i < AGE_EDGES.length; i++) {
      band.append(" WHEN landmark - entered < ").append(AGE_EDGES[i]).append(" * {day} THEN ");
      band.append(i);
    }
    return band.append(" ELSE ").append(AGE_EDGES.length).append(" END").toString();
  }
}
