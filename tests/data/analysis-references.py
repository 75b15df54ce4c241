"""Makes analysis-references.json: figures of other implementations that tests of profiles compare with.

Needs numpy, scipy and scikit-learn (Debian: python3-sklearn). Run in this folder: python3 analysis-references.py
"""

import csv
import json

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.ensemble import IsolationForest
from sklearn.feature_selection import f_classif

FORESTS = 20


def read(name):
    with open(name, newline="") as file:
        header, *rows = list(csv.reader(file))
    numeric = [i for i in range(len(header)) if is_number(rows[0][i])]
    values = np.array([[float(row[i]) for i in numeric] for row in rows])
    return [header[i] for i in numeric], values, [row[-1] for row in rows]


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def describe(values):
    return {
        "variance": np.var(values, ddof=1),
        "skewness": stats.skew(values, bias=False),
        "kurtosis": stats.kurtosis(values, bias=False),
        "median": np.median(values),
        "mad": stats.median_abs_deviation(values),
        "quantiles": list(np.quantile(values, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])),
        "entropy_bits": stats.entropy(np.unique(values, return_counts=True)[1], base=2),
        "iqr_outliers": outliers(values, *tukey(values)),
        "z_outliers": int(np.sum(np.abs(stats.zscore(values, ddof=1)) > 3)),
        "mad_outliers": modified_outliers(values),
    }


def modified_outliers(values):
    """None where more than half of the values are equal: there is no scale to measure by."""
    mad = stats.median_abs_deviation(values)
    return int(np.sum(0.6745 * np.abs(values - np.median(values)) / mad > 3.5)) if mad > 0 else None


def tukey(values):
    first, third = np.quantile(values, [0.25, 0.75])
    return first - 1.5 * (third - first), third + 1.5 * (third - first)


def outliers(values, lower, upper):
    return int(np.sum((values < lower) | (values > upper)))


def pairs(names, values):
    covariance = np.cov(values.T)
    return [
        {
            "left": names[i], "right": names[j], "covariance": covariance[i, j],
            "pearson": stats.pearsonr(values[:, i], values[:, j])[0],
            "spearman": stats.spearmanr(values[:, i], values[:, j])[0],
        }
        for i in range(len(names)) for j in range(i + 1, len(names))
    ]


def forest(values):
    """Mean score over several forests: what remains of chance is small."""
    scores = [-IsolationForest(random_state=seed).fit(values).score_samples(values) for seed in range(FORESTS)]
    return [round(score, 6) for score in np.mean(scores, axis=0)]


def eta(values, labels):
    f = f_classif(values, labels)[0]
    between, within = len(set(labels)) - 1, len(labels) - len(set(labels))
    return list(np.sqrt(f * between / (f * between + within)))


def cramers_v(table):
    """Bergsma, 2013, equations 2 to 4."""
    table = np.array(table)
    n, (r, c) = table.sum(), table.shape
    phi = stats.chi2_contingency(table, correction=False)[0] / n
    phi = max(0, phi - (r - 1) * (c - 1) / (n - 1))
    return float(np.sqrt(phi / min(r - (r - 1) ** 2 / (n - 1) - 1, c - (c - 1) ** 2 / (n - 1) - 1)))


# Hair and eye colour of 592 students: Snee, "Graphical display of two-way contingency tables", 1974.
HAIR_EYE = [[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]]

iris, iris_values, iris_labels = read("iris.csv")
diabetes, diabetes_values, _ = read("diabetes.csv")
_, cancer_values, _ = read("breast_cancer.csv")
missing_left = np.array([1, 2, 2, np.nan, 5, 9, 3, 3, np.nan, 7])
missing_right = np.array([2, 1, np.nan, 4, 4, 8, 4, 5, np.nan, 1])
common = ~np.isnan(missing_left) & ~np.isnan(missing_right)

result = {
    "source": f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}; "
              "made by analysis-references.py",
    "columns": {name: describe(diabetes_values[:, i]) for i, name in enumerate(diabetes)},
    "iris_pairs": pairs(iris, iris_values),
    "diabetes_pairs": pairs(diabetes, diabetes_values),
    "spearman_with_missing": stats.spearmanr(missing_left[common], missing_right[common])[0],
    "iris_eta": dict(zip(iris, eta(iris_values, iris_labels))),
    "hair_eye": {"table": HAIR_EYE, "cramers_v": cramers_v(HAIR_EYE)},
    "isolation_forest": {"forests": FORESTS, "iris": forest(iris_values), "breast_cancer": forest(cancer_values)},
}
with open("analysis-references.json", "w") as file:
    json.dump(result, file, indent=1, default=float)
    file.write("\n")
