package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.view.Chromium;
import io.plumbline.view.Chromium.Visit;
import io.plumbline.view.Frames;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a real browser, from its file. */
class ChromiumReviewTest {

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
        "SKIPPED: no chromium on the PATH, so the review page was not opened in a browser. Install"
            + " chromium and run again.");
    chromium = found.get();
    frames = new Frames(chromium, folder);
  }

  @Test
  void opensWithoutAnErrorOrARequestAndRunsNoScript() throws Exception {
    String page =
        DiffPage.render(Proposals.companyWithPast())
            .replace("</main>", "</main><script>document.title = 'stolen'</script>");
    Visit clean = chromium.visit(write("clean", DiffPage.render(Proposals.companyWithPast())));
    Visit tampered = chromium.visit(write("tampered", page));

    assertThat(clean.console()).isEmpty();
    assertThat(clean.requests()).isEmpty();
    assertThat(tampered.dom()).doesNotContain("<title>stolen");
  }

  @Test
  void neverScrollsSideways() throws Exception {
    write("one", DiffPage.render(Proposals.companyWithPast()));
    write("empty", DiffPage.render(Proposals.of()));
    write(
        "long",
        DiffPage.render(
            Proposals.of(
                new ProposedPipeline(
                    "p",
                    "Verhandlungsabschlussvorbereitung".repeat(4),
                    List.of(
                        Proposals.row("s", "Verhandlungsabschlussvorbereitung".repeat(4), 1)
                            .incumbent(0.5)
                            .build()),
                    OpenDeals.NONE))));

    frames.neverScrollSideways(List.of("one", "empty", "long"), List.of(320, 390, 768, 1120, 1400));
  }

  /** The page changes its shape at 1181. */
  @Test
  void showsEveryCellOfTheStagesWithoutScrolling() throws Exception {
    write("one", DiffPage.render(Proposals.companyWithPast()));
    write("marked", DiffPage.render(Proposals.marked()));
    write("wide", DiffPage.render(Proposals.wide("Verhandlungsabschlussvorbereitung".repeat(3))));
    write("words", DiffPage.render(Proposals.wide("waiting for the buyer ".repeat(8))));

    Map<String, String> results =
        frames.run(
            List.of("one", "marked", "wide", "words"),
            List.of(320, 390, 1180, 1181, 1400),
            """
                  view.document.querySelectorAll('details').forEach(d => { d.open = true; });
                  view.document.querySelectorAll('.stages').forEach(table => {
                    var box = table.parentElement.getBoundingClientRect();
                    var cells = table.querySelectorAll('tbody th, tbody td, td *:not(svg *)');
                    cells.forEach(cell => {
                      var at = cell.getBoundingClientRect();
                      if (at.width < 1 || at.left < box.left - 1 || at.right > box.right + 1
                          || cell.scrollWidth > cell.clientWidth + 1 && /T[HD]/.test(cell.tagName)) {
                        result += cell.outerHTML.slice(0, 200);
                      }
                    });
                  });
                  result += view.document.querySelectorAll('.stages td').length > 9;
                  """);

    assertThat(results).hasSize(20);
    results.forEach((frame, result) -> assertThat(result).as(frame).isEqualTo("true"));
  }

  @Test
  void saysInEachCellWhatItIsOnATelephone() throws Exception {
    write("marked", DiffPage.render(Proposals.marked()));
    String labels =
        "var row = view.document.querySelector('.stages tbody tr');"
            + "result = [...row.querySelectorAll('td')].map("
            + "cell => view.getComputedStyle(cell, '::before').content).join();";

    assertThat(frames.run("marked", 390, labels))
        .isEqualTo(
            "\"CRM now\",\"Proposed\",\"0% to 100%\",\"Change, points\",\"Deals\",\"Decision\","
                + "\"Open amount\",\"Weighted now\",\"Weighted as marked\"");
    assertThat(frames.run("marked", 1400, labels)).isEqualTo("none" + ",none".repeat(8));
  }

  @Test
  void looksDrawnWideNarrowAndDark() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "review-pictures"));
    Path page = write("one", DiffPage.render(Proposals.companyWithPast()));

    BufferedImage wide = picture(page, pictures.resolve("wide.png"), 1400, 2000);
    picture(frames.around("one", 390, 4000), pictures.resolve("narrow.png"), 390, 4000);
    BufferedImage dark =
        picture(
            page,
            pictures.resolve("dark.png"),
            1400,
            2000,
            "--blink-settings=preferredColorScheme=0");

    assertThat(new Color(wide.getRGB(5, 5))).as("paper by day").isEqualTo(new Color(0xfdfcfa));
    assertThat(new Color(dark.getRGB(5, 5))).as("paper by night").isEqualTo(new Color(0x15181c));
    assertThat(pixels(wide, new Color(0x0a5a78))).as("proposed").isGreaterThan(200);
    assertThat(pixels(wide, new Color(0xa6530d))).as("CRM now").isGreaterThan(100);
    assertThat(pixels(wide, new Color(0xa9cbd8))).as("interval").isGreaterThan(100);
  }

  private static BufferedImage picture(
      Path page, Path png, int width, int height, String... options) throws Exception {
    chromium.picture(page, png.toAbsolutePath(), width, height, options);

    return ImageIO.read(png.toFile());
  }

  private static int pixels(BufferedImage image, Color color) {
    int found = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found += image.getRGB(x, y) == color.getRGB() ? 1 : 0;
      }
    }

    return found;
  }

  private static Path write(String name, String page) throws Exception {
    return Files.writeString(folder.resolve(name + ".html"), page);
  }
}
