package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportPageTest {

  @Test
  void rendersTheSameBytesForTheSameData() {
    assertThat(ReportPage.render(DemoReport.company()))
        .isEqualTo(ReportPage.render(DemoReport.company()));
  }
}
