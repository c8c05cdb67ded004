package io.plumbline.calibrate;

import io.plumbline.model.AgeGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The open pipeline at past dates, as known at one date T: one row per deal and landmark that it
 * stood open at, with what had become of it by T; and the deals that stand open at T themselves.
 * Rows point to cells: stage, age band and the levels of the dimensions.
 */
final class Landmarks {

  static final long MICROS_PER_DAY = 86_400_000_000L;

  private static final long[] AGE_EDGES =
      Arrays.stream(AgeGrid.lowerEdges()).mapToLong(e -> Math.round(e * MICROS_PER_DAY)).toArray();

  /**
   * When the pipeline is looked at: {@code count} times before {@code at}.
   *
   * @param at T in microseconds since 1970
   * @param spacingDays days between two landmarks, 1 or more
   * @param observedFrom deals are at risk from this time on
   */
  record Grid(long at, int spacingDays, int count, long observedFrom) {}

  /**
   * A cell of the model.
   *
   * @param stage position among the stages
   * @param band age band of the stage
   * @param codes levels of the dimensions
   */
  record CellKey(int stage, int band, List<Integer> codes) {}

  private final Paths paths;
  private final Grid grid;
  private final List<AgeBands> bands;
  private final List<CellKey> cells = new ArrayList<>();
  private final Rows rows = new Rows();
  private final Rows standing = new Rows();
  private final Map<ConfidenceModel.Form.Detail, Design> designs =
      new EnumMap<>(ConfidenceModel.Form.Detail.class);
  private FollowUp followUp;

  /** Growing columns. */
  static final class Rows {
    private int size;
    private int[] visit = new int[64];
    private int[] ageBin = new int[64];
    private int[] k = new int[64];
    private int[] day = new int[64];
    private int[] cell = new int[64];

    private void add(int visitOfRow, int bin, int landmark, int days) {
      if (size == visit.length) {
        int capacity = 2 * size;
        visit = Arrays.copyOf(visit, capacity);
        ageBin = Arrays.copyOf(ageBin, capacity);
        k = Arrays.copyOf(k, capacity);
        day = Arrays.copyOf(day, capacity);
        cell = Arrays.copyOf(cell, capacity);
      }
      visit[size] = visitOfRow;
      ageBin[size] = bin;
      k[size] = landmark;
      day[size++] = days;
    }

    int size() {
      return size;
    }

    int visit(int row) {
      return visit[row];
    }

    int cell(int row) {
      return cell[row];
    }

    /** Landmarks before T, from 1; 0 at T. */
    int k(int row) {
      return k[row];
    }

    /** Whole days from the landmark to the close, or to T. */
    int day(int row) {
      return day[row];
    }
  }

  private Landmarks(Paths paths, Grid grid, int ageBands) {
    this.paths = paths;
    this.grid = grid;
    long spacing = grid.spacingDays() * MICROS_PER_DAY;
    for (int v = 0; v < paths.visits(); v++) {
      long entered = paths.entered(v);
      if (entered >= grid.at()) {
        continue;
      }
      int deal = paths.deal(v);
      boolean open = paths.outcomeAt(deal, grid.at()) == Paths.OPEN;
      long end = open ? grid.at() : paths.closed(deal);
      long left = Math.min(paths.left(v), grid.at());
      long first = Math.floorDiv(grid.at() - left, spacing) + 1;
      long earliest = Math.max(entered, grid.observedFrom());
      long last = Math.min(grid.count(), Math.floorDiv(grid.at() - earliest, spacing));
      for (long k = first; k <= last; k++) {
        long landmark = grid.at() - k * spacing;
        rows.add(
            v,
            ageBin(landmark - entered),
            (int) k,
            (int) Math.floorDiv(end - landmark, MICROS_PER_DAY));
      }
      if (open && paths.left(v) >= grid.at()) {
        standing.add(v, ageBin(grid.at() - entered), 0, 0);
      }
    }
    long[][] byStage = new long[paths.stages().size()][AgeGrid.bins()];
    for (int r = 0; r < rows.size; r++) {
      byStage[paths.stage(rows.visit[r])][rows.ageBin[r]]++;
    }
    bands = Arrays.stream(byStage).map(bins -> AgeBands.of(bins, ageBands)).toList();
    int[][] placed = new int[paths.profiles()][];
    place(rows, placed);
    place(standing, placed);
  }

  /**
   * Finds the cells of rows.
   *
   * @param placed cell by profile and band, from 1, as found so far
   */
  private void place(Rows which, int[][] placed) {
    for (int r = 0; r < which.size; r++) {
      int v = which.visit[r];
      int profile = paths.profile(v);
      AgeBands ofStage = bands.get(paths.stage(v));
      if (placed[profile] == null) {
        placed[profile] = new int[ofStage.count()];
      }
      int band = ofStage.band(which.ageBin[r]);
      if (placed[profile][band] == 0) {
        cells.add(new CellKey(paths.stage(v), band, paths.codes(v)));
        placed[profile][band] = cells.size();
      }
      which.cell[r] = placed[profile][band] - 1;
    }
  }

  static Landmarks of(Paths paths, Grid grid, int ageBands) {
    return new Landmarks(paths, grid, ageBands);
  }

  private static int ageBin(long micros) {
    int found = Arrays.binarySearch(AGE_EDGES, micros);
    return found >= 0 ? found + 1 : -found - 1;
  }

  Paths paths() {
    return paths;
  }

  Grid grid() {
    return grid;
  }

  /** The age bands of each stage. */
  List<AgeBands> bands() {
    return bands;
  }

  /** All cells that a row or a standing deal falls into. */
  List<CellKey> cells() {
    return cells;
  }

  /** The past. */
  Rows rows() {
    return rows;
  }

  /** The deals that stand open at T. */
  Rows standing() {
    return standing;
  }

  /** By cell, how many deals stand there at T. */
  double[] standingByCell() {
    double[] ofCell = new double[cells.size()];
    for (int r = 0; r < standing.size; r++) {
      ofCell[standing.cell[r]]++;
    }
    return ofCell;
  }

  /** What the cells are told apart by; one for all models of a detail. */
  Design design(ConfidenceModel.Form.Detail detail) {
    return designs.computeIfAbsent(detail, of -> Design.of(this, of));
  }

  /** What had become of the rows by T; looked up once for all models. */
  FollowUp followUp() {
    if (followUp == null) {
      followUp = FollowUp.of(this);
    }
    return followUp;
  }
}
