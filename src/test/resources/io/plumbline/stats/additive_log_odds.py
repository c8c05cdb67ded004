"""Golden numbers of AdditiveLogOddsTest: the same penalised fit by scikit-learn.

    python3 additive_log_odds.py          (numpy 1.24, scikit-learn 1.2.1)

An effect with prior covariance S = L L' is a column block X L with an ordinary ridge penalty; the
pseudo deal of the base is two rows of half a deal without any effect.
"""
import numpy as np
from sklearn.linear_model import LogisticRegression

CELLS = np.arange(15)
A, B = CELLS % 3, CELLS // 3
WEIGHT = 4.0 + (7 * CELLS) % 11
WON = (CELLS * CELLS + 3 * A + 2 * B) % (WEIGHT + 1)


def one_hot(level, levels, root):
    return np.eye(levels)[level] @ root


def exchangeable(levels, variance, design_effect=1):
    return np.sqrt(variance / design_effect) * np.eye(levels)


def walk(width, variance):
    step = np.diff(np.eye(width), axis=0)
    precision = step.T @ step / variance + 25 / width**2 * np.ones((width, width)) + 0.01 * np.eye(width)
    return np.linalg.cholesky(np.linalg.inv(precision))


def fit(name, *blocks, pseudo=1):
    x = np.hstack(blocks)
    none = np.zeros((1, x.shape[1]))
    x = np.vstack([x, x, none, none])
    y = np.r_[np.ones(15), np.zeros(15), 1, 0]
    w = np.r_[WON, WEIGHT - WON, pseudo / 2, pseudo / 2]
    model = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(x, y, sample_weight=w)
    print(name, "base %.8f" % model.intercept_[0])
    print(", ".join("%.8f" % v for v in model.decision_function(x[:15])))


a = one_hot(A, 3, exchangeable(3, 0.5))
fit("exchangeable", a, one_hot(B, 5, exchangeable(5, 0.3)))
fit("walk", a, one_hot(B, 5, walk(5, 0.1)))
fit("crossed", a, one_hot(B, 5, walk(5, 0.1)), one_hot(A * 5 + B, 15, exchangeable(15, 0.2)))
fit("design effects", one_hot(A, 3, exchangeable(3, 0.5, 4)), one_hot(B, 5, exchangeable(5, 0.3, 4)), pseudo=4)
matrix = np.array([[4.0, 1, -0.5], [1, 3, 0.25], [-0.5, 0.25, 2]])
print("inverse", np.linalg.inv(matrix).ravel())
