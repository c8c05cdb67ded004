package io.plumbline.publish;

import io.plumbline.view.PlainText;
import java.util.ArrayList;
import java.util.List;

/** {@code README.txt}: what to do with a package, in which order, and how to undo it. */
final class Readme {

  private static final int WIDTH = 100;

  private Readme() {}

  static String text(Target target, Release release, PackageFormat format, List<String> notes) {
    List<String> lines = new ArrayList<>();
    lines.add("Stage confidence table for " + target.product());
    lines.add("");
    lines.add("version      " + PlainText.oneLine(release.version()));
    lines.add("as of        " + release.asOf());
    lines.add(
        "approved     "
            + release.approvedOn()
            + " by "
            + PlainText.oneLine(String.join(", ", release.approvedBy())));
    numbered(lines, "What to do", format.steps());
    numbered(lines, "How to undo it", format.rollback());
    if (!notes.isEmpty()) {
      lines.add("");
      lines.add("What to know");
      notes.forEach(note -> wrap(lines, "- ", PlainText.oneLine(note)));
    }
    lines.add("");
    wrap(
        lines,
        "",
        "manifest.json says how each number came about, what rounding costs, and lists the SHA-256"
            + " of every file. Do not change files: a changed package is not sent.");
    return String.join("\n", lines) + "\n";
  }

  private static void numbered(List<String> lines, String title, List<String> steps) {
    lines.add("");
    lines.add(title);
    for (int i = 0; i < steps.size(); i++) {
      wrap(lines, (i + 1) + ". ", steps.get(i));
    }
  }

  private static void wrap(List<String> lines, String bullet, String text) {
    StringBuilder line = new StringBuilder(bullet);
    boolean isFresh = true;
    for (String word : text.split(" ", -1)) {
      if (!isFresh && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(bullet.length()));
        isFresh = true;
      }
      line.append(isFresh ? "" : " ").append(word);
      isFresh = false;
    }
    lines.add(line.toString());
  }
}
