#!/usr/bin/env python3
"""Exports architectures of keras.applications with random weights, explains them by the launcher, and compares the
logits' gradient with TensorFlow's own. Prints the table of docs/import.md.

    pip install tensorflow-cpu==2.18.0
    mvn -q -DskipTests package
    python3 tf-saliency/core/src/test/python/check_keras_applications.py [NAME ...]
"""
import json
import os
import subprocess
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import keras
import numpy as np
import tensorflow as tf

LAUNCHER = os.path.join(os.path.dirname(__file__), "../../../../examples/target/tf-saliency/bin/tf-saliency")
NAMES = ["ConvNeXtTiny", "DenseNet121", "EfficientNetV2B0", "InceptionResNetV2", "MobileNetV3Small", "NASNetMobile",
         "ResNet50V2", "Xception"]
SIZE = 96


def tensorflow_gradient(folder, x):
    model = tf.saved_model.load(folder)
    call = model.signatures["serving_default"]
    name = next(iter(call.structured_input_signature[1]))
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = next(iter(call(**{name: x}).values()))
        target = tf.argmax(output, 1)
        score = tf.reduce_sum(tf.gather(output, target, batch_dims=1))
    return tape.gradient(score, x).numpy(), target.numpy(), tf.reduce_max(output, 1).numpy()


def check(name, work):
    keras.utils.set_random_seed(3)
    model = getattr(keras.applications, name)(weights=None, classifier_activation=None, input_shape=(SIZE, SIZE, 3))
    folder = os.path.join(work, name)
    model.export(folder, verbose=False)
    x = np.random.default_rng(1).uniform(0, 255, (2, SIZE, SIZE, 3)).astype(np.float32)
    expected, targets, scores = tensorflow_gradient(folder, x)
    array = os.path.join(work, "x.npy")
    np.save(array, x)
    out = os.path.join(work, "out")
    subprocess.run([LAUNCHER, "explain", "--model", folder, "--input", array, "--method", "gradient", "--out", out,
                    "--target", *map(str, targets)], check=True, capture_output=True)
    with open(os.path.join(out, "summary.json")) as summary:
        result = json.load(summary)[0]
    error = np.abs(np.load(os.path.join(out, result["npy"])) - expected) / np.abs(expected).max()
    print(f"| {name} | {model.count_params():,} | {np.abs(result['scores'] / scores - 1).max():.0e} | {error.max():.0e}"
          f" | {(error > 1e-3).mean():.2%} |", flush=True)


with tempfile.TemporaryDirectory() as folder:
    for architecture in sys.argv[1:] or NAMES:
        check(architecture, folder)
