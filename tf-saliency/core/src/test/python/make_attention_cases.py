"""Makes cases/attention_*: small transformers with random weights, each network written in several
ways (Keras 3 with and without dropout, tf_keras, matmul with one matrix for queries, keys and
values, einsum with three), and the maps of the attention methods by TensorFlow's tape in float64,
of the formulas written here without looking at the library. Run with TensorFlow 2.21, Keras 3.15
and tf_keras 2.21: make_attention_cases.py FOLDER
"""

import os
import shutil
import sys

import keras
import numpy as np
import tensorflow as tf
import tf_keras

HEADS, SIZE, WIDTH, HIDDEN, CLASSES, BLOCKS = 2, 4, 8, 12, 3, 2
EPSILON = 1e-3
SAMPLES, NOISE, SEED, STEPS = 3, 0.05, 1, 4
random = np.random.default_rng(7)


def normal(*shape, scale=0.5):
    return (scale * random.normal(size=shape)).astype(np.float32)


def block_weights():
    return {
        "gamma1": 1 + normal(WIDTH), "beta1": normal(WIDTH),
        "wq": normal(WIDTH, HEADS, SIZE), "bq": normal(HEADS, SIZE),
        "wk": normal(WIDTH, HEADS, SIZE), "bk": normal(HEADS, SIZE),
        "wv": normal(WIDTH, HEADS, SIZE), "bv": normal(HEADS, SIZE),
        "wo": normal(HEADS, SIZE, WIDTH), "bo": normal(WIDTH),
        "gamma2": 1 + normal(WIDTH), "beta2": normal(WIDTH),
        "w1": normal(WIDTH, HIDDEN), "b1": normal(HIDDEN),
        "w2": normal(HIDDEN, WIDTH), "b2": normal(WIDTH),
    }


def weights(tokens, ahead):
    return {
        "kernel": normal(4, 4, 3, WIDTH, scale=0.2), "bias": normal(WIDTH),
        "words": normal(11, WIDTH),
        "ahead": normal(1, ahead, WIDTH), "positions": normal(1, tokens + ahead, WIDTH),
        "blocks": [block_weights() for _ in range(BLOCKS)],
        "gamma": 1 + normal(WIDTH), "beta": normal(WIDTH),
        "head": normal(WIDTH, CLASSES, scale=1), "head_bias": normal(CLASSES),
    }


# The network in float64, and what the methods make of it.


class Network:
    """causal and padding are masks of words; pooled takes the mean of all tokens; held holds what
    LibraGrad holds constant."""

    def __init__(self, w, pooled, causal=False, held=False):
        self.w = tf.nest.map_structure(lambda v: tf.constant(v, tf.float64), w)
        self.pooled, self.causal = pooled, causal
        self.hold = tf.stop_gradient if held else tf.identity

    def norm(self, x, gamma, beta):
        mean = tf.reduce_mean(x, -1, keepdims=True)
        variance = self.hold(tf.reduce_mean((x - mean) ** 2, -1, keepdims=True))
        return (x - mean) / tf.sqrt(variance + EPSILON) * gamma + beta

    def gelu(self, x):
        gate = 0.5 * (1 + tf.math.erf(x / np.sqrt(2.0)))
        return x * self.hold(gate)

    def embedded(self, x):
        x = tf.cast(x, tf.float64)
        patches = tf.nn.conv2d(x, self.w["kernel"], 4, "VALID") + self.w["bias"]
        patches = tf.reshape(patches, (x.shape[0], -1, WIDTH))
        ahead = tf.repeat(self.w["ahead"], x.shape[0], 0)
        return tf.concat([ahead, patches], 1) + self.w["positions"]

    def scores(self, x, present=None, tokens=None, watched=None):
        """tokens takes what the last block reads and returns what stands in its place; watched is
        called with the attention of each block."""
        for i, b in enumerate(self.w["blocks"]):
            read = self.norm(x, b["gamma1"], b["beta1"])
            if tokens is not None and i == BLOCKS - 1:
                read = tokens(read)
            q = tf.einsum("ntc,chd->nhtd", read, b["wq"]) + b["bq"][:, None]
            k = tf.einsum("ntc,chd->nhtd", read, b["wk"]) + b["bk"][:, None]
            v = tf.einsum("ntc,chd->nhtd", read, b["wv"]) + b["bv"][:, None]
            a = q @ tf.linalg.matrix_transpose(k) / np.sqrt(float(SIZE))
            count = a.shape[-1]
            allowed = np.ones((1, 1, count, count), bool)
            if self.causal:
                allowed = allowed & np.tril(np.ones((count, count), bool))
            if present is not None:
                allowed = allowed & present[:, None, None, :]
            a = tf.nn.softmax(tf.where(allowed, a, tf.constant(-1e9, tf.float64)))
            a = self.hold(a)
            if watched is not None:
                a = watched(a)
            x = x + tf.einsum("nhtd,hdc->ntc", a @ v, b["wo"]) + b["bo"]
            h = self.norm(x, b["gamma2"], b["beta2"]) @ b["w1"] + b["b1"]
            x = x + self.gelu(h) @ b["w2"] + b["b2"]
        x = self.norm(x, self.w["gamma"], self.w["beta"])
        x = tf.reduce_mean(x, 1) if self.pooled else x[:, 0]
        return x @ self.w["head"] + self.w["head_bias"]


