"""Writes tf-saliency/core/src/test/resources/references/groups/shap.json: what SHAP gives to groups of features.

The network is x -> tanh(x W1) W2, of which output 1 is explained. SHAP's KernelExplainer hides a group of columns
as a whole where its data comes as DenseData with groups; with all coalitions its values are exact.
Needs numpy and shap 0.51.0: make_group_references.py [FILE]
"""
import json
import pathlib
import sys

import numpy as np
import shap
from shap.utils._legacy import DenseData

FEATURES, HIDDEN, OUTPUTS = 9, 6, 3
GROUPS = {"a": [0, 4], "b": [1, 2, 8], "c": [3], "d": [5, 6, 7]}

rng = np.random.default_rng(7)
first = rng.normal(size=(FEATURES, HIDDEN)).astype(np.float32)
second = rng.normal(size=(HIDDEN, OUTPUTS)).astype(np.float32)
rows = rng.normal(size=(3, FEATURES)).astype(np.float32)
baseline = 0.25


def score(x):
    return (np.tanh(np.asarray(x, dtype=np.float64) @ first) @ second)[:, 1]


data = DenseData(np.full((1, FEATURES), baseline), list(GROUPS), [np.array(members) for members in GROUPS.values()])
values = shap.KernelExplainer(score, data).shap_values(rows, nsamples=2 ** len(GROUPS) - 2, l1_reg=False)
assert np.allclose(values.sum(axis=1), score(rows) - score(np.full((1, FEATURES), baseline)))

folder = pathlib.Path(__file__).parents[1] / "resources" / "references" / "groups"
file = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "shap.json"
file.parent.mkdir(exist_ok=True)
file.write_text(
    json.dumps(
        {
            "made by": f"shap {shap.__version__}, numpy {np.__version__}",
            "first": first.ravel().tolist(),
            "second": second.ravel().tolist(),
            "rows": rows.tolist(),
            "baseline": baseline,
            "groups": GROUPS,
            "values": values.tolist(),
        },
        indent=1,
    )
    + "\n"
)
