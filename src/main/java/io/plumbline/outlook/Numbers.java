package io.plumbline.outlook;

/** Simulated numbers of wins: how often each comes is counted in one pass. */
final class Numbers implements Draws {

  private final int draws;
  private final int least;

  /** How often each number from the least on came. */
  private final int[] times;

  private Numbers(int draws, int least, int[] times) {
    this.draws = draws;
    this.least = least;
    this.times = times;
  }

  /** Draws of numbers, at least one, in any order. */
  static Draws of(int[] numbers) {
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (int number : numbers) {
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    if ((long) most - least > numbers.length) {
      double[] amounts = new double[numbers.length];
      for (int draw = 0; draw < amounts.length; draw++) {
        amounts[draw] = numbers[draw];
      }
      return new Futures(amounts);
    }
    int[] times = new int[most - least + 1];
    for (int number : numbers) {
      times[number - least]++;
    }
    return new Numbers(numbers.length, least, times);
  }

  @Override
  public double quantile(double q) {
    int behind = Draws.rank(q, draws);
    int number = 0;
    while (behind >= times[number]) {
      behind -= times[number++];
    }
    return least + number;
  }
}
