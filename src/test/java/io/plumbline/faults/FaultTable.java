package io.plumbline.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Faults and findings as aligned text or as Markdown. */
final class FaultTable {

  private static final List<String> TITLES =
      List.of("fault", "what happened", "tables read", "next run", "verdict");

  private FaultTable() {}

  static void print(List<Fault> faults, List<Finding> findings, boolean markdown) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(TITLES);
    for (int i = 0; i < faults.size(); i++) {
      Finding finding = findings.get(i);
      lines.add(
          List.of(
              title(faults.get(i)),
              finding.happened(),
              finding.tables(),
              finding.rerun(),
              !finding.tried() ? "" : finding.survived() ? "survived" : "HURT"));
    }
    for (int line = 0; line < lines.size(); line++) {
      System.out.println(markdown ? markdown(lines.get(line)) : aligned(lines, lines.get(line)));
      if (markdown && line == 0) {
        System.out.println(markdown(TITLES.stream().map(title -> "---").toList()));
      }
    }
  }

  static String title(Fault fault) {
    return fault.group().name().toLowerCase(Locale.ROOT) + ": " + fault.name();
  }

  private static String markdown(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String aligned(List<List<String>> lines, List<String> cells) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      int position = column;
      int width = lines.stream().mapToInt(line -> line.get(position).length()).max().orElse(0) + 2;
      text.append(cells.get(column)).append(" ".repeat(width - cells.get(column).length()));
    }
    return text.toString().stripTrailing();
  }
}
