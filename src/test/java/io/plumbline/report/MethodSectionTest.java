package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.report.ReportData.OpenPipeline;
import io.plumbline.report.ReportData.Pipeline;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodSectionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-0.1; -0.2; -0.01; Use the calibrated confidences: they predicted the past dates better than"
            + " the CRM\u2019s percentages, by more than chance.",
        "-0.1; -0.2; 0.01; Look twice before using the calibrated confidences: they predicted the"
            + " past dates better than the CRM\u2019s percentages, but that may be chance.",
        "0.1; -0.2; 0.3; Keep the CRM\u2019s percentages: on the past dates they predicted no worse.",
        "0.1; 0.01; 0.3; Keep the CRM\u2019s percentages: on the past dates they predicted better, by"
            + " more than chance.",
        "NaN; NaN; NaN; There are no percentages in the CRM to beat, so judge the confidences by the"
            + " table."
      })
  void saysWhatToDoByTheDifferenceAndItsInterval(
      double difference, double low, double high, String finding) {
    assertThat(finding(new Bounded(difference, low, high)))
        .isEqualTo(
            finding
                + " The confidences are \u201cCalibrated by stage\u201d: the simplest within one"
                + " standard error.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-0.2; -0.01; Use the calibrated confidences: they predicted the past dates better than the"
            + " CRM\u2019s percentages, by more than chance.",
        "-0.2; 0.01; Look twice before using the calibrated confidences: they predicted the past"
            + " dates better than the CRM\u2019s percentages, but as one number per stage that may be"
            + " chance.",
        "-0.01; 0.2; Keep the CRM\u2019s percentages: on the past dates they predicted no worse than"
            + " one calibrated number per stage.",
        "0.01; 0.2; Keep the CRM\u2019s percentages: on the past dates they predicted better than one"
            + " calibrated number per stage, by more than chance."
      })
  void saysNoMoreThanHoldsOfTheNumbersThatTheCrmIsGiven(double low, double high, String finding) {
    Bounded byStage = new Bounded((low + high) / 2, low, high);

    assertThat(
            MethodSection.of(
                    pipeline(
                        line("stage_landmark", new Bounded(-0.3, -0.4, -0.2)),
                        line("stage_average", byStage)))
                .finding())
        .startsWith(finding + " The confidences are");
  }

  @Test
  void saysNothingWhereNothingWasTested() {
    MethodLine untested =
        new MethodLine("stage_landmark", 0, Double.NaN, Bounded.UNKNOWN, "no past date");

    assertThat(MethodSection.of(pipeline(untested)).rows()).isEmpty();
    assertThat(MethodSection.of(pipeline()).rows()).isEmpty();
  }

  @Test
  void saysThatAMethodThatWasNotTestedIsUnproven() {
    assertThat(MethodSection.of(pipeline(line("incumbent", new Bounded(0, 0, 0)))).finding())
        .startsWith("Treat the confidences as unproven");
  }

  @Test
  void leavesScoresThatAMethodLacksUnknown() {
    MethodSection.Row row =
        MethodSection.of(pipeline(line("stage_landmark", Bounded.UNKNOWN))).rows().get(0);

    assertThat(row.isChosen()).isTrue();
    assertThat(row.ece()).isEqualTo(Bounded.UNKNOWN);
    assertThat(row.eceSamplingFloor()).isNaN();
  }

  private static String finding(Bounded toIncumbent) {
    return MethodSection.of(pipeline(line("stage_landmark", toIncumbent))).finding();
  }

  private static MethodLine line(String method, Bounded toIncumbent) {
    return new MethodLine(method, 100, 0.5, toIncumbent, "the simplest within one standard error");
  }

  private static Pipeline pipeline(MethodLine... methods) {
    return new Pipeline(
        "p",
        "P",
        0.9,
        new OpenPipeline(0, BigDecimal.ZERO, Optional.empty(), Optional.empty()),
        List.of(),
        Segments.NONE,
        "stage_landmark",
        List.of(methods),
        List.of(),
        List.of(),
        List.of(),
        Variation.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Movement.NONE);
  }
}
