package io.plumbline.stats;

/** Small symmetric positive definite matrices. */
final class PositiveDefinite {

  private PositiveDefinite() {}

  /** The inverse by Cholesky's decomposition; the argument is overwritten. */
  static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        if (i == j) {
          if (!(sum > 0)) {
            throw new IllegalArgumentException(
                "Pivot " + i + " is " + sum + ", but the matrix must be positive definite.");
          }
          matrix[i][i] = Math.sqrt(sum);
        } else {
          matrix[i][j] = sum / matrix[j][j];
        }
      }
    }
    double[][] inverse = new double[n][n];
    double[] column = new double[n];
    for (int c = 0; c < n; c++) {
      for (int i = 0; i < n; i++) {
        double sum = i == c ? 1 : 0;
        for (int k = 0; k < i; k++) {
          sum -= matrix[i][k] * column[k];
        }
        column[i] = sum / matrix[i][i];
      }
      for (int i = n - 1; i >= 0; i--) {
        double sum = column[i];
        for (int k = i + 1; k < n; k++) {
          sum -= matrix[k][i] * column[k];
        }
        column[i] = sum / matrix[i][i];
      }
      for (int i = 0; i < n; i++) {
        inverse[i][c] = column[i];
      }
    }
    return inverse;
  }
}
