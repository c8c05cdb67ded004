"""Scores gradient boosting and others on the simulated deals of CrossedDealsTest.

    python3 crossed_deals.py medium 1          (weak, medium, strong, rules; numpy 1.24, scikit-learn 1.2.1)
    python3 crossed_deals.py medium 2 boosting     (gradient boosting only, fewer settings, one fold)

Deals are drawn as CrossedDeals.java draws them, number for number (SplitMix64 is Java's
SplittableRandom), so that no data has to be kept. Tuned by 3-fold cross-validation on the training
deals; log loss on the test deals. The first line tells the totals that Java must agree on.
"""
import itertools
import sys
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import KFold
from sklearn.preprocessing import OneHotEncoder

DEALS = 78025
LEVELS = [2, 20, 12, 8, 6]  # customer, size, product, region, source
PAIRS = list(itertools.combinations(range(5), 2))
# Standard deviation of the effects of each pair, before the scale of the scenario.
PAIR_SPREAD = [1, 1, 0.5, 0.5, 1, 0, 0.5, 0.5, 1, 0]
SCALE = {"weak": 0.1, "medium": 0.35, "strong": 0.8, "rules": 0.1}


class Stream:
    def __init__(self, seed):
        self.seed, self.drawn = np.uint64(seed), 0

    def uniforms(self, n):
        i = np.arange(self.drawn + 1, self.drawn + n + 1, dtype=np.uint64)
        self.drawn += n
        with np.errstate(over="ignore"):
            z = self.seed + i * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        return (z >> np.uint64(11)).astype(float) * 2.0**-53

    def normals(self, n):
        """Nearly normal: twelve uniforms each."""
        u = self.uniforms(12 * n).reshape(n, 12)
        return u.cumsum(axis=1)[:, -1] - 6


def pick(weights, u):
    by = np.cumsum(np.asarray(weights, float))
    return np.minimum(np.searchsorted(by, u * by[-1], side="right"), len(weights) - 1)


def simulate(scenario, seed):
    s = Stream(seed)
    main = [np.zeros(2), 0.9 * np.sin(np.arange(20) * 0.25)]
    main += [0.5 * s.normals(12), 0.3 * s.normals(8), 0.5 * s.normals(6)]
    pair = [SCALE[scenario] * PAIR_SPREAD[k] * s.normals(LEVELS[a] * LEVELS[b])
            for k, (a, b) in enumerate(PAIRS)]
    triple = [0.15 * s.normals(2 * 20 * 12), 0.15 * s.normals(12 * 8 * 6)]
    rules = []
    for r in range(12 if scenario == "rules" else 0):
        rules.append([s.uniforms(1)[0], [s.uniforms(n) for n in LEVELS]])
    u = s.uniforms(7 * DEALS).reshape(DEALS, 7)
    k = np.arange(20)
    x = np.empty((DEALS, 5), int)
    x[:, 0] = u[:, 0] < 0.4  # 1 is an existing customer
    x[:, 1] = np.where(x[:, 0] == 1, pick((k + 4) * (26 - k), u[:, 1]), pick((k + 1) * (20 - k), u[:, 1]))
    x[:, 2] = pick(1 / (np.arange(12) + 1.0), u[:, 2])
    x[:, 3] = pick(1 / (np.arange(8) + 2.0), u[:, 3])
    x[:, 4] = pick(1 / (np.arange(6) + 2.0), u[:, 4])
    eta = sum(main[d][x[:, d]] for d in range(5))
    for j, (a, b) in enumerate(PAIRS):
        eta = eta + pair[j][x[:, a] * LEVELS[b] + x[:, b]]
    eta = eta + triple[0][(x[:, 0] * 20 + x[:, 1]) * 12 + x[:, 2]]
    eta = eta + triple[1][(x[:, 2] * 8 + x[:, 3]) * 6 + x[:, 4]]
    for r, (sign, drawn) in enumerate(rules):
        met = np.ones(DEALS, bool)
        for d in (r % 5, (r + 1) % 5, (r + 2) % 5):
            low = np.floor(drawn[d][0] * 13)
            met &= (x[:, d] >= low) & (x[:, d] < low + 8) if d == 1 else drawn[d][x[:, d]] < 0.6
        eta = eta + met * (1.5 if sign < 0.5 else -1.5)
    for customer, rate in enumerate([0.17, 0.64]):
        of = x[:, 0] == customer
        low, high = -20.0, 20.0
        for _ in range(60):
            mid = (low + high) / 2
            low, high = (mid, high) if (1 / (1 + np.exp(-eta[of] - mid))).mean() < rate else (low, mid)
        eta[of] += (low + high) / 2
    p = 1 / (1 + np.exp(-eta))
    return x, (u[:, 5] < p).astype(int), p, u[:, 6] < 0.2