def chosen(scores, classes):
    return tf.reduce_sum(tf.gather(scores, classes, batch_dims=1))


def cdam(network, x, classes, present, changed):
    seen = []
    with tf.GradientTape() as tape:

        def tokens(read):
            seen.append(changed(read))
            tape.watch(seen[0])
            return seen[0]

        score = chosen(network.scores(x, present, tokens), classes)
    return tf.reduce_sum(seen[0] * tape.gradient(score, seen[0]), -1).numpy()


def java_hash(text):
    h = 0
    for c in text:
        h = (31 * h + ord(c)) & 0xFFFFFFFF
    return h - (1 << 32) if h >= 1 << 31 else h


def noise(read, name, draw):
    """What the library draws: StatelessRandomNormal of the seed and of a stream."""
    shape = read.shape[1:]
    drawn = tf.raw_ops.StatelessRandomNormal(
        shape=[int(np.prod(shape))], seed=[SEED, (java_hash(name) << 32) + draw]
    )
    flat = tf.reshape(read, (read.shape[0], -1))
    sigma = NOISE * (tf.reduce_max(flat, 1) - tf.reduce_min(flat, 1))
    return sigma[:, None, None] * tf.cast(tf.reshape(drawn, shape), tf.float64)


def references(folder, network, x, ahead, present=None, name="x"):
    def of_map(rows):
        """The class token's row, or the mean of all, at the patches."""
        row = rows.mean(1) if ahead == 0 else rows[:, 0]
        return row[:, ahead:]

    def save(key, values):
        np.save(folder + "/" + key + ".npy", np.asarray(values).astype(np.float32))

    shares = []
    with tf.GradientTape() as tape:

        def watched(a):
            shares.append(a)
            tape.watch(a)
            return a

        scores = network.scores(x, present, watched=watched)
        classes = tf.argmax(scores, 1)
        score = chosen(scores, classes)
    gradients = tape.gradient(score, shares)
    save("scores", scores)
    count = shares[0].shape[-1]
    rollout, generic = np.eye(count)[None], np.eye(count)[None]
    for a, g in zip(shares, gradients):
        a, g = a.numpy(), g.numpy()
        rollout = (a.mean(1) / 2 + np.eye(count) / 2) @ rollout
        generic = generic + np.maximum(a * g, 0).mean(1) @ generic
    save("rollout", of_map(rollout))
    save("generic", of_map(generic))
    save("cdam", cdam(network, x, classes, present, lambda t: t)[:, ahead:])
    save(
        "cdam_smooth",
        np.mean(
            [
                cdam(network, x, classes, present, lambda t, k=k: t + noise(t, name, k))
                for k in range(SAMPLES)
            ],
            0,
        )[:, ahead:],
    )
    save(
        "cdam_integrated",
        np.mean(
            [
                cdam(network, x, classes, present, lambda t, k=k: t * k / STEPS)
                for k in range(STEPS + 1)
            ],
            0,
        )[:, ahead:],
    )


