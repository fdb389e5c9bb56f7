"""Runs exported explanations in plain TensorFlow and compares them with what Java computed.

ExportParityTest writes them into the folder that EXPLANATIONS names:

    python check_export.py FOLDER

With --cost it measures them instead, in multiples of a forward pass, beside TensorFlow's own gradient:

    python check_export.py FOLDER/efficientnet-lite0 --cost savedmodels/efficientnet-lite0
"""

import argparse
import json
import os
import pathlib
import sys
import time

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

TURNS = 15
WARM_UP = 5


def floats(path, shape):
    return np.fromfile(path, dtype="<f4").reshape(shape)


def explain(signature, values, targets):
    inputs = signature.structured_input_signature[1]
    name = next(name for name in inputs if name not in ("target", "seed"))
    arguments = {name: tf.constant(values)}
    # A direction is exported with its target.
    if "target" in inputs:
        arguments["target"] = tf.constant(targets, tf.int64)
    if "seed" in inputs:
        arguments["seed"] = tf.constant(1, tf.int64)
    return {key: value.numpy() for key, value in signature(**arguments).items()}


def difference(actual, expected):
    largest = np.max(np.abs(actual - expected))
    return 0.0 if largest == 0 else largest / np.max(np.abs(expected))


def check(folder, case, samples):
    """The largest difference from Java's maps, in parts of their largest value."""
    alone = floats(folder / (case["folder"] + ".alone"), case["map"])
    together = floats(folder / (case["folder"] + ".together"), case["map"])
    loaded = tf.saved_model.load(str(folder / case["folder"]))
    signature = loaded.signatures["explain"]
    targets = case["targets"]
    runs = [(i, i + 1, alone) for i in range(len(targets))]
    if case["singlePass"]:
        runs.append((0, len(targets), together))
    worst = 0.0
    for start, end, expected in runs:
        given = explain(signature, samples[start:end], targets[start:end])
        if given["target"].tolist() != case["explained"][start:end]:
            raise AssertionError(f"{case}: target {given['target']}")
        np.testing.assert_allclose(given["score"], case["scores"][start:end], rtol=1e-5, atol=1e-5)
        for actual, wanted in zip(given["attribution"], expected[start:end]):
            worst = max(worst, difference(actual, wanted))
    return worst


def check_all(folders):
    failed = 0
    for folder in folders:
        cases = json.loads((folder / "cases.json").read_text())
        samples = floats(folder / "input", cases[0]["input"])
        for case in cases:
            worst = check(folder, case, samples)
            fits = worst < case["tolerance"]
            failed += not fits
            print(f"{folder.name:20}{worst:8.1e} {'' if fits else 'TOO FAR: '}{case['method']}", flush=True)
    if failed:
        sys.exit(f"{failed} explanations differ from Java's.")


def seconds(runs):
    """The shortest time of each, taken in turns, so that other work on the machine counts for all alike."""
    shortest = [float("inf")] * len(runs)
    for turn in range(TURNS):
        for i, run in enumerate(runs):
            start = time.perf_counter()
            run()
            if turn >= WARM_UP:
                shortest[i] = min(shortest[i], time.perf_counter() - start)
    return shortest


def own_gradient(signature, name):
    @tf.function
    def gradient(values):
        with tf.GradientTape() as tape:
            tape.watch(values)
            score = tf.reduce_max(next(iter(signature(**{name: values}).values())), axis=1)
        return tape.gradient(score, values)

    return gradient


def measure(folder, model):
    cases = json.loads((folder / "cases.json").read_text())
    sample = floats(folder / "input", cases[0]["input"])[:1]
    loaded = tf.saved_model.load(str(model))
    signature = loaded.signatures["serving_default"]
    name = next(iter(signature.structured_input_signature[1]))
    values = tf.constant(sample)
    gradient = own_gradient(signature, name)
    for case in cases:
        export = tf.saved_model.load(str(folder / case["folder"]))
        explained = export.signatures["explain"]
        forward, own, exported = seconds(
            [
                lambda: next(iter(signature(**{name: values}).values())).numpy(),
                lambda: gradient(values).numpy(),
                lambda: explain(explained, sample, [-1]),
            ]
        )
        print(
            f"forward {forward:.4f} s, own gradient {own / forward:5.2f}, exported {exported / forward:6.2f}"
            f" {case['method']}",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--cost", metavar="MODEL", type=pathlib.Path)
    options = parser.parse_args()
    if options.cost:
        measure(options.folder, options.cost)
    else:
        check_all(sorted(path.parent for path in options.folder.glob("*/cases.json")))


main()
