#!/usr/bin/env python3
"""Explains architectures with random weights by the methods that override whole activations, and
lists what was overridden and what keeps its derivative. Prints the table of docs/methods.md; the
models and inputs stay in FOLDER.

    pip install tensorflow-cpu==2.18.0
    python3 tf-saliency/core/src/test/python/check_whole_activations.py LAUNCHER FOLDER
"""
import collections
import json
import os
import subprocess
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import keras
import numpy as np

SIZE, PATCH, WIDTH, HEADS, BLOCKS = 64, 16, 48, 4, 4
METHODS = ["guided-backprop", "deconvnet", "rectified-gradient"]


class Tokens(keras.layers.Layer):
    """A class token ahead of the patches, and places."""

    def build(self, shape):
        self.ahead = self.add_weight(shape=(1, 1, WIDTH), name="ahead")
        places = (1, shape[1] + 1, WIDTH)
        self.places = self.add_weight(shape=places, name="places", initializer="random_normal")

    def call(self, x):
        ahead = keras.ops.broadcast_to(self.ahead, (keras.ops.shape(x)[0], 1, WIDTH))
        return keras.ops.concatenate([ahead, x], 1) + self.places


def vision_transformer():
    layers = keras.layers
    picture = layers.Input((SIZE, SIZE, 3))
    x = layers.Conv2D(WIDTH, PATCH, strides=PATCH)(picture)
    x = Tokens()(layers.Reshape(((SIZE // PATCH) ** 2, WIDTH))(x))
    for _ in range(BLOCKS):
        read = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.MultiHeadAttention(HEADS, WIDTH // HEADS)(read, read)])
        hidden = layers.LayerNormalization(epsilon=1e-6)(x)
        hidden = layers.Dense(4 * WIDTH, activation="gelu")(hidden)
        x = layers.Add()([x, layers.Dense(WIDTH)(hidden)])
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    return keras.Model(picture, layers.Dense(10)(x[:, 0]))


def of_keras(name):
    return lambda: getattr(keras.applications, name)(
        input_shape=(SIZE, SIZE, 3), weights=None, classes=10, include_preprocessing=False,
        classifier_activation=None)


MODELS = {
    "MobileNetV3Small": of_keras("MobileNetV3Small"),
    "EfficientNetV2B0": of_keras("EfficientNetV2B0"),
    "ConvNeXtTiny": of_keras("ConvNeXtTiny"),
    "ViT of four blocks": vision_transformer,
}


def run(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def counted(names):
    return ", ".join(f"{count} {name}" for name, count in collections.Counter(names).items()) or "none"


def check(name, work):
    keras.utils.set_random_seed(3)
    folder = os.path.join(work, name.split()[0].lower())
    MODELS[name]().export(folder, verbose=False)
    x = np.random.default_rng(5).normal(size=(SIZE, SIZE, 3)).astype(np.float32)
    np.save(folder + ".npy", x)
    rows = set()
    for method in METHODS:
        inspection = run("inspect", "--model", folder, "--method", method, "--json")
        overridden = [layer["reason"] for layer in inspection["layers"] if layer["rule"]]
        names = set(inspection["not_overridden"])
        kept = [layer for layer in inspection["layers"] if layer["name"] in names]
        (entry,) = run("explain", "--model", folder, "--input", folder + ".npy", "--method", method,
                       "--out", os.path.join(work, "out"), "--json")
        map_ = np.load(os.path.join(work, "out", entry["npy"]))
        assert np.isfinite(map_).all() and np.abs(map_).max() > 0, (name, method)
        reasons = [layer["reason"] or "" for layer in kept]
        gates = [reason.split("(")[1].split(")")[0] for reason in reasons if "a gate" in reason]
        others = [layer["op"] for layer in kept if "a gate" not in (layer["reason"] or "")]
        print(f"{name} by {method}: {entry['warnings']}", file=sys.stderr)
        rows.add(f"| {name} | {counted(reason.removeprefix('is ') for reason in overridden)}"
                 f" | {counted(gates)} | {counted(others)} |")
    print("\n".join(sorted(rows)), flush=True)


for model in MODELS:
    check(model, sys.argv[2])