def libra(folder, network, x, embedded, **options):
    """embedded is what the network makes of x, which gets the map."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        scores = network.scores(embedded(x), **options)
        score = chosen(scores, tf.argmax(scores, 1))
    np.save(folder + "/libra.npy", tape.gradient(score, x).numpy().astype(np.float32))


# The same network in Keras.


def attention_weights(b):
    return [b[k] for k in ("wq", "bq", "wk", "bk", "wv", "bv", "wo", "bo")]


def keras_blocks(library, w, x, pooled, dropout=0.0, **masks):
    layers = library.layers
    pending = []

    def norm(x, gamma, beta):
        layer = layers.LayerNormalization(epsilon=EPSILON)
        y = layer(x)
        layer.set_weights([gamma, beta])
        return y

    def dense(x, kernel, bias, activation=None):
        layer = layers.Dense(kernel.shape[-1], activation=activation)
        y = layer(x)
        layer.set_weights([kernel, bias])
        return y

    for b in w["blocks"]:
        read = norm(x, b["gamma1"], b["beta1"])
        attention = layers.MultiHeadAttention(HEADS, SIZE, dropout=dropout)
        attended = attention(read, read, **masks)
        attention.set_weights(attention_weights(b))
        x = layers.Add()([x, attended])
        h = dense(norm(x, b["gamma2"], b["beta2"]), b["w1"], b["b1"], "gelu")
        x = layers.Add()([x, dense(h, b["w2"], b["b2"])])
    x = norm(x, w["gamma"], w["beta"])
    x = layers.GlobalAveragePooling1D()(x) if pooled else x[:, 0]
    return dense(x, w["head"], w["head_bias"])


def tokens_layer(library, w):
    class Tokens(library.layers.Layer):
        """Tokens of weights ahead, and places."""

        def build(self, shape):
            self.ahead = self.add_weight(shape=w["ahead"].shape, name="ahead")
            self.places = self.add_weight(shape=w["positions"].shape, name="places")

        def call(self, x):
            ahead = tf.broadcast_to(self.ahead, (tf.shape(x)[0],) + w["ahead"].shape[1:])
            return tf.concat([ahead, x], 1) + self.places

    return Tokens()


def keras_picture(library, w, pooled, dropout):
    x = library.Input((16, 12, 3), name="x")
    convolution = library.layers.Conv2D(WIDTH, 4, strides=4)
    patches = library.layers.Reshape((12, WIDTH))(convolution(x))
    convolution.set_weights([w["kernel"], w["bias"]])
    ahead = tokens_layer(library, w)
    tokens = ahead(patches)
    ahead.set_weights([w["ahead"], w["positions"]])
    return library.Model(x, keras_blocks(library, w, tokens, pooled, dropout))


# The same by hand.


class ByHand(tf.Module):
    def __init__(self, w, way, pooled, words=False):
        super().__init__()
        self.way, self.pooled, self.words = way, pooled, words
        self.w = tf.nest.map_structure(tf.Variable, w)
        self.joined = [
            (
                tf.Variable(np.concatenate([b[k].reshape(WIDTH, -1) for k in ("wq", "wk", "wv")], 1)),
                tf.Variable(np.concatenate([b[k].reshape(-1) for k in ("bq", "bk", "bv")])),
            )
            for b in w["blocks"]
        ]

    def norm(self, x, gamma, beta):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, EPSILON)

    def attended(self, x, i, mask):
        b, (kernel, bias) = self.w["blocks"][i], self.joined[i]
        count = x.shape[1]
        if self.way == "einsum":
            q = tf.einsum("btc,chd->bthd", x, b["wq"]) + b["bq"]
            k = tf.einsum("bsc,chd->bshd", x, b["wk"]) + b["bk"]
            v = tf.einsum("bsc,chd->bshd", x, b["wv"]) + b["bv"]
            a = tf.einsum("bthd,bshd->bhts", q * SIZE**-0.5, k)
            a = tf.nn.softmax(a if mask is None else a + mask)
            return tf.einsum("bthd,hdc->btc", tf.einsum("bhts,bshd->bthd", a, v), b["wo"]) + b["bo"]
        joined = tf.reshape(x @ kernel + bias, (-1, count, 3, HEADS, SIZE))
        q, k, v = tf.unstack(tf.transpose(joined, (2, 0, 3, 1, 4)))
        if self.way == "stacked":
            q, k, v = (tf.reshape(each, (-1, count, SIZE)) for each in (q, k, v))
        a = tf.matmul(q, k, transpose_b=True) / tf.sqrt(float(SIZE))
        a = tf.nn.softmax(a if mask is None else a + mask)
        o = tf.reshape(a @ v, (-1, HEADS, count, SIZE))
        o = tf.reshape(tf.transpose(o, (0, 2, 1, 3)), (-1, count, HEADS * SIZE))
        return o @ tf.reshape(b["wo"], (HEADS * SIZE, WIDTH)) + b["bo"]

    def behind(self, x, mask=None):
        for i, b in enumerate(self.w["blocks"]):
            x = x + self.attended(self.norm(x, b["gamma1"], b["beta1"]), i, mask)
            h = self.norm(x, b["gamma2"], b["beta2"]) @ b["w1"] + b["b1"]
            x = x + tf.nn.gelu(h, approximate=False) @ b["w2"] + b["b2"]
        x = self.norm(x, self.w["gamma"], self.w["beta"])
        x = tf.reduce_mean(x, 1) if self.pooled else x[:, 0]
        return x @ self.w["head"] + self.w["head_bias"]

    def picture(self, x):
        patches = tf.nn.conv2d(x, self.w["kernel"], 4, "VALID") + self.w["bias"]
        patches = tf.reshape(patches, (-1, 12, WIDTH))
        ahead = tf.tile(self.w["ahead"], (tf.shape(x)[0], 1, 1))
        return {"logits": self.behind(tf.concat([ahead, patches], 1) + self.w["positions"])}

    def sequence(self, x):
        count = x.shape[1]
        causal = -1e9 * (1 - np.tril(np.ones((1, 1, count, count), np.float32)))
        padding = -1e9 * tf.cast(tf.equal(x, 0), tf.float32)[:, None, None, :]
        tokens = tf.gather(self.w["words"], x) + self.w["positions"]
        return {"logits": self.behind(tokens, tf.minimum(causal, padding))}

    def save(self, folder):
        call, spec = (
            (self.sequence, tf.TensorSpec((None, 7), tf.int32, name="x"))
            if self.words
            else (self.picture, tf.TensorSpec((None, 16, 12, 3), name="x"))
        )
        self.call = tf.function(call, input_signature=[spec])
        tf.saved_model.save(self, folder, signatures=self.call)


def check(folder, x, expected):
    served = tf.saved_model.load(folder).signatures["serving_default"]
    (given,) = served(tf.constant(x)).values()
    assert np.abs(given.numpy() - expected).max() < 1e-4, folder
    for extra in ("assets", "fingerprint.pb", "keras_metadata.pb"):
        path = os.path.join(folder, extra)
        shutil.rmtree(path, True) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)


def picture(root, name, ahead, pooled, ways):
    folder = root + "/" + name
    os.makedirs(folder)
    w = weights(12, ahead)
    x = normal(2, 16, 12, 3, scale=1)
    np.save(folder + "/x.npy", x)
    network = Network(w, pooled)
    references(folder, network, network.embedded(x), ahead)
    held = Network(w, pooled, held=True)
    libra(folder, held, tf.constant(x, tf.float64), held.embedded)
    expected = np.load(folder + "/scores.npy")
    for way in ways:
        path = folder + "/" + way
        if way.startswith("keras3"):
            keras_picture(keras, w, pooled, 0.1 if "dropout" in way else 0.0).export(
                path, verbose=False
            )
        elif way == "tf_keras":
            keras_picture(tf_keras, w, pooled, 0.1).export(path)
        else:
            ByHand(w, way, pooled).save(path)
        check(path, x, expected)


def words(root):
    """Seven words, of which zeros are padding; each sees those before it alone."""
    folder = root + "/attention_words"
    os.makedirs(folder)
    w = weights(7, 0)
    x = np.array([[3, 1, 4, 1, 5, 0, 0], [9, 2, 6, 5, 3, 5, 8]], np.int32)
    np.save(folder + "/x.npy", x.astype(np.float32))
    network = Network(w, True, causal=True)
    tokens = tf.gather(network.w["words"], x) + network.w["positions"]
    references(folder, network, tokens, 0, present=x != 0)
    held = Network(w, True, causal=True, held=True)
    embedding = tf.gather(network.w["words"], x)
    libra(folder, held, embedding, lambda e: e + network.w["positions"], present=x != 0)
    expected = np.load(folder + "/scores.npy")
    ByHand(w, "matmul", True, words=True).save(folder + "/matmul")
    check(folder + "/matmul", x, expected)
    for library, way in ((keras, "keras3"), (tf_keras, "tf_keras")):
        given = library.Input((7,), dtype="int32", name="x")
        embedding = library.layers.Embedding(11, WIDTH, mask_zero=True)
        places = tokens_layer(library, w)
        embedded = embedding(given)
        tokens = places(embedded)
        embedding.set_weights([w["words"]])
        places.set_weights([w["ahead"], w["positions"]])
        mask = library.layers.Lambda(lambda ids: tf.not_equal(ids, 0)[:, None, :])(given)
        model = library.Model(
            given,
            keras_blocks(library, w, tokens, True, attention_mask=mask, use_causal_mask=True),
        )
        if way == "keras3":
            model.export(folder + "/keras3", verbose=False)
        else:
            model.export(folder + "/tf_keras")
        check(folder + "/" + way, x, expected)


if __name__ == "__main__":
    ways = ("keras3", "keras3_dropout", "tf_keras", "matmul", "einsum", "stacked")
    picture(sys.argv[1], "attention_class_token", 1, False, ways)
    picture(sys.argv[1], "attention_mean", 0, True, ("matmul",))
    words(sys.argv[1])
