package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.view.Chromium.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Pages of a folder in frames of another page: a window cannot be as narrow as a telephone, a frame
 * can.
 *
 * @param chromium opens them
 * @param folder holds the pages as NAME.html
 */
public record Frames(Chromium chromium, Path folder) {

  private static final Pattern RESULT =
      Pattern.compile("<pre class=\"result\">(.*?)</pre>", Pattern.DOTALL);
  private static final int HEIGHT = 900;

  /**
   * Runs a script beside a page. It knows the frame as {@code frame}, its window as {@code view},
   * the root of its document as {@code root}, and leaves a text in {@code result}.
   */
  public String run(String name, int width, String script)
      throws IOException, InterruptedException {
    return run(List.of(name), List.of(width), script).get(at(name, width));
  }

  /** Fails where a page, all of it unfolded, is wider than its frame. */
  public void neverScrollSideways(List<String> names, List<Integer> widths)
      throws IOException, InterruptedException {
    Map<String, String> results =
        run(
            names,
            widths,
            "view.document.querySelectorAll('details').forEach(d => { d.open = true; });"
                + "result = root.scrollWidth + ' of ' + root.clientWidth;");
    Map<String, String> expected = new LinkedHashMap<>();
    for (String name : names) {
      widths.forEach(width -> expected.put(at(name, width), width + " of " + width));
    }

    assertThat(results).isNotEmpty().isEqualTo(expected);
  }

  /** The same as that of one for pages in several widths, at once, by "NAME at WIDTH". */
  public Map<String, String> run(List<String> names, List<Integer> widths, String script)
      throws IOException, InterruptedException {
    List<String> at = new ArrayList<>();
    StringBuilder frames = new StringBuilder();
    for (String name : names) {
      for (int width : widths) {
        at.add(at(name, width));
        frames.append(frame(name, width, HEIGHT));
      }
    }
    Visit visit = chromium.visit(write("frames-" + names + "-" + widths, frames, script));

    assertThat(visit.console()).isEmpty();
    List<String> results =
        RESULT.matcher(visit.dom()).results().map(match -> match.group(1)).toList();
    assertThat(results).hasSameSizeAs(at);
    Map<String, String> byFrame = new LinkedHashMap<>();
    for (int i = 0; i < at.size(); i++) {
      byFrame.put(at.get(i), results.get(i));
    }

    return byFrame;
  }

  private static String at(String name, int width) {
    return name + " at " + width;
  }

  /** A page that shows another in a frame of that size. */
  public Path around(String name, int width, int height) throws IOException {
    return write("frame-" + name + "-" + width, frame(name, width, height), "");
  }

  private static String frame(String name, int width, int height) {
    return """
        <iframe style="border:0;width:%dpx;height:%dpx" scrolling="no" src="%s.html"></iframe>
        <pre class="result"></pre>
        """
        .formatted(width, height, name);
  }

  private Path write(String name, CharSequence frames, String script) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".html"),
        """
        <!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
        %s
        <script>
        addEventListener("load", () => setTimeout(async () => {
          for (var frame of document.querySelectorAll("iframe")) {
            var view = frame.contentWindow, root = view.document.documentElement, result = "";
            %s
            frame.nextElementSibling.textContent = result;
          }
        }, 300));
        </script>
        """
            .formatted(frames, script));
  }
}
