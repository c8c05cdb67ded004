package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.view.Chromium;
import io.plumbline.view.Chromium.Visit;
import io.plumbline.view.Frames;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the page in a real browser, from its file. */
class ChromiumReportTest {

  /** A browser's last writes may race with the clean-up, which is no reason to fail. */
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path folder;

  private static Chromium chromium;
  private static Frames frames;

  @BeforeAll
  static void findChromium() {
    Optional<Chromium> found = Chromium.onPath(folder);
    assumeTrue(
        found.isPresent(),
        "SKIPPED: no chromium on the PATH, so the report was not opened in a browser. Install"
            + " chromium and run again.");
    chromium = found.get();
    frames = new Frames(chromium, folder);
  }

  @Test
  void drawsEveryChartWithoutAnErrorOrARequest() throws Exception {
    Visit visit = chromium.visit(page("two", DemoReport.twoPipelines()));

    assertThat(visit.console()).isEmpty();
    assertThat(visit.requests()).isEmpty();

    String[] charts = visit.dom().split("data-chart=\"", -1);
    assertThat(charts.length - 1)
        .as("charts of two pipelines, the total, two stages and a movement")
        .isEqualTo(15);

    for (int i = 1; i < charts.length; i++) {
      String key = charts[i].substring(0, charts[i].indexOf('"'));
      String chart = charts[i].substring(0, charts[i].indexOf("</figure>"));

      assertThat(chart).as(key).contains("data-drawn=\"yes\"").contains("<svg");
      assertThat(count(chart, "<path")).as("paths of " + key).isGreaterThan(8);
      assertThat(count(chart, "<text")).as("texts of " + key).isGreaterThan(4);
    }
  }

  @Test
  void wouldNoticeAnErrorAndARequest() throws Exception {
    Path page =
        write(
            "bad",
            "<!DOCTYPE html><img src=\"http://example.invalid/a.png\"><script>none();</script>");

    Visit visit = chromium.visit(page);

    assertThat(visit.console()).singleElement().asString().contains("none is not defined");
    assertThat(visit.requests()).containsExactly("http://example.invalid/a.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</script><script>document.title='stolen'</script>",
        "<img src=\"http://example.invalid/a.png\" onerror=\"document.title='stolen'\">",
        "{a|b} <!-- ${7*7}"
      })
  void showsAHostileStageNameAsText(String label) throws Exception {
    Visit visit = chromium.visit(page("hostile", DemoReport.withStageLabel(label)));

    assertThat(visit.console()).isEmpty();
    assertThat(visit.requests()).isEmpty();
    assertThat(count(visit.dom(), "data-drawn=\"yes\"")).isEqualTo(8);

    String result =
        frames.run(
            "hostile",
            1400,
            "var d = view.document;"
                + "result = d.title + '|' + d.images.length + '|' + d.scripts.length"
                + " + '|' + (d.querySelector('.stages tbody th').textContent === %s)"
                    .formatted(new ObjectMapper().writeValueAsString(label).replace("<", "\\u003c"))
                + ";");

    assertThat(result)
        .isEqualTo("Northfold Instruments: stage confidences as of 2026-09-30|0|3|true");
  }

  @Test
  void runsNoScriptThatSomeoneAddsToTheFile() throws Exception {
    String page =
        ReportPage.render(DemoReport.company())
            .replace("</main>", "</main><script>document.title = 'stolen'</script>");

    Visit visit = chromium.visit(write("tampered", page));

    assertThat(visit.dom()).doesNotContain("<title>stolen");
    assertThat(visit.console()).singleElement().asString().contains("Content Security Policy");
  }

  @Test
  void opensWithNothingToDraw() throws Exception {
    for (ReportData data : List.of(DemoReport.nothingClosed(), DemoReport.noHistory())) {
      Visit visit = chromium.visit(page("empty", data));

      assertThat(visit.console()).isEmpty();
      assertThat(visit.dom()).contains("class=\"js\"").doesNotContain("data-drawn");
    }
  }

  @Test
  void neverScrollsSideways() throws Exception {
    page("one", DemoReport.company());
    page("two", DemoReport.twoPipelines());
    page("empty", DemoReport.nothingClosed());
    page("long", DemoReport.withStageLabel("Verhandlungsabschlussvorbereitung".repeat(4)));

    frames.neverScrollSideways(
        List.of("one", "two", "empty", "long"), List.of(320, 390, 768, 1400));
  }

  @Test
  void letsAWideTableScrollInItsOwnContainerOnATelephone() throws Exception {
    page("one", DemoReport.company());

    String result =
        frames.run(
            "one",
            390,
            "var box = view.document.querySelector('.stages').parentElement;"
                + "result = (box.scrollWidth > box.clientWidth) + ' ' + box.clientWidth;");

    assertThat(result).isEqualTo("true " + (390 - 2 * 18));
  }

