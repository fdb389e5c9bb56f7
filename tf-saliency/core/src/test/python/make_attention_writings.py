"""Makes cases/attention_writings, attention_parted and attention_refused: the small transformer of
make_attention_cases.py with its attention written in ways that are found, of parts of the tokens,
and in ways that have no map of attention. Maps are by TensorFlow's tape in float64; their formulas
are those of make_attention_cases.py. Run with TensorFlow 2.18, Keras 3.15 and tf_keras 2.18:
make_attention_writings.py FOLDER
"""

import os
import sys

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from make_attention_cases import (
    BLOCKS, HEADS, SIZE, WIDTH, Network, cdam, normal, references, weights,
)

ROWS, COLUMNS = 4, 3
PATCHES = ROWS * COLUMNS


def more(w):
    """Weights that single writings have beside those of the network."""
    for b in w["blocks"]:
        b["bias"] = normal(1, HEADS, PATCHES + 1, PATCHES + 1)
        b["low"], b["high"] = normal(WIDTH, 2), normal(2, HEADS * SIZE)
        b["added"] = normal(PATCHES + 1, WIDTH)
        b["talk1"], b["talk2"] = normal(HEADS, HEADS), normal(HEADS, HEADS)
        b["gamma3"], b["temperature"] = 1 + normal(SIZE), 1 + normal(1, HEADS, 1, 1)
        b["wq4"], b["wo4"] = normal(WIDTH, 2 * HEADS, SIZE), normal(2 * HEADS, SIZE, WIDTH)
    w["probe"] = normal(1, 1, WIDTH)
    w["merge"] = normal(2 * WIDTH, WIDTH)
    return w


# Shares [N, heads, queries, keys], written in several ways.


def softmax(s):
    return tf.nn.softmax(s)


def exp_sum(s):
    e = tf.exp(s)
    return e / tf.reduce_sum(e, -1, keepdims=True)


def exp_max(s):
    e = tf.exp(s - tf.stop_gradient(tf.reduce_max(s, -1, keepdims=True)))
    return e / tf.reduce_sum(e, -1, keepdims=True)


def exp_reciprocal(s):
    e = tf.exp(s - tf.reduce_max(s, -1, keepdims=True))
    return e * tf.math.reciprocal(tf.reduce_sum(e, -1, keepdims=True))


def exp_log(s):
    return tf.exp(tf.nn.log_softmax(s))


def exp_log_sum(s):
    return tf.exp(s - tf.reduce_logsumexp(s, -1, keepdims=True))


def flat(s):
    count = s.shape[-1]
    return tf.reshape(tf.nn.softmax(tf.reshape(s, (-1, count))), (-1, s.shape[1], count, count))


def half(kind):
    return lambda s: tf.cast(tf.nn.softmax(tf.cast(s, kind)), s.dtype)


def off_by_one(s):
    e = tf.exp(s)
    return e / (1 + tf.reduce_sum(e, -1, keepdims=True))


def over_queries(s):
    return tf.nn.softmax(s, axis=-2)


def sigmoid(s):
    return tf.sigmoid(s) / tf.cast(s.shape[-1], s.dtype)


SHARES = {
    "exp_sum": exp_sum, "exp_max": exp_max, "exp_reciprocal": exp_reciprocal, "exp_log": exp_log,
    "exp_log_sum": exp_log_sum, "flat_softmax": flat, "float16": half(tf.float16),
    "bfloat16": half(tf.bfloat16), "off_by_one": off_by_one, "over_queries": over_queries,
    "sigmoid": sigmoid,
}


def heads(x, kernel):
    return tf.einsum("ntc,chd->nhtd", x, kernel)


def normed(x, gamma):
    return x * tf.math.rsqrt(tf.reduce_mean(x * x, -1, keepdims=True) + 1e-6) * gamma