def one_hot(x, pairs):
    columns = [x]
    if pairs:
        columns += [x[:, [a]] * LEVELS[b] + x[:, [b]] for a, b in PAIRS]
    return np.hstack(columns)


def tuned(make, settings, x, y):
    """The setting with the least log loss in three folds."""
    folds = list(KFold(3, shuffle=True, random_state=1).split(x))
    scores = [np.mean([log_loss(y[b], make(s).fit(x[a], y[a]).predict_proba(x[b])[:, 1])
                       for a, b in folds]) for s in settings]
    return settings[int(np.argmin(scores))]


def tuned_boosting(x, y, rates, leaves, penalties, least, used=3):
    folds = list(KFold(3, shuffle=True, random_state=1).split(x))[:used]
    best = (np.inf, None)
    for rate, leaf, l2, m in itertools.product(rates, leaves, penalties, least):
        stages = []
        for a, b in folds:
            model = boosting(rate, leaf, l2, m, int(60 / rate)).fit(x[a], y[a])
            stages.append([log_loss(y[b], q[:, 1]) if i % 10 == 9 else np.inf
                           for i, q in enumerate(model.staged_predict_proba(x[b]))])
        mean = np.mean(stages, axis=0)
        if mean.min() < best[0]:
            best = (mean.min(), (rate, leaf, l2, m, int(mean.argmin()) + 1))
    return best


def boosting(rate, leaf, l2, least, iterations):
    return HistGradientBoostingClassifier(
        learning_rate=rate, max_leaf_nodes=leaf, l2_regularization=l2, min_samples_leaf=least,
        max_iter=iterations, early_stopping=False, categorical_features=[0, 2, 3, 4], random_state=1)


def main(scenario, seed, others):
    x, y, p, test = simulate(scenario, seed)
    X, Y, U, V = x[~test], y[~test], x[test], y[test]
    cell = (((x[:, 0] * 20 + x[:, 1]) * 12 + x[:, 2]) * 8 + x[:, 3]) * 6 + x[:, 4]
    checksum = int(((cell + 1) * (1 + y + 2 * test)).sum())
    print(scenario, seed, "train", len(Y), "won", Y.sum(), "test", len(V), "won", V.sum(), "checksum", checksum)

    def report(name, q, setting=""):
        print(f"{scenario} {seed} {name:22s} {log_loss(V, q):.5f} {setting}", flush=True)

    report("oracle", p[test])
    naive = np.array([Y[X[:, 0] == c].mean() for c in (0, 1)])
    report("naive", naive[U[:, 0]])
    if others:
        found = tuned_boosting(X, Y, [0.1], [4, 8, 16, 31], [0, 10], [20])
        _, (_, leaves, l2, _, _) = found
        found = min(found, tuned_boosting(X, Y, [0.1], [leaves], [l2], [5, 80]))
        found = min(found, tuned_boosting(X, Y, [0.03], [leaves], [l2], [found[1][3]]))
    else:
        found = tuned_boosting(X, Y, [0.1], [4, 8, 16], [10], [20, 80], used=1)
    s = found[1]
    report("boosting", boosting(*s).fit(X, Y).predict_proba(U)[:, 1], s)
    for pairs in (False, True) if others else ():
        encode = OneHotEncoder(handle_unknown="ignore").fit(one_hot(X, pairs))
        A, B = encode.transform(one_hot(X, pairs)), encode.transform(one_hot(U, pairs))
        logistic = lambda c: LogisticRegression(C=c, max_iter=2000)
        c = tuned(logistic, [0.03, 0.1, 0.3, 1.0], A, Y)
        report("logistic pairs" if pairs else "logistic", logistic(c).fit(A, Y).predict_proba(B)[:, 1], c)
    if not others:
        return
    forest = lambda leaf: RandomForestClassifier(200, min_samples_leaf=leaf, max_features=0.5, random_state=1)
    leaf = tuned(forest, [5, 10, 20], X, Y)
    report("forest", forest(leaf).fit(X, Y).predict_proba(U)[:, 1], leaf)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), "boosting" not in sys.argv)
