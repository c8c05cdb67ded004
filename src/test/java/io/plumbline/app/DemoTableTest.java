package io.plumbline.app;

import static java.math.BigDecimal.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.app.DemoTable.Line;
import io.plumbline.app.DemoTable.Worth;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTableTest {

  private static final double NONE = Double.NaN;

  @Test
  void alignsTheStagesAndSaysWhatTheOpenDealsAreWorth() {
    DemoTable table =
        new DemoTable(
            "New business",
            List.of(
                new Line("Qualified", 123, 0.112, 0.1, 0.2311, 0.1239, 0.109, 0.14),
                new Line("Contract sent", 7, 0.8, 0.9, 0.95, 0.81, 0.7, 1)),
            worth("1000000", "400000", "300000", "210000", "200000"));

    assertThat(String.join("\n", table.lines("EUR")))
        .isEqualTo(
            """
            New business

            stage           deals     true      CRM     usual  calibrated  [low .. high]
            ----------------------------------------------------------------------------
            Qualified         123    11.2%    10.0%     23.1%       12.4%  [10.9 .. 14.0]
            Contract sent       7    80.0%    90.0%     95.0%       81.0%  [70.0 .. 100.0]

            Open deals: 130 (EUR 1.00 million), worth 400,000 by the CRM's percentages (+100%), 300,000
            by the usual win rate (+50%) and 210,000 by the calibrated confidences (+5%). In truth they
            are worth 200,000.""");
  }

  @Test
  void fitsATerminalWithLongNamesAndLargeNumbers() {
    DemoTable table =
        new DemoTable(
            "Sales",
            List.of(
                new Line("Waiting for the signature of the customer", 123_456, 1, 1, 1, 1, 1, 1)),
            worth("98765432109", "9876543210", "9876543210", "9876543210", "1"));

    assertThat(table.lines("EUR"))
        .allMatch(line -> line.length() <= 100)
        .anyMatch(line -> line.startsWith("Waiting for the signa…  123456   100.0%"));
    assertThat(DemoTable.footnote(987_654, 12_345)).allMatch(line -> line.length() <= 92);
  }

  @Test
  void showsNoNumberWhereThereIsNone() {
    DemoTable table =
        new DemoTable(
            "Sales",
            List.of(new Line("Demo", 0, NONE, NONE, NONE, NONE, NONE, NONE)),
            new Worth(0, ZERO, ZERO, ZERO, ZERO, ZERO));

    assertThat(table.lines("EUR"))
        .contains("No deal is open.")
        .contains("Demo        0        -        -         -           -")
        .noneMatch(line -> line.contains("NaN") || line.contains("+"));
  }

  @Test
  void saysHowManyDealsNeverClose() {
    assertThat(String.join(" ", DemoTable.footnote(1648, 61)))
        .contains("61 of the 1,648 open deals never close; they count as lost");
  }

  private static Worth worth(
      String amount, String incumbent, String reached, String confidence, String truth) {
    return new Worth(
        130,
        new BigDecimal(amount),
        new BigDecimal(incumbent),
        new BigDecimal(reached),
        new BigDecimal(confidence),
        new BigDecimal(truth));
  }
}