def angles(count, dtype):
    turns = np.arange(count)[:, None] / 10.0 ** (np.arange(SIZE // 2)[None] / 2)
    return tf.constant(np.cos(turns), dtype), tf.constant(np.sin(turns), dtype)


def turned_halves(x):
    cos, sin = (tf.concat([each, each], -1) for each in angles(x.shape[-2], x.dtype))
    a, b = tf.split(x, 2, -1)
    return x * cos + tf.concat([-b, a], -1) * sin


def turned_pairs(x):
    cos, sin = angles(x.shape[-2], x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    both = tf.stack([a * cos - b * sin, a * sin + b * cos], -1)
    return tf.reshape(both, (-1,) + tuple(x.shape[1:]))


def scaled(q, k):
    return tf.matmul(q, k, transpose_b=True) / np.sqrt(float(SIZE))


class Written(Network):
    """The network with the attention of one way; in float64, or as the model that is saved."""

    def __init__(self, w, way, dtype=tf.float64, pooled=False):
        self.w = tf.nest.map_structure(lambda v: tf.Variable(v, dtype=dtype), w)
        self.way, self.dtype, self.pooled, self.causal = way, dtype, pooled, False
        self.names, self.hold = ["logits"], tf.identity

    def outputs(self, x):
        tokens = self.embedded(x)
        if self.way == "rounded":
            return [tf.reduce_mean(tokens, 1)[:, :3] + tf.round(self.scores(tokens))]
        return [self.scores(tokens)]

    def embedded(self, x):
        patches = tf.nn.conv2d(tf.cast(x, self.dtype), self.w["kernel"], 4, "VALID") + self.w["bias"]
        patches = tf.reshape(patches, (-1, PATCHES, WIDTH))
        ahead = tf.tile(self.w["ahead"], (tf.shape(x)[0], 1, 1))
        return tf.concat([ahead, patches], 1) + self.w["positions"]

    def attended(self, read, b, watched):
        """What the tokens get of each other, ahead of the residual's sum."""
        way = self.way
        shares = SHARES.get(way, softmax)
        if way in ("unprojected", "unprojected_pairs", "values_projected"):
            v = read @ b["w1"][:, :WIDTH] if way == "values_projected" else read
            q = k = read
            if way == "unprojected_pairs":
                q, k, v = (
                    tf.transpose(tf.reshape(read, (-1, read.shape[1], HEADS, SIZE)), (0, 2, 1, 3))
                    for _ in range(3)
                )
            a = shares(tf.matmul(q, k, transpose_b=True) * 0.3)
            if way != "unprojected_pairs" and self.dtype == tf.float64:
                a = watched(a[:, None])[:, 0]
            else:
                a = watched(a)
            o = a @ v
            if way == "unprojected_pairs":
                o = tf.reshape(tf.transpose(o, (0, 2, 1, 3)), (-1, read.shape[1], WIDTH))
            return o
        if way == "four_queries":
            q = heads(read, b["wq4"])
            k, v = (tf.repeat(heads(read, b[name]), 2, axis=1) for name in ("wk", "wv"))
            return tf.einsum("nhtd,hdc->ntc", watched(shares(scaled(q, k))) @ v, b["wo4"])
        q = heads(read + b["added"] if way == "places" else read, b["wq"])
        k = heads(read + b["added"] if way == "places" else read, b["wk"])
        v = heads(read, b["wv"])
        if way.startswith("one_key"):
            k, v = (heads(read, b[name][:, :1]) for name in ("wk", "wv"))
        if way == "low_rank":
            change = tf.reshape((read @ b["low"]) @ b["high"], (-1, read.shape[1], HEADS, SIZE))
            k = k + tf.transpose(change, (0, 2, 1, 3))
        if way == "query_norm":
            q, k = normed(q, b["gamma3"]), normed(k, b["gamma3"])
        if way == "rotary_halves":
            q, k = turned_halves(q), turned_halves(k)
        if way == "rotary_pairs":
            q, k = turned_pairs(q), turned_pairs(k)
        if way == "cosine":
            s = tf.matmul(tf.math.l2_normalize(q, -1), tf.math.l2_normalize(k, -1), transpose_b=True)
            s = s * b["temperature"]
        elif way == "scaled_ahead":
            s = tf.matmul(q * SIZE**-0.25, k * SIZE**-0.25, transpose_b=True)
        elif way == "one_key_einsum":
            s = tf.einsum("nhtd,nsd->nhts", q, k[:, 0]) / np.sqrt(float(SIZE))
        elif way == "keys_first":
            s = tf.transpose(tf.matmul(k, q, transpose_b=True), (0, 1, 3, 2)) / np.sqrt(float(SIZE))
        else:
            s = scaled(q, k)
        if way == "relative_bias":
            s = s + b["bias"]
        if way == "one_key_flat":
            s = tf.matmul(tf.reshape(q, (-1, HEADS * (PATCHES + 1), SIZE)), k[:, 0], transpose_b=True)
        if way == "talking_heads":
            s = tf.einsum("nhts,hg->ngts", s, b["talk1"])
        if way == "linear":
            q, k = tf.nn.relu(q) + 0.1, tf.nn.relu(k) + 0.1
            o = q @ tf.matmul(k, v, transpose_a=True)
            return tf.einsum("nhtd,hdc->ntc", o, b["wo"])
        if way == "divided_late":
            e = tf.exp(s)
            o = (e @ v) / tf.reduce_sum(e, -1, keepdims=True)
            return tf.einsum("nhtd,hdc->ntc", o, b["wo"])
        a = watched(shares(s))
        if way == "talking_heads":
            a = tf.einsum("nhts,hg->ngts", a, b["talk2"])
        if way == "one_key_einsum":
            o = tf.einsum("nhts,nsd->nhtd", a, v[:, 0])
        elif way == "one_key_flat":
            o = tf.reshape(a @ v[:, 0], (-1, HEADS, PATCHES + 1, SIZE))
        elif way == "values_first":
            o = tf.transpose(tf.matmul(v, a, transpose_a=True, transpose_b=True), (0, 1, 3, 2))
        else:
            o = a @ v
        return tf.einsum("nhtd,hdc->ntc", o, b["wo"]) + b["bo"]

    def windows(self, read, b):
        """Attention within halves of the columns' height, as windows of 2 x 3 patches."""
        cut = tf.reshape(read, (-1, 2, 2, COLUMNS, WIDTH))
        o = self.attended(tf.reshape(cut, (-1, 2 * COLUMNS, WIDTH)), b, lambda a: a)
        return tf.reshape(o, (-1, PATCHES, WIDTH))

    def columns(self, read, b):
        """Attention along the columns, each by itself."""
        cut = tf.transpose(tf.reshape(read, (-1, ROWS, COLUMNS, WIDTH)), (0, 2, 1, 3))
        o = self.attended(tf.reshape(cut, (-1, ROWS, WIDTH)), b, lambda a: a)
        o = tf.transpose(tf.reshape(o, (-1, COLUMNS, ROWS, WIDTH)), (0, 2, 1, 3))
        return tf.reshape(o, (-1, PATCHES, WIDTH))

    def shifted(self, read, b):
        """Attention within windows of 2 x 1 patches, moved down by one."""
        moved = tf.roll(tf.reshape(read, (-1, ROWS, COLUMNS, WIDTH)), -1, 1)
        cut = tf.transpose(
            tf.reshape(moved, (-1, ROWS // 2, 2, COLUMNS, 1, WIDTH)), (0, 1, 3, 2, 4, 5)
        )
        o = self.attended(tf.reshape(cut, (-1, 2, WIDTH)), b, lambda a: a)
        o = tf.transpose(
            tf.reshape(o, (-1, ROWS // 2, COLUMNS, 2, 1, WIDTH)), (0, 1, 3, 2, 4, 5)
        )
        o = tf.roll(tf.reshape(o, (-1, ROWS, COLUMNS, WIDTH)), 1, 1)
        return tf.reshape(o, (-1, PATCHES, WIDTH))

    def scores(self, x, present=None, tokens=None, watched=None):
        for i, b in enumerate(self.w["blocks"]):
            read = self.norm(x, b["gamma1"], b["beta1"])
            if tokens is not None and i == BLOCKS - 1:
                read = tokens(read)
            if self.way in ("windows", "columns", "shifted"):
                x = x + getattr(self, self.way)(read, b)
            else:
                x = x + self.attended(read, b, watched or (lambda a: a))
            h = self.norm(x, b["gamma2"], b["beta2"]) @ b["w1"] + b["b1"]
            x = x + self.gelu(h) @ b["w2"] + b["b2"]
            if self.way == "merged" and i == 0:
                rows = tf.reshape(x, (-1, ROWS // 2, 2, COLUMNS, WIDTH))
                pairs = tf.concat([rows[:, :, 0], rows[:, :, 1]], -1)
                x = tf.reshape(pairs, (-1, PATCHES // 2, 2 * WIDTH)) @ self.w["merge"]
        x = self.norm(x, self.w["gamma"], self.w["beta"])
        b = self.w["blocks"][0]
        if self.way in ("probe", "class_attention"):
            asking = self.w["probe"] if self.way == "probe" else x[:, :1]
            q, k, v = heads(asking, b["wq"]), heads(x, b["wk"]), heads(x, b["wv"])
            o = softmax(scaled(q, k)) @ v
            x = tf.einsum("nhtd,hdc->ntc", o, b["wo"])
        x = tf.reduce_mean(x, 1) if self.pooled else x[:, 0]
        return x @ self.w["head"] + self.w["head_bias"]


class Decoder(Written):
    """Patches that attend to themselves, then words that attend to the patches."""

    def __init__(self, w):
        super().__init__(w, "matmul", tf.float32, True)

    def outputs(self, x, words):
        patches = self.embedded(x)
        first, second = self.w["blocks"]
        patches = patches + self.attended(patches, first, lambda a: a)
        asking = self.norm(words, second["gamma1"], second["beta1"])
        q, k, v = heads(asking, second["wq"]), heads(patches, second["wk"]), heads(patches, second["wv"])
        x = words + tf.einsum("nhtd,hdc->ntc", softmax(scaled(q, k)) @ v, second["wo"])
        return [tf.reduce_mean(x, 1) @ self.w["head"] + self.w["head_bias"]]


def save(network, path):
    """With constants in the place of variables, which is smaller."""
    specs = [tf.TensorSpec((None, 4 * ROWS, 4 * COLUMNS, 3), name="x")]
    if isinstance(network, Decoder):
        specs.append(tf.TensorSpec((None, 5, WIDTH), name="words"))
    frozen = convert_variables_to_constants_v2(
        tf.function(network.outputs, input_signature=specs).get_concrete_function()
    )
    graph = frozen.graph.as_graph_def(add_shapes=False)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.import_graph_def(graph, name="")
        at = session.graph.get_tensor_by_name
        tf.compat.v1.saved_model.simple_save(
            session,
            path,
            {t.op.name: at(t.name) for t in frozen.inputs},
            {name: at(t.name) for name, t in zip(network.names, frozen.outputs)},
        )
    os.rmdir(path + "/variables")


FOUND = [
    "unprojected", "unprojected_pairs", "values_projected", "exp_sum", "exp_max", "exp_reciprocal",
    "exp_log", "exp_log_sum", "flat_softmax", "float16", "bfloat16", "scaled_ahead", "keys_first",
    "values_first", "relative_bias", "one_key", "one_key_einsum", "four_queries", "rotary_halves",
    "rotary_pairs", "query_norm", "cosine", "places", "low_rank",
]
REFUSED = [
    "off_by_one", "over_queries", "sigmoid", "talking_heads", "linear", "divided_late", "probe",
    "class_attention", "one_key_flat", "rounded",
]
# Refused where attention is followed through all blocks.
PARTED = ["windows", "columns", "shifted", "merged"]


def main(root):
    x = normal(2, 4 * ROWS, 4 * COLUMNS, 3, scale=1)
    with_token, without = more(weights(PATCHES, 1)), more(weights(PATCHES, 0))
    for way in FOUND:
        folder = root + "/attention_writings/" + way
        os.makedirs(folder)
        network = Written(with_token, way)
        references(folder, network, network.embedded(x), 1)
        save(Written(with_token, way, tf.float32), folder + "/model")
    np.save(root + "/attention_writings/x.npy", x)
    for way in REFUSED:
        save(Written(with_token, way, tf.float32), root + "/attention_refused/" + way)
    for way in PARTED:
        folder = root + "/attention_parted/" + way
        os.makedirs(folder)
        save(Written(without, way, tf.float32, True), folder + "/model")
        network = Written(without, way, pooled=True)
        tokens = network.embedded(x)
        classes = tf.argmax(network.scores(tokens), 1)
        np.save(folder + "/cdam.npy", cdam(network, tokens, classes, None, lambda t: t).astype("f"))
    save(Decoder(with_token), root + "/attention_refused/decoder")


if __name__ == "__main__":
    main(sys.argv[1])
