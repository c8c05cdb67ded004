package io.plumbline.review;

import io.plumbline.view.MethodName;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The last quarters of a pipeline: what each method expected, and how far it was off. */
final class PastForecasts {

  /** How many quarters are shown. */
  static final int SHOWN = 4;

  private static final List<String> ORDER =
      List.of(MethodName.INCUMBENT, MethodName.REACHED_WIN_RATE, PastQuarter.PROPOSED);

  private PastForecasts() {}

  /**
   * The table.
   *
   * @param methods the columns, those that every CRM has first
   * @param quarters the rows, oldest first
   */
  public record View(List<Method> methods, List<Quarter> quarters) {}

  /**
   * A method.
   *
   * @param label for readers
   * @param meanError mean of the absolute errors as shares of what came; empty where nothing came
   */
  public record Method(String label, OptionalDouble meanError) {}

  /**
   * A quarter.
   *
   * @param label for readers
   * @param deals open at its start
   * @param actual what they won within it
   * @param forecasts one per method
   */
  public record Quarter(String label, long deals, BigDecimal actual, List<Forecast> forecasts) {}

  /**
   * What a method expected.
   *
   * @param amount empty where it made no forecast
   * @param error (forecast - actual) / actual; empty where nothing came
   */
  public record Forecast(Optional<BigDecimal> amount, OptionalDouble error) {}

  /** The last {@value #SHOWN} quarters of a pipeline. */
  static View of(List<PastQuarter> all) {
    TreeMap<LocalDate, List<PastQuarter>> byStart = new TreeMap<>();
    all.forEach(past -> byStart.computeIfAbsent(past.start(), day -> new ArrayList<>()).add(past));
    List<List<PastQuarter>> last =
        byStart.values().stream().skip(Math.max(0, byStart.size() - SHOWN)).toList();
    List<String> methods =
        last.stream()
            .flatMap(List::stream)
            .map(PastQuarter::method)
            .distinct()
            .sorted(Comparator.comparingInt(PastForecasts::rank).thenComparing(m -> m))
            .toList();
    List<Quarter> quarters = last.stream().map(quarter -> quarter(quarter, methods)).toList();
    List<Method> columns = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      columns.add(new Method(label(methods.get(i)), meanError(quarters, i)));
    }

    return new View(List.copyOf(columns), quarters);
  }

  private static int rank(String method) {
    int listed = ORDER.indexOf(method);

    return listed < 0 ? ORDER.size() : listed;
  }

  private static String label(String method) {
    return switch (method) {
      case MethodName.INCUMBENT -> "CRM percentages";
      case PastQuarter.PROPOSED -> "Plumbline";
      default -> MethodName.label(method);
    };
  }

  private static Quarter quarter(List<PastQuarter> past, List<String> methods) {
    PastQuarter any = past.get(0);
    List<Forecast> forecasts =
        methods.stream()
            .map(method -> past.stream().filter(one -> one.method().equals(method)).findFirst())
            .map(
                one ->
                    new Forecast(
                        one.map(PastQuarter::forecast),
                        one.map(PastForecasts::error).orElse(OptionalDouble.empty())))
            .toList();

    return new Quarter(label(any.start(), any.end()), any.deals(), any.actual(), forecasts);
  }

  private static OptionalDouble error(PastQuarter past) {
    return past.actual().signum() > 0
        ? OptionalDouble.of(past.forecast().doubleValue() / past.actual().doubleValue() - 1)
        : OptionalDouble.empty();
  }

  private static OptionalDouble meanError(List<Quarter> quarters, int method) {
    return quarters.stream()
        .map(quarter -> quarter.forecasts().get(method).error())
        .flatMapToDouble(OptionalDouble::stream)
        .map(Math::abs)
        .average();
  }

  /** A quarter of the calendar by its number, a fiscal one by its days. */
  private static String label(LocalDate start, LocalDate end) {
    boolean isCalendar =
        start.getDayOfMonth() == 1
            && start.getMonthValue() % 3 == 1
            && end.equals(start.plusMonths(3).minusDays(1));

    return isCalendar
        ? "Q" + (start.getMonthValue() / 3 + 1) + " " + start.getYear()
        : start + " to " + end;
  }
}
