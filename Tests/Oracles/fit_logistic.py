"""The minimum of the penalised logistic loss, by SciPy's BFGS, for FitTests.

Standard input: a JSON object with rows, isPositive and penalty. Standard output: weights, intercept and
the loss there, and the loss at the point `asked`.
"""
import json
import sys

import numpy as np
from scipy.optimize import minimize

case = json.load(sys.stdin)
rows = np.array(case["rows"])
sign = np.where(case["isPositive"], 1.0, -1.0)
cost = np.where(sign > 0, 0.5 / (sign > 0).sum(), 0.5 / (sign < 0).sum())
penalty = case["penalty"]


def loss(point):
    score = rows @ point[:-1] + point[-1]
    value = (cost * np.logaddexp(0, -sign * score)).sum() + penalty / 2 * (point[:-1] ** 2).sum()
    slope = -cost * sign / (1 + np.exp(sign * score))
    return value, np.append(rows.T @ slope + penalty * point[:-1], slope.sum())


best = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="BFGS", options={"gtol": 1e-9})
json.dump(
    {"weights": best.x[:-1].tolist(), "intercept": best.x[-1], "loss": best.fun,
     "lossAsked": loss(np.array(case["asked"]))[0]}, sys.stdout)
