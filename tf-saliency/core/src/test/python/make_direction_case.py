"""Makes cases/directions: a small convolutional network, the same in half precision, a small
sequence network with a class token, and a network of two inputs; and the gradients of directions
and similarities by TensorFlow's own tape, in double precision. Run with TensorFlow 2.18:
make_direction_case.py FOLDER
"""

import os
import sys

import numpy as np
import tensorflow as tf

random = np.random.default_rng(4)


def normal(*shape):
    return random.normal(size=shape).astype(np.float32)


KERNELS = [normal(3, 3, 3, 4) * np.float32(0.5), normal(4, 2)]
PATCHES = [normal(6, 5), normal(5), normal(9, 5), normal(5, 5), normal(5, 2)]


def pictures(x, weights):
    """The layer [N, 5, 6, 4], and scores."""
    layer = tf.tanh(tf.nn.conv2d(x, weights[0], 1, "SAME"), name="layer")
    return layer, tf.reduce_mean(layer, (1, 2)) @ weights[1]


def tokens(x, weights):
    """The layer [N, 9, 5] with the class token ahead, and scores."""
    places = tf.tensordot(x, weights[0], 1)
    ahead = tf.ones_like(places[:, :1]) * weights[1]
    joined = tf.concat([ahead, places], 1) + weights[2]
    shares = tf.nn.softmax(tf.matmul(joined, joined, transpose_b=True))
    layer = tf.nn.gelu(tf.tensordot(tf.matmul(shares, joined), weights[3], 1))
    layer = tf.nn.softplus(layer, name="layer")
    return layer, layer[:, 0] @ weights[4]


def half(x, weights):
    """As pictures; in single precision fed, and in half precision from there on."""
    if x.dtype == tf.float64:
        return pictures(x, weights)
    return pictures(tf.cast(x, tf.float16), weights)


def pair(x, v, weights):
    """The layer [N, 5, 6, 4] of a picture and of a vector, which scales its channels, and scores."""
    scaled = tf.nn.conv2d(x, weights[0], 1, "SAME") * tf.sigmoid(v @ weights[1])[:, None, None]
    layer = tf.tanh(scaled + (v @ weights[2])[:, None, None], name="layer")
    return layer, tf.reduce_mean(layer, (1, 2)) @ weights[3]


class Network(tf.Module):
    def __init__(self, function, weights, shape):
        super().__init__()
        self.kept = [tf.Variable(weight) for weight in weights]
        self.scores = tf.function(
            lambda x: function(x, self.kept)[1],
            input_signature=[tf.TensorSpec((None,) + shape, tf.float32, "x")],
        )


def cosine(a, b):
    axes = tuple(range(1, len(a.shape)))
    lengths = tf.sqrt(tf.reduce_sum(a * a, axes)) * np.sqrt((b * b).sum())
    return tf.reduce_sum(a * b, axes) / lengths


def product(a, b):
    return tf.reduce_sum(a * b, tuple(range(1, len(a.shape))))


def save(folder, name, function, weights, x, picked):
    """For each way to read the layer, the maps of both targets."""
    tf_module = Network(function, weights, x.shape[1:])
    tf.saved_model.save(tf_module, f"{folder}/{name}", signatures=tf_module.scores)
    os.remove(f"{folder}/{name}/fingerprint.pb")
    np.save(f"{folder}/{name}_x.npy", x)
    wide = [weight.astype(np.float64) for weight in weights]
    shape = function(tf.constant(x), weights)[0].shape[1:]
    channels, whole = normal(shape[-1]), normal(*shape)
    np.save(f"{folder}/{name}_channels.npy", channels)
    np.save(f"{folder}/{name}_whole.npy", whole)
    places = tuple(range(1, len(shape)))
    readings = {
        "mean": (lambda v: tf.reduce_mean(v, places), channels),
        "sum": (lambda v: tf.reduce_sum(v, places), channels),
        "place": (lambda v: v[(slice(None),) + picked], channels),
        "whole": (lambda v: v, whole),
    }
    for reading, (read, vector) in readings.items():
        for kind, score in (("direction", product), ("similarity", cosine)):
            values = tf.constant(x, tf.float64)
            with tf.GradientTape() as tape:
                tape.watch(values)
                scores = score(read(function(values, wide)[0]), vector.astype(np.float64))
            gradient = tape.gradient(scores, values).numpy()
            np.save(f"{folder}/{name}_{kind}_{reading}.npy", gradient.astype(np.float32))
            np.save(f"{folder}/{name}_{kind}_{reading}_scores.npy", scores.numpy().astype("f4"))


def save_pair(folder, weights, x, v):
    """The maps of both inputs, for a direction and a similarity of the channels' means."""
    module = tf.Module()
    module.kept = [tf.Variable(weight) for weight in weights]
    module.scores = tf.function(
        lambda x, v: {"logits": pair(x, v, module.kept)[1]},
        input_signature=[
            tf.TensorSpec((None,) + x.shape[1:], tf.float32, "x"),
            tf.TensorSpec((None,) + v.shape[1:], tf.float32, "v"),
        ],
    )
    tf.saved_model.save(module, folder + "/pair", signatures=module.scores)
    os.remove(folder + "/pair/fingerprint.pb")
    channels = normal(4)
    for name, values in (("x", x), ("v", v), ("channels", channels)):
        np.save(f"{folder}/pair_{name}.npy", values)
    wide = [weight.astype(np.float64) for weight in weights]
    for kind, score in (("direction", product), ("similarity", cosine)):
        given = [tf.constant(x, tf.float64), tf.constant(v, tf.float64)]
        with tf.GradientTape() as tape:
            tape.watch(given)
            means = tf.reduce_mean(pair(*given, wide)[0], (1, 2))
            scores = score(means, channels.astype(np.float64))
        for name, gradient in zip("xv", tape.gradient(scores, given)):
            np.save(f"{folder}/pair_{kind}_{name}.npy", gradient.numpy().astype(np.float32))
        np.save(f"{folder}/pair_{kind}_scores.npy", scores.numpy().astype("f4"))


if __name__ == "__main__":
    target = sys.argv[1] + "/directions"
    os.makedirs(target, exist_ok=True)
    save(target, "pictures", pictures, KERNELS, normal(2, 5, 6, 3), (2, 4))
    save(target, "tokens", tokens, PATCHES, normal(2, 8, 6), (0,))
    halves = [weight.astype(np.float16) for weight in KERNELS]
    save(target, "half", half, halves, normal(2, 5, 6, 3), (2, 4))
    save_pair(
        target,
        [normal(3, 3, 3, 4) * np.float32(0.5), normal(7, 4), normal(7, 4), normal(4, 2)],
        normal(2, 5, 6, 3),
        normal(2, 7),
    )