  @Test
  void redrawsTheChartsWhenTheWindowBecomesNarrow() throws Exception {
    page("one", DemoReport.company());

    String result =
        frames.run(
            "one",
            1400,
            "frame.style.width = '390px';"
                + "for (var i = 0; i < 20 && result !== '354 354 354 354 354 354 354 354'; i++) {"
                + " await new Promise(done => setTimeout(done, 200));"
                + " result = [...view.document.querySelectorAll('.chart svg')]"
                + ".map(svg => svg.getBoundingClientRect().width).join(' '); }");

    assertThat(result).isEqualTo("354 354 354 354 354 354 354 354");
  }

  @Test
  void filtersAndSortsTheSegments() throws Exception {
    page("one", DemoReport.company());

    String result =
        frames.run(
            "one",
            1400,
            "var d = view.document, table = d.querySelector('.sortable');"
                + "var shown = () => [...table.tBodies[0].rows].filter(row => !row.hidden);"
                + "var set = (name, value) => { var e = d.querySelector('[data-filter='+name+']');"
                + " e.value = value; e.dispatchEvent(new Event('input')); };"
                + "result = shown().length;"
                + "set('stage', 'proposal'); result += ' ' + shown().length;"
                + "set('text', 'DEAL SIZE'); result += ' ' + shown().length;"
                + "result += ' ' + d.querySelector('output').textContent;"
                + "result += ' ' + shown().map(row => row.cells[2].textContent).join(', ');"
                + "var head = [...table.tHead.rows[0].cells]"
                + ".find(cell => cell.textContent === 'Confidence');"
                + "head.querySelector('button').click();"
                + "result += ' ' + shown().map(row => row.cells[3].textContent).join(' ');"
                + "head.querySelector('button').click();"
                + "result += ' ' + head.getAttribute('aria-sort')"
                + " + ' ' + shown()[0].cells[3].textContent;");

    // 0.405 x (1 - 0.09, 1 - 0.02, 1 + 0.01, 1 + 0.04) = 0.36855, 0.3969, 0.40905, 0.4212
    assertThat(result)
        .isEqualTo(
            "54 9 4 shows 4 of 54 up to 9,000, 9,000 to 20,000, 20,000 to 100,000, 100,000 and more"
                + " 36.9% 39.7% 40.9% 42.1% descending 42.1%");
  }

  @Test
  void switchesBetweenPipelinesAndDrawsWhatItShows() throws Exception {
    page("two", DemoReport.twoPipelines());

    String result =
        frames.run(
            "two",
            1400,
            "var d = view.document, choice = d.getElementById('pipeline-switch');"
                + "var visible = () => [...d.querySelectorAll('.pipeline')]"
                + ".filter(p => p.getClientRects().length).map(p => p.id).join('+');"
                + "result = visible();"
                + "choice.value = 'p1'; choice.dispatchEvent(new Event('change'));"
                + "result += ' ' + visible();"
                + "d.querySelector('a[href=\"#p0\"]').click(); result += ' ' + visible();");

    assertThat(result).isEqualTo("p0+p1 p1 p0");
  }

  @Test
  void looksDrawnWideNarrowAndDark() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "report-pictures"));
    Path page = page("one", DemoReport.company());

    BufferedImage wide = picture(page, pictures.resolve("wide.png"), 1400, 9300);
    picture(frames.around("one", 390, 12600), pictures.resolve("narrow.png"), 390, 12600);
    BufferedImage dark =
        picture(
            page,
            pictures.resolve("dark.png"),
            1400,
            9300,
            "--blink-settings=preferredColorScheme=0");

    assertThat(brightness(wide, 5, 5)).as("paper by day").isGreaterThan(240);
    assertThat(brightness(dark, 5, 5)).as("paper by night").isLessThan(40);
    assertThat(pixels(wide, new Color(0x0a5a78))).as("calibrated blue").isGreaterThan(200);
    assertThat(pixels(dark, new Color(0x6cc0de))).as("its night colour").isGreaterThan(200);
  }

  private static BufferedImage picture(
      Path page, Path png, int width, int height, String... options) throws Exception {
    chromium.picture(page, png.toAbsolutePath(), width, height, options);

    return ImageIO.read(png.toFile());
  }

  private static int brightness(BufferedImage image, int x, int y) {
    Color color = new Color(image.getRGB(x, y));

    return (color.getRed() + color.getGreen() + color.getBlue()) / 3;
  }

  private static int pixels(BufferedImage image, Color color) {
    int found = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == color.getRGB()) {
          found++;
        }
      }
    }

    return found;
  }

  private static Path page(String name, ReportData data) throws IOException {
    return write(name, ReportPage.render(data));
  }

  private static Path write(String name, String page) throws IOException {
    return Files.writeString(folder.resolve(name + ".html"), page);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
