"""Wrong answers to the exercises from page 12 on."""

# check, the answer as typed (the body of a lambda), the sentence that names the mistake
WRONG = [
    ("precision_at", "r, f, s: r / (r + f)", "the share is missing: frequent cases are more"),
    (
        "precision_at",
        "r, f, s: r * s",
        "those are the rightly flagged, of all; divide by all flagged",
    ),
    (
        "precision_at",
        "r, f, s: r * s / (r * s + f)",
        "false alarms are a share of the frequent ones: multiply by 1 − share",
    ),
    (
        "precision_at",
        "r, f, s: 1 - (1 - r) * s - f * (1 - s)",
        "that is the share right, of all cases",
    ),
    (
        "precision_at",
        "r, f, s: f * (1 - s) / (r * s + f * (1 - s))",
        "that is the share of false ones among alarms",
    ),
    (
        "precision_at",
        "r, f, s: r * s + f * (1 - s)",
        "that is the share flagged; how many of these?",
    ),
    (
        "precision_at",
        "r, f, s: r * (1 - s) / (r * (1 - s) + f * s)",
        "the shares are exchanged: share is that of the rare ones",
    ),
    (
        "label_needed",
        "x, y, p: LABEL_NEEDED(x, y, p, touching=True)",
        "a point that only touches the other class still has no best weights",
    ),
    (
        "label_needed",
        "x, y, p: y[abs(x - p).argmin()]",
        "that is the label of the nearest point; with it the classes stay apart",
    ),
    (
        "label_needed",
        "x, y, p: 1 - y[abs(x - p).argmin()]",
        "not at each place: between the classes, or where they touch, no label does it",
    ),
    (
        "label_needed",
        "x, y, p: LABEL_NEEDED(x, 1 - y, p)",
        "turned round: that label keeps the classes apart",
    ),
    (
        "label_needed",
        "x, y, p: 1 if p < x[x <= x.mean()].max() else 0 if p > x[x > x.mean()].min() else -1",
        "the class on the left need not be class 0",
    ),
    (
        "safe_rate",
        "x, w: 4 / np.linalg.eigvalsh(x.T @ (w[:, None] * x) / w.sum())[-1]",
        "4 is for softmax, whose curvature is at most 1/2; that of one score is smaller",
    ),
    (
        "safe_rate",
        "x, w: 2 / np.linalg.eigvalsh(x.T @ (w[:, None] * x) / w.sum())[-1]",
        "a safe step is 2 over the curvature; where is the most that q(1 − q) can be?",
    ),
    (
        "safe_rate",
        "x, w: 1 / np.linalg.eigvalsh(x.T @ (w[:, None] * x) / w.sum())[-1]",
        "that is 1 over the eigenvalue; two more factors come before it",
    ),
    (
        "safe_rate",
        "x, w: 8 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]",
        "the weights are missing: each point counts as its weight says",
    ),
    (
        "safe_rate",
        "x, w: 8 / np.linalg.eigvalsh(x.T @ (w[:, None] * x))[-1]",
        "the loss is divided by the sum of the weights, so its curvature is, too",
    ),
    (
        "safe_rate",
        "x, w: 8 / np.linalg.eigvalsh(x.T @ (w[:, None] * x) / len(x))[-1]",
        "divided by the number of points; a weighted mean divides by the weights' sum",
    ),
    (
        "safe_rate",
        "x, w: 8 / np.trace(x.T @ (w[:, None] * x) / w.sum())",
        "that is the sum of all eigenvalues: safe, and smaller than need be",
    ),
    (
        "safe_rate",
        "x, w: 8 / np.linalg.eigvalsh(x.T @ (w[:, None] * x) / w.sum())[0]",
        "that is the smallest eigenvalue; the step must be safe in each direction",
    ),
    (
        "safe_rate",
        "x, w: 8 * (w**2).sum() / np.linalg.eigvalsh((w[:, None] * x).T @ (w[:, None] * x))[-1]",
        "the weights were squared; x and its copy share one weight",
    ),
    (
        "evidence",
        "a, n, b, m: FALLEN(a, n, b, m)",
        "half of it: the sum of the losses falls by so much; take it twice",
    ),
    (
        "evidence",
        "a, n, b, m: 2 * FALLEN(a, n, b, m) / np.log(2)",
        "those are bits; the loss is in nats",
    ),
    (
        "evidence",
        "a, n, b, m: 2 * FALLEN(a, n, b, m) / (n + m)",
        "that is of the mean loss; take the sum over all cases",
    ),
    (
        "evidence",
        "a, n, b, m: 2 * PAID(a + b, n + m)",
        "that is the loss without the feature; with it something is left to pay",
    ),
    (
        "evidence",
        "a, n, b, m: 2 * (PAID(a, n) + PAID(b, m))",
        "that is what is left to pay with the feature; how far did it fall?",
    ),
    (
        "evidence",
        "a, n, b, m: 2 * (WITH_ZEROS(a + b, n + m) - WITH_ZEROS(a, n) - WITH_ZEROS(b, m))",
        "nan where all cases are of one class: 0 ln 0 is 0, they cost nothing",
    ),
    (
        "mixed_floor",
        "lam, e, c: H(np.stack([lam, 1 - lam], 1)).mean()",
        "that is without smoothing; it adds to the floor",
    ),
    (
        "mixed_floor",
        "lam, e, c: H(np.r_[1 - e + e / c, np.full(c - 1, e / c)])",
        "that is smoothing alone; the mixture adds to the floor",
    ),
    (
        "mixed_floor",
        "lam, e, c: H(np.stack([lam, 1 - lam], 1)).mean() "
        "+ H(np.r_[1 - e + e / c, np.full(c - 1, e / c)])",
        "the two floors do not add up; take the entropy of the mixed and smoothed target",
    ),
    (
        "mixed_floor",
        "lam, e, c: H(np.array([(1 - e) * t + e * (1 - t) / (c - 1) for t in "
        "PAIRS(lam, c)])).mean()",
        "that is kind B, all others alike; A gives each class eps / n_classes",
    ),
    (
        "mixed_floor",
        "lam, e, c: H(np.maximum(PAIRS(lam, c) - e / 2 * (PAIRS(np.array([0.5]), c) > 0), 0) "
        "+ e / c).mean()",
        "the share is taken of both alike; each keeps 1 − eps of its own",
    ),
    (
        "mixed_floor",
        "lam, e, c: H((1 - e) * PAIRS(np.array([lam.mean()]), c) + e / c).mean()",
        "that is the floor of the mean share; take the mean of the floors",
    ),
    (
        "mixed_floor",
        "lam, e, c: H((1 - e) * PAIRS(lam, c) + e / c).mean() / np.log(2)",
        "those are bits; the loss is in nats",
    ),
    (
        "mixed_floor",
        "lam, e, c: H((1 - e) * PAIRS(lam, c) + e / c).sum()",
        "that is the sum; take the mean over the pairs",
    ),
    (
        "excess",
        "loss, v: loss - np.average(H(VOTED(v)), weights=v.sum(1)[v.sum(1) > 0])",
        "images with more votes count for more there; the loss was a mean over images",
    ),
    (
        "excess",
        "loss, v: loss - H(v.sum(0) / v.sum())",
        "that is the entropy of all votes together; each image has its own target",
    ),
    (
        "excess",
        "loss, v: loss - H(v / np.maximum(v.sum(1, keepdims=True), 1)).mean()",
        "images without votes were left out of the loss; they do not count in its mean",
    ),
    (
        "excess",
        "loss, v: loss - H(VOTED(v).mean(0))",
        "that is the entropy of the mean target; take the mean of the entropies",
    ),
    (
        "excess",
        "loss, v: H(VOTED(v)).mean()",
        "that is the floor; how much of the loss lies above it?",
    ),
    (
        "excess",
        "loss, v: H(VOTED(v)).mean() - loss",
        "the sign is turned: the loss lies above its floor",
    ),
    (
        "excess",
        "loss, v: 1 - H(VOTED(v)).mean() / loss",
        "that is a share of the loss; say how many nats",
    ),
    (
        "excess",
        "loss, v: loss - H(VOTED(v)).sum()",
        "that is the sum of the entropies; the loss is a mean",
    ),
    (
        "price_of_majority",
        "r, K: TWO_KL(WINS(r, K), r)",
        "the truth comes first: new labels are single votes, not majorities",
    ),
    (
        "price_of_majority",
        "r, K: TWO_KL(r, WINS(r, K)) + H(np.array([r, 1 - r]))",
        "that is all it costs; how much more than honesty, which pays the entropy?",
    ),
    (
        "price_of_majority",
        "r, K: H(np.array([WINS(r, K), 1 - WINS(r, K)]))",
        "that is what it pays for new majorities; for new single labels it pays otherwise",
    ),
    (
        "price_of_majority",
        "r, K: H(np.array([r, 1 - r])) - H(np.array([WINS(r, K), 1 - WINS(r, K)]))",
        "those are two entropies; the model is judged under the truth r, not by its own",
    ),
    (
        "price_of_majority",
        "r, K: TWO_KL(r, WINS(r, K)) / np.log(2)",
        "those are bits; the loss is in nats",
    ),
    (
        "price_of_majority",
        "r, K: TWO_KL(r, 1 - WINS(r, K))",
        "turned round: that is how often the majority is wrong",
    ),
    (
        "price_of_majority",
        "r, K: TWO_KL(r, r**K / (r**K + (1 - r) ** K))",
        "that is when all agree; a majority needs more than half",
    ),
    (
        "price_of_majority",
        "r, K: TWO_KL(r, WINS(r, K, 2)) if K > 1 else np.inf",
        "the smallest majority counts, too; there it is left out",
    ),
    (
        "wrong_labels_undone",
        "t, r: (t - r / len(t)) / (1 - r)",
        "there the label itself is among what replaces it; here it is another class",
    ),
    (
        "wrong_labels_undone",
        "t, r: t / (1 - r)",
        "each class also gets something from the others: take it away first",
    ),
    (
        "wrong_labels_undone",
        "t, r: (t - r / (len(t) - 1)) / (1 - r)",
        "almost: it no longer sums to 1; divide by what is left of the difference",
    ),
    (
        "wrong_labels_undone",
        "t, r: (1 - r) * t + r * (1 - t) / (len(t) - 1)",
        "that is done once more, not undone",
    ),
    (
        "wrong_labels_undone",
        "t, r: np.maximum(t - r, 1e-9) / np.maximum(t - r, 1e-9).sum()",
        "r is shared out among the others: each gets r / (C − 1), not r",
    ),
    (
        "set_loss",
        "z, a: -np.log((np.exp(z - z.max(1, keepdims=True)) * a).sum(1) "
        "/ np.exp(z - z.max(1, keepdims=True)).sum(1)).mean()",
        "infinite where q of the set is 0 in floats; subtract two log-sum-exps instead",
    ),
    (
        "set_loss",
        "z, a: -((z - ROWS(z)[:, None]) * a).sum(1).mean()",
        "three ones are no pmf: each allowed class is paid for there, as if all were true",
    ),
    (
        "set_loss",
        "z, a: -((z - ROWS(z)[:, None]) * a / a.sum(1, keepdims=True)).sum(1).mean()",
        "that asks for equal shares within the set; only their sum is known",
    ),
    (
        "set_loss",
        "z, a: (ROWS(z) - ROWS(np.where(a, z, -np.inf))).sum()",
        "that is the sum; take the mean over the images",
    ),
    (
        "set_loss",
        "z, a: (ROWS(z) - np.where(a, z, -np.inf).max(1)).mean()",
        "that is the price of the likeliest of the set; the others count, too",
    ),
    (
        "set_loss",
        "z, a: (ROWS(z) - ROWS(z * a)).mean()",
        "a logit of 0 is not left out: what is not allowed takes −inf",
    ),
    (
        "set_loss",
        "z, a: (ROWS(z) - ROWS(np.where(a, -np.inf, z))).mean()",
        "that is the price of the classes that are not allowed",
    ),
    (
        "cheapest_bet",
        "p: p",
        "honesty is not the cheapest here: the price is straight in q",
    ),
    (
        "cheapest_bet",
        "p: np.eye(len(p))[p.argmax()]",
        "that is the likeliest grade; another may be nearer to the rest",
    ),
    (
        "cheapest_bet",
        "p: np.eye(len(p))[int(np.rint(np.arange(len(p)) @ p))]",
        "that is the mean grade, which squared distances ask for",
    ),
    (
        "cheapest_bet",
        "p: SPREAD(p)",
        "nothing is gained by spreading: the price is straight in q",
    ),
    (
        "cheapest_bet",
        "p: np.eye(len(p))[(abs(np.subtract.outer(range(len(p)), range(len(p)))) @ p).argmax()]",
        "that is the dearest",
    ),
    (
        "cheapest_bet",
        "p: np.ones(len(p)) / len(p)",
        "all alike is what one says who believes nothing; you believe p",
    ),
    (
        "cheapest_bet",
        "p: np.eye(len(p))[min(np.searchsorted(p.cumsum(), 0.5) + 1, len(p) - 1)]",
        "one too far: the first grade at which the sums pass one half",
    ),
    (
        "scale_for",
        "L, C: np.log((C - 1) / (np.exp(L) - 1))",
        "that is by how much the logits differ; divide by C / (C − 1)",
    ),
    (
        "scale_for",
        "L, C: np.log((C - 1) / np.expm1(L)) / 2",
        "cosines of −1 to all others: that can be for two classes only",
    ),
    (
        "scale_for",
        "L, C: (C - 1) / C * np.log((C - 1) / np.exp(L))",
        "the 1 inside the logarithm is missing: take expm1(loss), not exp(loss)",
    ),
    (
        "scale_for",
        "L, C: C / (C - 1) * np.log((C - 1) / np.expm1(L))",
        "turned round: C / (C − 1) multiplies the scale, so divide by it",
    ),
    (
        "scale_for",
        "L, C: np.log1p((C - 1) * np.exp(-L * C / (C - 1)))",
        "that takes the loss for a scale; solve the floor for s",
    ),
    (
        "scale_for",
        "L, C: C / (C - 1) / np.log((C - 1) / np.expm1(L))",
        "that is the temperature; the scale is one over it",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V, s, own=1).mean()",
        "a view is among its own others there: its logit for itself takes −inf",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V, s, own=0).mean()",
        "a logit of 0 is not left out: e^0 is 1; take −inf",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V, s, left_out=True).mean()",
        "the twins are missing from the sum below: softmax is over all others",
    ),
    (
        "twins_loss",
        "V, s: np.mean([np.logaddexp.reduce([s * V[i, k] @ V[j, n] for j in range(len(V)) for n in range(len(V[0])) if (n != k or j == t)]) - s * V[i, k] @ V[t, k] for i in range(len(V)) for k in range(len(V[0])) for t in range(len(V)) if t != i])",
        "the other twins are left out there; all others count, twins or not",
    ),
    (
        "twins_loss",
        "V, s: np.mean([np.logaddexp.reduce([s * V[i, k] @ V[j, n] for j in range(len(V)) for n in range(len(V[0])) if (i, k) != (j, n)]) - np.logaddexp.reduce([s * V[i, k] @ V[t, k] for t in range(len(V)) if t != i]) for i in range(len(V)) for k in range(len(V[0]))])",
        "that is the price of finding one of them, whichever; each twin is looked for",
    ),
    (
        "twins_loss",
        "V, s: np.mean([np.logaddexp.reduce([s * V[i, k] @ V[j, n] for j in range(len(V)) for n in range(len(V[0])) if (i, k) != (j, n)]) - s * V[i, k] @ V[(i + 1) % len(V), k] for i in range(len(V)) for k in range(len(V[0]))])",
        "that is one twin for each view; take the mean over all of them",
    ),
    (
        "twins_loss",
        "V, s: (len(V) - 1) * TWINS(V, s).mean()",
        "that is the sum over the twins; take their mean",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V, s).sum()",
        "that is the sum over the views; take their mean",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V, 1 / s).mean()",
        "s is a scale: multiply by it; a temperature divides",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V, 1).mean()",
        "the scale is missing",
    ),
    (
        "twins_loss",
        "V, s: TWINS(V.transpose(1, 0, 2), s).mean()",
        "twins stand below each other: copies are the first axis, images the second",
    ),
    (
        "bits_shown",
        "L, y: H(np.bincount(y) / len(y)) - L.mean()",
        "those are nats; divide by ln 2",
    ),
    (
        "bits_shown",
        "L, y: np.log2(y.max() + 1) - L.mean() / np.log(2)",
        "ln C is for classes that are equally frequent; take these labels' entropy",
    ),
    (
        "bits_shown",
        "L, y: np.log2(len(np.unique(y))) - L.mean() / np.log(2)",
        "that is for classes that are equally frequent; take these labels' entropy",
    ),
    (
        "bits_shown",
        "L, y: (L.mean() - H(np.bincount(y) / len(y))) / np.log(2)",
        "the sign is turned: a lower loss shows more",
    ),
    (
        "bits_shown",
        "L, y: max(0, (H(np.bincount(y) / len(y)) - L.mean()) / np.log(2))",
        "below 0 it says: worse than the base rates; leave it",
    ),
    (
        "bits_shown",
        "L, y: (len(y) * H(np.bincount(y) / len(y)) - L.sum()) / np.log(2)",
        "that is for all together; how many for each?",
    ),
    (
        "bits_shown",
        "L, y: L.mean() / np.log(2)",
        "that is the loss in bits; how far is it below the entropy of the labels?",
    ),
    (
        "bits_shown",
        "L, y: 1 - L.mean() / H(np.bincount(y) / len(y))",
        "that is a share of the entropy; say how many bits",
    ),
    (
        "hiding_size",
        "n, c, r, d, s: n",
        "as many as the others: that hides gaps of one size only",
    ),
    (
        "hiding_size",
        "n, c, r, d, s: n * (d - s) / (r - c)",
        "turned round: the larger the other gap, the fewer images it takes",
    ),
    (
        "hiding_size",
        "n, c, r, d, s: n * (r - c) / (s - d)",
        "the sign is turned: the two gaps have opposite signs, a number of images has none",
    ),
    (
        "hiding_size",
        "n, c, r, d, s: n * c / d",
        "those are confidences; the gaps have to cancel",
    ),
    (
        "hiding_size",
        "n, c, r, d, s: n * r / s",
        "those are shares right; the gaps have to cancel",
    ),
    (
        "hiding_size",
        "n, c, r, d, s: round(n * (c - r) / (s - d))",
        "right, and rounded; leave it as it is",
    ),
    (
        "fair_loss",
        "t, c, j: t[np.argmin(t[:, c].sum(axis=1))][j].mean()",
        "images marked for both are among the judges; they chose",
    ),
    (
        "fair_loss",
        "t, c, j: t[np.argmin(t[:, c].sum(axis=1))][~c].mean()",
        "all that did not choose judge there; some are marked for neither",
    ),
    (
        "fair_loss",
        "t, c, j: min(row[c].mean() for row in t)",
        "that is told by the images that chose; ask those that judge",
    ),
    (
        "fair_loss",
        "t, c, j: min(row[j & ~c].mean() for row in t)",
        "there the judges choose as well; the others are to choose the step",
    ),
    (
        "fair_loss",
        "t, c, j: t[np.argmin(t[:, c].sum(axis=1))].mean()",
        "all images judge there; only those that judge and did not choose should",
    ),
    (
        "fair_loss",
        "t, c, j: t[-1][j > c].mean()",
        "that is the last step; the lowest of those that choose is meant",
    ),
    (
        "images_to_tell",
        "x, y: np.var(x - y, ddof=1) / np.mean(x - y) ** 2",
        "that is for one standard error; two are asked for, and n goes with their square",
    ),
    (
        "images_to_tell",
        "x, y: 2 * np.var(x - y, ddof=1) / np.mean(x - y) ** 2",
        "the two is to be squared: 2 σ/√n = difference, solved for n",
    ),
    (
        "images_to_tell",
        "x, y: 2 * np.std(x - y, ddof=1) / abs(np.mean(x - y))",
        "that is √n; solve 2 σ/√n = difference for n",
    ),
    (
        "images_to_tell",
        "x, y: 4 * (np.var(x, ddof=1) + np.var(y, ddof=1)) / (x.mean() - y.mean()) ** 2",
        "that adds the variances, as for other images; here take that of the differences",
    ),
    (
        "images_to_tell",
        "x, y: 4 * (x - y).var() / (x - y).mean() ** 2",
        "almost: np.var divides by their number; give it ddof=1",
    ),
    (
        "images_to_tell",
        "x, y: np.ceil(4 * np.var(x - y, ddof=1) / np.mean(x - y) ** 2)",
        "right, and rounded; leave it as it is",
    ),
    (
        "images_to_tell",
        "x, y: (2 * np.std(x - y, ddof=1) / len(x) ** 0.5 / np.mean(x - y)) ** 2",
        "that is how many times these images; how many is it?",
    ),
    (
        "joined_gradient",
        "g, n: sum(g) / len(g)",
        "a mean of means; each part counts by its size",
    ),
    ("joined_gradient", "g, n: sum(g)", "the means were added; that grows with the parts"),
    (
        "joined_gradient",
        "g, n: sum(m * k for m, k in zip(g, n))",
        "that is the gradient of the sum; divide once by the number of all images",
    ),
    (
        "joined_gradient",
        "g, n: np.mean([m * k for m, k in zip(g, n)], axis=0)",
        "divided by the number of parts; the mean is over all images",
    ),
    (
        "joined_gradient",
        "g, n: sum(g) / sum(n)",
        "each part's mean is to be multiplied by its size first",
    ),
    (
        "joined_gradient",
        "g, n: sum(m / k for m, k in zip(g, n)) / sum(1 / n)",
        "a larger part counts more, not less",
    ),
    (
        "best_weight",
        "a, b, c, d: np.log((a + c) / np.float64(b + d))",
        "at −1 a yes pulls w down: there the two labels change places",
    ),
    (
        "best_weight",
        "a, b, c, d: np.log(b + c) - np.log(a + d)",
        "the sign is turned: more yes at 1 is a larger w",
    ),
    (
        "best_weight",
        "a, b, c, d: np.log(a) - np.log(b)",
        "the images at −1 count as well",
    ),
    (
        "best_weight",
        "a, b, c, d: (a + d) / (a + b + c + d)",
        "that is a share; w is the logarithm of its odds",
    ),
    (
        "best_weight",
        "a, b, c, d: np.float64(a + d) / (b + c)",
        "those are the odds; w is their logarithm",
    ),
    (
        "best_weight",
        "a, b, c, d: np.log((a + d) / (b + c)) if (a + d) * (b + c) else 0.0",
        "where no label contradicts, w grows for ever: inf, or −inf",
    ),
    (
        "first_answers",
        "x, y, n, c: np.argmax(n @ CLASS_MEANS(x, y).T, axis=1)",
        "those are the means of the classes; the gradient adds, so it takes their sums",
    ),
    (
        "first_answers",
        "x, y, n, c: np.argmin(n @ x.T @ np.eye(c)[y], axis=1)",
        "that is the least likely class; the step goes against the gradient",
    ),
    (
        "first_answers",
        "x, y, n, c: y[np.argmax(n @ x.T, axis=1)]",
        "that is the label of the one image that has most in common; add up each class",
    ),
    (
        "first_answers",
        "x, y, n, c: [max(set(y), key=list(y).count)] * len(n)",
        "that is the most frequent class, whatever the image shows",
    ),
    (
        "first_answers",
        "x, y, n, c: NEAREST(n, CLASS_MEANS(x, y))",
        "that is the nearest class mean; the scores are products with sums",
    ),
    (
        "calibration_error",
        "c, r, n: THEIR_ECE(c, r, n)",
        "that is still theirs: a confidence of 1 falls out of the last bin",
    ),
    (
        "calibration_error",
        "c, r, n: np.mean(r - c)",
        "the gaps have lost their absolute values, so they cancel",
    ),
    (
        "calibration_error",
        "c, r, n: abs(np.mean(r) - np.mean(c))",
        "that is one gap for all; each bin has its own absolute value",
    ),
    (
        "calibration_error",
        "c, r, n: np.mean(BIN_GAPS(c, r, n))",
        "each bin counts alike there; weight it by the share of its images",
    ),
    (
        "calibration_error",
        "c, r, n: max(BIN_GAPS(c, r, n))",
        "that is the largest gap (the maximum calibration error)",
    ),
    (
        "calibration_error",
        "c, r, n: np.mean(abs(r - c))",
        "each image got a bin of its own; right or wrong is 1 or 0, never in between",
    ),
    ("cooled", "q, T: q ** (1 / T)", "in the right proportions, but rows must sum to 1"),
    ("cooled", "q, T: S(np.log(q) * T)", "the power is turned: T above 1 makes flatter"),
    ("cooled", "q, T: q / T", "probabilities were divided; it is their logarithm that is"),
    (
        "cooled",
        "q, T: q / T / (q / T).sum(1)[:, None]",
        "as it was, or a factor that goes out again; divide the logarithms by T",
    ),
    ("cooled", "q, T: S(q / T)", "softmax took probabilities for logits; ln q are logits"),
    ("undone_weight", "q, w: q", "that is what the model says; its odds are w times too large"),
    ("undone_weight", "q, w: q / w", "the odds are divided by w, and not the probability"),
    (
        "undone_weight",
        "q, w: q * w / (q * w + (1 - q))",
        "that weights once more; divide the odds by w",
    ),
    ("undone_weight", "q, w: q / (w * (1 - q))", "those are the odds; p is odds over 1 + odds"),
    (
        "undone_weight",
        "q, w: np.log(q / (1 - q) / w)",
        "those are the log-odds; a sigmoid makes a probability of them",
    ),
    (
        "undone_weight",
        "q, w: 1 / (1 + (1 - q) / q * np.exp(w))",
        "w itself was subtracted from the log-odds; ln w is the shift",
    ),
    ("start_bias", "s, w: np.log(s / (1 - s))", "the weight is missing: it adds ln w"),
    ("start_bias", "s, w: np.log(1 / s - 1)", "the sign is turned, and the weight is missing"),
    (
        "start_bias",
        "s, w: np.log((1 - s) / (w * s))",
        "the sign is turned: these are the log-odds of the frequent class",
    ),
    (
        "start_bias",
        "s, w: np.log(s / (1 - s)) - np.log(w)",
        "the weight is subtracted; it makes the rare class more frequent",
    ),
    ("start_bias", "s, w: np.log(s)", "that is ln of the share; take its log-odds"),
    (
        "start_bias",
        "s, w: np.log(w) + np.log(s)",
        "1 − share is missing below: log-odds are wanted",
    ),
    (
        "start_bias",
        "s, w: w * s / (1 - s + w * s)",
        "that is the weighted share; its log-odds are the bias",
    ),
    (
        "weighted_threshold",
        "w, m: 1 / (m + 1)",
        "that is the threshold for p; what the model says has w times the odds",
    ),
    (
        "weighted_threshold",
        "w, m: 1 / 2",
        "that is right only if w and the cost of a miss are equal",
    ),
    ("weighted_threshold", "w, m: m / (m + w)", "swapped: a dear miss lowers the threshold"),
    (
        "weighted_threshold",
        "w, m: w / m",
        "those are the odds; the threshold is odds over 1 + odds",
    ),
    (
        "weighted_threshold",
        "w, m: 1 / (1 + w * m)",
        "the weight went the wrong way: above 1 it raises what the model says",
    ),
    (
        "weighted_threshold",
        "w, m: w * 1 / (1 + m)",
        "the odds are multiplied by w, and not the probability",
    ),
    (
        "twice_floor",
        "c, eps: np.log(1 + (c - 1) / np.e)",
        "that is without smoothing, which asks for a little of each class",
    ),
    (
        "twice_floor",
        "c, eps: np.log(np.e + c - 1) - 1 + eps",
        "the true class has its share of what is spread, too: 1 − ε + ε/C",
    ),
    (
        "twice_floor",
        "c, eps: np.log(np.e + c - 1) - (1 - eps / c)",
        "a share ε is taken from the true class before ε/C comes back",
    ),
    (
        "twice_floor",
        "c, eps: np.log(np.exp(1) + c - 1)",
        "that is log-sum-exp of 1, 0, …, 0; take off the target's share of the logit 1",
    ),
    (
        "twice_floor",
        "c, eps: -(1 - eps + eps / c) * np.log(1 - eps + eps / c)"
        " - ((c - 1) * eps / c * np.log(eps / c) if eps else 0)",
        "that is the floor of one softmax with smoothing, which can reach its target",
    ),
    (
        "twice_floor",
        "c, eps: 1 - eps + eps / c - np.log(np.e + c - 1)",
        "the sign is turned: a loss is not below 0",
    ),
    (
        "twice_floor",
        "c, eps: (np.log(np.e + c - 1) - (1 - eps + eps / c)) / np.log(2)",
        "that is in bits; np.log gives nats",
    ),
    (
        "twice_floor",
        "c, eps: (1 - eps) * np.log(1 + (c - 1) / np.e)",
        "the spread share is paid, too, at the logarithms of the other classes",
    ),
    (
        "batch_floor",
        "y: np.log(np.unique(y, return_counts=True)[1].min())",
        "that is the rarest class's alone; average over the images",
    ),
    (
        "batch_floor",
        "y: np.log(y.size)",
        "that is where it starts; the images of a class can share what the others leave",
    ),
    (
        "batch_floor",
        "y: 0",
        "that is so where each class has one image; several must share",
    ),
    (
        "batch_floor",
        "y: np.mean([np.log((y == k).sum()) for k in {*y.tolist()}])",
        "each class counted once; average over the images",
    ),
    (
        "batch_floor",
        "y: np.log((y[:, None] == y).sum(axis=1)).sum()",
        "that is the sum over the images; the loss is their mean",
    ),
    (
        "batch_floor",
        "y: np.log2((y[:, None] == y).sum(axis=1)).mean()",
        "that is in bits; np.log gives nats",
    ),
    (
        "batch_floor",
        "y: np.log((y[:, None] == y).sum(axis=1).mean())",
        "the logarithm of each image's count comes first, then the mean",
    ),
    (
        "batch_floor",
        "y: np.log(len(y) / (y[:, None] == y).sum(axis=1)).mean()",
        "that is the entropy of the label frequencies; here ln N less that is asked for",
    ),
    (
        "batch_floor",
        "y: np.log(len({*y.tolist()}))",
        "that is ln of the number of classes; here images share, not classes",
    ),
    (
        "batch_floor",
        "y: np.log((y[:, None] == y).sum(axis=1).max())",
        "that is the most frequent class's alone",
    ),
    (
        "paid_in_full",
        "costs, words, known: np.sum(costs) / np.log(2) / sum(len(w.encode()) for w in words)",
        "unknown words are free; their bytes follow, at 8 bits each",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known, end=0)",
        "the byte that ends each unknown word is missing",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known, size=len)"
        " * len(''.join(words).encode()) / len(''.join(words))",
        "that counts characters; some take two bytes or more: word.encode()",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known, size=len)",
        "unknown words are spelled in characters; count their bytes",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known)"
        " * sum(len(w.encode()) for w in words) / len(''.join(words))",
        "that is per character; divide by bytes",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs * np.log(2), words, known)",
        "the losses are in nats; divided by ln 2 they are bits",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known)"
        " * sum(len(w.encode()) for w in words) / len(words)",
        "that is per word; share it out over the bytes",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs * [w in known for w in words], words, known)",
        "the token “unknown” was predicted, too; its loss is paid as well",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known)"
        " * sum(len(w.encode()) for w in words)"
        " / (sum(len(w.encode()) for w in words if w in known) or 1)",
        "the bytes of unknown words are text, too; divide by all",
    ),
    (
        "paid_in_full",
        "costs, words, known: FULL(costs, words, known) - sum(8 * (len(w.encode()) + 1)"
        " for i, w in enumerate(words) if w not in known and w in words[:i])"
        " / sum(len(w.encode()) for w in words)",
        "each place of an unknown word is spelled again; none is learned",
    ),
    (
        "window_context",
        "n, T, s: np.arange(n) % T",
        "that is without overlap; each window keeps T − stride tokens of the one before",
    ),
    (
        "window_context",
        "n, T, s: np.arange(n) - np.arange(n) // s * s",
        "that is the last window that holds it; take the first, where it is new",
    ),
    (
        "window_context",
        "n, T, s: T - s + np.arange(n) % s",
        "in the first window all tokens are new, and the first has nothing before it",
    ),
    (
        "window_context",
        "n, T, s: FIRST(n, T, s) + 1",
        "the token itself is counted; it is what is predicted",
    ),
    (
        "window_context",
        "n, T, s: np.clip(np.arange(n), 0, T - 1)",
        "that is a stride of 1, a window for each token",
    ),
    ("window_context", "n, T, s: np.arange(n)", "that is without windows: the whole text is read"),
    (
        "preference_loss",
        "c, r, c0, r0, b: -np.log(SIGMA(b * (c.sum() - r.sum())))",
        "the reference is left out; what counts is what training has changed",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: -np.log(SIGMA(b * ((c - c0).mean() - (r - r0).mean())))",
        "means were taken; an answer's log-probability is the sum over its tokens",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: -np.log(SIGMA(b * ((r - r0).sum() - (c - c0).sum())))",
        "the margin is turned: that prefers the rejected answer",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: -np.log(SIGMA((c - c0).sum() - (r - r0).sum()))",
        "beta is missing",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: np.log(SIGMA(b * ((c - c0).sum() - (r - r0).sum())))",
        "the minus is lost",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: -b * np.log(SIGMA((c - c0).sum() - (r - r0).sum()))",
        "beta belongs to the margin, inside of σ",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: np.log(SIGMA((r - r0).sum())) - np.log(SIGMA((c - c0).sum()))",
        "σ was taken of each answer; it takes their difference",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: SIGMA(b * ((c - c0).sum() - (r - r0).sum()))",
        "that is σ itself, the probability; the loss is −ln of it",
    ),
    (
        "preference_loss",
        "c, r, c0, r0, b: b * ((r - r0).sum() - (c - c0).sum())",
        "that is the margin with a minus; −ln σ of it is asked for",
    ),
    (
        "chunked_logsumexp",
        "chunks: RESCALED(chunks)",
        "where all so far are −inf, −inf less −inf is nan, and nan stays",
    ),
    (
        "chunked_logsumexp",
        "chunks: HURRY(chunks)",
        "what was summed before is not rescaled when the maximum grows",
    ),
    (
        "chunked_logsumexp",
        "chunks: HURRY(chunks, late=True)",
        "the new chunk is rescaled too; it is summed with the new maximum already",
    ),
    (
        "chunked_logsumexp",
        "chunks: np.mean([*map(ROWS, chunks)], axis=0)",
        "that is the mean of the chunks' log-sum-exp",
    ),
    (
        "chunked_logsumexp",
        "chunks: np.sum([*map(ROWS, chunks)], axis=0)",
        "log-sum-exps do not add up; their exponentials do",
    ),
    (
        "chunked_logsumexp",
        "chunks: np.max([*map(ROWS, chunks)], axis=0)",
        "that is the largest chunk's alone",
    ),
    (
        "chunked_logsumexp",
        "chunks: [*map(ROWS, chunks)][-1]",
        "that is the last chunk's alone",
    ),
    (
        "chunked_logsumexp",
        "chunks: np.hstack(chunks).max(axis=1)",
        "that is the largest logit; the sum is missing",
    ),
    (
        "chunked_logsumexp",
        "chunks: np.log(np.exp(np.hstack(chunks)).sum(axis=1))",
        "without the maximum, exp overflows for large logits",
    ),
    (
        "joined_softmax",
        "own, parts: np.hstack(own)",
        "over all words these sum to the number of machines",
    ),
    (
        "joined_softmax",
        "own, parts: np.hstack(own) / len(own)",
        "that is right where all have the same log-sum-exp",
    ),
    (
        "joined_softmax",
        "own, parts: SHARED(own, np.exp(parts) / np.exp(parts).sum(axis=0))",
        "right for small numbers; subtract the maximum first, or exp overflows",
    ),
    (
        "joined_softmax",
        "own, parts: SHARED(own, parts / parts.sum(axis=0))",
        "those are shares of the logarithms; take exp first",
    ),
    (
        "joined_softmax",
        "own, parts: SHARED(own, np.exp(parts - parts.max(axis=0)))",
        "the largest gets 1; divided by their sum they are shares",
    ),
    (
        "joined_softmax",
        "own, parts: SHARED(own, S((parts.min(axis=0) - parts).T).T)",
        "the minus is too much: who has the larger sum has more of the probability",
    ),
    (
        "joined_softmax",
        "own, parts: S(np.hstack(own))",
        "softmax was taken again, of probabilities",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log(1 + np.exp(d - t).mean())",
        "as if each stood for itself; a word drawn with probability r counts 1/r times",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log(1 + (r * np.exp(d - t)).mean())",
        "that counts the likely words twice over; divide by r",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log(1 + (np.exp(d - t) / r).sum())",
        "the k draws each estimate the whole sum; take their mean",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log(1 + np.exp(d - t).mean() / r.mean())",
        "each word is divided by its own r, not by their mean",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log((1 + (np.exp(d - t) / r).sum()) / len(d))",
        "the 1 of the true word is divided by k too; it stands for itself",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log((np.exp(d - t) / r).mean())",
        "the 1 of the true word itself is missing",
    ),
    (
        "sampled_loss",
        "t, d, r: np.log(1 + np.exp(d - t) / r).mean()",
        "the logarithm comes last: the mean of the sums first",
    ),
    (
        "rank_losses",
        "t, n: t / n.sum()",
        "DDP divides by the number of ranks once more; make up for it",
    ),
    (
        "rank_losses",
        "t, n: n.shape[0] * t / n.sum(axis=0)",
        "each micro-batch is divided by its own labels; the sum has one divisor",
    ),
    ("rank_losses", "t, n: t / n[0]", "those are the first rank's own means, a mean of means"),
    (
        "rank_losses",
        "t, n: t * n.shape[0] / n.shape[1] / n.sum()",
        "micro-batches are added up; nothing divides by their number",
    ),
    (
        "rank_losses",
        "t, n: t / n.mean()",
        "nothing divides by the number of micro-batches; only that of ranks is made up for",
    ),
    (
        "rank_losses",
        "t, n: t / n.shape[1]",
        "that divides by the number of parts; divide by the labelled tokens in them",
    ),
    ("rank_losses", "t, n: t", "those are sums; they grow with the number of tokens"),
    (
        "rank_losses",
        "t, n: t.sum() * n.shape[0] / n.sum()",
        "one number for each micro-batch, not their sum",
    ),
    (
        "unowned",
        "g: np.where(g.sum(axis=1) != 0)[0]",
        "rounded rows do not sum to 0 to the last bit; leave room for that",
    ),
    (
        "unowned",
        "g: np.where(np.isclose(g.sum(axis=1), 0))[0]",
        "turned: those are the rows that sum to 0, which have an owner or no label",
    ),
    (
        "unowned",
        "g: np.where(g.min(axis=1) >= 0)[0]",
        "rows of ignored tokens are 0, and have no minus either",
    ),
    (
        "unowned",
        "g: g.sum(axis=1) > 1e-9",
        "that is a mask; np.flatnonzero gives the numbers",
    ),
    ("unowned", "g: [sum(g.sum(axis=1) > 1e-9)]", "that is how many; which are they?"),
    (
        "owner",
        "y, V, W: divmod(y, V // W)",
        "that is right where W divides V; here the first ranks have one word more",
    ),
    (
        "owner",
        "y, V, W: divmod(y, int(np.ceil(V / W)))",
        "all parts but the last have ⌈V/W⌉ words then; array_split makes them more even",
    ),
    (
        "owner",
        "y, V, W: (y % W, y // W)",
        "that deals the words out one by one; here each rank has a block of them",
    ),
    (
        "owner",
        "y, V, W: (OWNER(y, V, W)[0], y)",
        "the column is that of the whole table; count from the rank's first word",
    ),
    ("owner", "y, V, W: OWNER(y, V, W)[::-1]", "the two are swapped: the rank comes first"),
    ("owner", "y, V, W: (OWNER(y, V, W)[0] + 1, OWNER(y, V, W)[1])", "ranks are counted from 0"),
]
