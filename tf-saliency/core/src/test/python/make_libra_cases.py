"""Makes cases/libra_*: small networks with random weights that have what LibraGrad holds beside
attention, each written in several ways, and the map of LibraGrad by TensorFlow's tape in float64,
of the formulas written here without looking at the library. Run with TensorFlow 2.21, Keras 3.15 and
tf_keras 2.21: make_libra_cases.py FOLDER

libra_gated   a picture's patches, RMSNorm, attention of Keras's or by hand, a gated MLP, and at the
              end a division by the vector's own length, as CLIP has it
libra_conv    a convolutional network without attention: LayerNorm, GroupNorm, all activations
              x gate(x), a squeeze-and-excitation block, tanh; pictures with black parts, where gates
              are at 0
"""

import os
import shutil
import sys

import keras
import numpy as np
import tensorflow as tf
import tf_keras

HEADS, SIZE, WIDTH, HIDDEN, CLASSES = 2, 4, 8, 12, 3
EPSILON = 1e-3
random = np.random.default_rng(11)


class Hold:
    """Holds values; those of one run may be put in the place of another run's."""

    def __init__(self):
        self.values, self.replayed = [], None

    def __call__(self, value):
        if self.replayed is not None:
            return next(self.replayed)
        self.values.append(value)
        return tf.stop_gradient(value)


hold = Hold()


def normal(*shape, scale=0.5):
    return (scale * random.normal(size=shape)).astype(np.float32)


def steps(network, x):
    """How far each unit step of the first sample's values moves the score of the network whose held
    values stay what they are for that sample: without a derivative."""
    hold.values = []
    scores = network(x[:1])
    target = int(tf.argmax(scores, 1)[0])
    moved = x[:1] + tf.reshape(tf.eye(int(tf.size(x[0])), dtype=tf.float64), (-1, *x.shape[1:]))
    hold.replayed = iter(hold.values)
    difference = network(moved)[:, target] - scores[0, target]
    hold.replayed = None
    return tf.reshape(difference, (1, *x.shape[1:]))


def save(folder, network, x):
    """The scores and the gradient, in double."""
    os.makedirs(folder)
    given = tf.constant(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(given)
        scores = network(given)
        classes = tf.argmax(scores, 1)
        score = tf.reduce_sum(tf.gather(scores, classes, batch_dims=1))
    np.save(folder + "/x.npy", x)
    np.save(folder + "/scores.npy", scores.numpy().astype(np.float32))
    np.save(folder + "/libra.npy", tape.gradient(score, given).numpy().astype(np.float32))


def check(folder, x, tolerance=1e-4):
    served = tf.saved_model.load(folder).signatures["serving_default"]
    (given,) = served(tf.constant(x)).values()
    expected = np.load(os.path.dirname(folder) + "/scores.npy")
    error = np.abs(given.numpy() - expected).max()
    assert error < tolerance, (folder, error)
    for extra in ("assets", "fingerprint.pb", "keras_metadata.pb"):
        path = os.path.join(folder, extra)
        shutil.rmtree(path, True) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)


# The gated transformer.


def gated_weights():
    return {
        "kernel": normal(4, 4, 3, WIDTH, scale=0.2), "bias": normal(WIDTH),
        "positions": normal(1, 12, WIDTH),
        "gamma1": 1 + normal(WIDTH), "gamma2": 1 + normal(WIDTH), "gamma": 1 + normal(WIDTH),
        "wq": normal(WIDTH, HEADS, SIZE), "bq": normal(HEADS, SIZE),
        "wk": normal(WIDTH, HEADS, SIZE), "bk": normal(HEADS, SIZE),
        "wv": normal(WIDTH, HEADS, SIZE), "bv": normal(HEADS, SIZE),
        "wo": normal(HEADS, SIZE, WIDTH), "bo": normal(WIDTH),
        "w1": normal(WIDTH, HIDDEN), "b1": normal(HIDDEN),
        "w3": normal(WIDTH, HIDDEN), "b3": normal(HIDDEN),
        "w2": normal(HIDDEN, WIDTH), "b2": normal(WIDTH),
        "texts": normal(WIDTH, CLASSES, scale=2),
    }


def gated(weights):
    """Half of the gradient of the gated MLP's product goes to each factor: as if its value were
    (held a b + a held b) / 2, which is a b."""
    w = {k: tf.constant(v, tf.float64) for k, v in weights.items()}

    def norm(x, gamma):
        return x / hold(tf.sqrt(tf.reduce_mean(x**2, -1, keepdims=True) + EPSILON)) * gamma

    def network(x):
        x = tf.nn.conv2d(x, w["kernel"], 4, "VALID") + w["bias"]
        x = tf.reshape(x, (x.shape[0], -1, WIDTH)) + w["positions"]
        read = norm(x, w["gamma1"])
        q = tf.einsum("ntc,chd->nhtd", read, w["wq"]) + w["bq"][:, None]
        k = tf.einsum("ntc,chd->nhtd", read, w["wk"]) + w["bk"][:, None]
        v = tf.einsum("ntc,chd->nhtd", read, w["wv"]) + w["bv"][:, None]
        a = hold(tf.nn.softmax(q @ tf.linalg.matrix_transpose(k) / np.sqrt(float(SIZE))))
        x = x + tf.einsum("nhtd,hdc->ntc", a @ v, w["wo"]) + w["bo"]
        read = norm(x, w["gamma2"])
        a, b = read @ w["w1"] + w["b1"], read @ w["w3"] + w["b3"]
        a = a * hold(tf.sigmoid(a))
        x = x + ((hold(a) * b + a * hold(b)) / 2) @ w["w2"] + w["b2"]
        x = tf.reduce_mean(norm(x, w["gamma"]), 1)
        return x / hold(tf.sqrt(tf.reduce_sum(x**2, -1, keepdims=True))) @ w["texts"]

    return network


class GatedByHand(tf.Module):
    """"root" and "power" differ in how they write norms, softmax, gates and the last division."""

    def __init__(self, weights, way):
        super().__init__()
        self.w = {k: tf.Variable(v) for k, v in weights.items()}
        self.way = way

    def norm(self, x, gamma):
        if self.way == "root":
            return x * tf.math.rsqrt(tf.reduce_mean(tf.square(x), -1, keepdims=True) + EPSILON) * gamma
        mean = tf.reduce_mean(tf.pow(x, 2), -1)
        return gamma * (x / tf.pow(mean + EPSILON, 0.5)[..., tf.newaxis])

    def softmax(self, a):
        if self.way == "root":
            return tf.nn.softmax(a)
        e = tf.exp(a - tf.reduce_max(a, -1, keepdims=True))
        return e / tf.reduce_sum(e, -1, keepdims=True)

    def silu(self, x):
        return tf.nn.silu(x) if self.way == "root" else x / (1 + tf.exp(-x))

    def unit(self, x):
        if self.way == "root":
            return tf.math.l2_normalize(x, -1)
        return x / tf.norm(x, axis=-1)[:, tf.newaxis]

    def __call__(self, x):
        w = self.w
        x = tf.nn.conv2d(x, w["kernel"], 4, "VALID") + w["bias"]
        x = tf.reshape(x, (-1, 12, WIDTH)) + w["positions"]
        read = self.norm(x, w["gamma1"])
        q, k, v = (
            tf.einsum("ntc,chd->nhtd", read, w["w" + n]) + w["b" + n][:, tf.newaxis] for n in "qkv"
        )
        a = self.softmax(tf.matmul(q * SIZE**-0.5, k, transpose_b=True))
        x = x + tf.einsum("nhtd,hdc->ntc", a @ v, w["wo"]) + w["bo"]
        read = self.norm(x, w["gamma2"])
        a, b = read @ w["w1"] + w["b1"], read @ w["w3"] + w["b3"]
        x = x + (self.silu(a) * b) @ w["w2"] + w["b2"]
        return {"logits": self.unit(tf.reduce_mean(self.norm(x, w["gamma"]), 1)) @ w["texts"]}

    def save(self, folder):
        self.call = tf.function(
            self.__call__, input_signature=[tf.TensorSpec((None, 16, 12, 3), name="x")]
        )
        tf.saved_model.save(self, folder, signatures=self.call)


def keras_gated(w):
    layers = keras.layers

    class Places(layers.Layer):
        def build(self, shape):
            self.places = self.add_weight(shape=w["positions"].shape, name="places")

        def call(self, x):
            return x + self.places

    def given(layer, x, *weights):
        y = layer(x)
        layer.set_weights(weights)
        return y

    def norm(x, gamma):
        return given(layers.RMSNormalization(epsilon=EPSILON), x, gamma)

    def dense(x, n, activation=None):
        return given(
            layers.Dense(w["w" + n].shape[-1], activation=activation), x, w["w" + n], w["b" + n]
        )

    picture = layers.Input((16, 12, 3), name="x")
    x = given(layers.Conv2D(WIDTH, 4, strides=4), picture, w["kernel"], w["bias"])
    x = given(Places(), layers.Reshape((12, WIDTH))(x), w["positions"])
    read = norm(x, w["gamma1"])
    attention = layers.MultiHeadAttention(HEADS, SIZE)
    attended = attention(read, read)
    attention.set_weights([w[k] for k in ("wq", "bq", "wk", "bk", "wv", "bv", "wo", "bo")])
    x = layers.Add()([x, attended])
    read = norm(x, w["gamma2"])
    x = layers.Add()([x, dense(layers.Multiply()([dense(read, "1", "silu"), dense(read, "3")]), "2")])
    x = layers.GlobalAveragePooling1D()(norm(x, w["gamma"]))
    x = layers.UnitNormalization()(x)
    return keras.Model(
        picture, given(layers.Dense(CLASSES, use_bias=False), x, w["texts"])
    )


# The convolutional network.


def conv_weights():
    return {
        "kernel1": normal(3, 3, 3, 6), "kernel2": normal(3, 3, 6, 6, scale=0.3), "bias2": normal(6),
        "gamma": 1 + normal(6), "beta": normal(6),
        "kernel3": normal(1, 1, 6, 6), "bias3": normal(6),
        "squeeze": normal(6, 4), "squeeze_bias": normal(4), "excite": normal(4, 6),
        "excite_bias": normal(6),
        "kernel4": normal(1, 1, 6, 6), "kernel5": normal(1, 1, 6, 6), "bias5": normal(6),
        "kernel6": normal(1, 1, 6, 6), "head": normal(6, CLASSES, scale=1),
        "head_bias": normal(CLASSES), "group_gamma": 1 + normal(6), "group_beta": normal(6),
    }


def quick_gelu_gate(x):
    return tf.sigmoid(1.702 * x)


def conv(weights):
    w = {k: tf.constant(v, tf.float64) for k, v in weights.items()}

    def network(x):
        x = tf.nn.conv2d(x, w["kernel1"], 2, "VALID")
        x = x * hold(quick_gelu_gate(x))
        x = tf.nn.conv2d(x, w["kernel2"], 1, "SAME") + w["bias2"]
        mean = tf.reduce_mean(x, -1, keepdims=True)
        variance = hold(tf.reduce_mean((x - mean) ** 2, -1, keepdims=True))
        x = (x - mean) / tf.sqrt(variance + EPSILON) * w["gamma"] + w["beta"]
        cubed = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
        x = x * hold((1 + tf.tanh(cubed)) / 2)
        x = tf.nn.conv2d(x, w["kernel3"], 1, "SAME") + w["bias3"]
        s = tf.nn.relu(tf.reduce_mean(x, (1, 2)) @ w["squeeze"] + w["squeeze_bias"])
        s = tf.sigmoid(s @ w["excite"] + w["excite_bias"])[:, None, None]
        x = (x * hold(s) + hold(x) * s) / 2
        x = tf.nn.conv2d(x, w["kernel4"], 1, "SAME")
        g = tf.reshape(x, (x.shape[0], x.shape[1], x.shape[2], 3, 2))
        mean = tf.reduce_mean(g, (1, 2, 4), keepdims=True)
        variance = hold(tf.reduce_mean((g - mean) ** 2, (1, 2, 4), keepdims=True))
        x = tf.reshape((g - mean) / tf.sqrt(variance + EPSILON), x.shape)
        x = x * w["group_gamma"] + w["group_beta"]
        x = x * hold(tf.clip_by_value(x / 6 + 0.5, 0, 1))
        x = tf.nn.conv2d(x, w["kernel5"], 1, "SAME") + w["bias5"]
        x = x * hold(tf.tanh(tf.math.softplus(x)))
        x = tf.tanh(tf.nn.conv2d(x, w["kernel6"], 1, "SAME"))
        return tf.reduce_mean(x, (1, 2)) @ w["head"] + w["head_bias"]

    return network


def keras_conv(library, w):
    layers = library.layers

    def given(layer, x, *weights):
        y = layer(x)
        layer.set_weights([w[each] for each in weights])
        return y

    def convolution(x, size, *weights, **options):
        layer = layers.Conv2D(6, size, use_bias=len(weights) == 2, **options)
        return given(layer, x, *weights)

    def mish(x):
        return x * tf.tanh(tf.math.softplus(x))

    def hard_swish(x):
        return x * tf.nn.relu6(x + 3) / 6

    picture = layers.Input((13, 13, 3), name="x")
    x = convolution(picture, 3, "kernel1", strides=2, activation=lambda x: x * quick_gelu_gate(x))
    x = convolution(x, 3, "kernel2", "bias2", padding="same")
    x = given(layers.LayerNormalization(epsilon=EPSILON), x, "gamma", "beta")
    x = layers.Activation(lambda x: tf.nn.gelu(x, approximate=True))(x)
    x = convolution(x, 1, "kernel3", "bias3")
    s = layers.GlobalAveragePooling2D()(x)
    s = given(layers.Dense(4, activation="relu"), s, "squeeze", "squeeze_bias")
    s = given(layers.Dense(6, activation="sigmoid"), s, "excite", "excite_bias")
    x = layers.Multiply()([x, layers.Reshape((1, 1, 6))(s)])
    x = convolution(x, 1, "kernel4")
    norm = layers.GroupNormalization(3, epsilon=EPSILON)
    x = given(norm, x, "group_gamma", "group_beta")
    x = layers.Activation("hard_swish" if library is keras else hard_swish)(x)
    x = convolution(x, 1, "kernel5", "bias5")
    x = layers.Activation("mish" if library is keras else mish)(x)
    x = convolution(x, 1, "kernel6", activation="tanh")
    x = given(layers.Dense(CLASSES), layers.GlobalAveragePooling2D()(x), "head", "head_bias")
    return library.Model(picture, x)


def main(root):
    folder = root + "/libra_gated"
    w = gated_weights()
    x = normal(2, 16, 12, 3, scale=1)
    save(folder, gated(w), x)
    stepped = steps(gated(w), tf.constant(x, tf.float64)).numpy()
    assert np.abs(stepped[0] - np.load(folder + "/libra.npy")[0]).max() < 1e-6
    np.save(folder + "/steps.npy", stepped.astype(np.float32))
    for way in ("root", "power"):
        GatedByHand(w, way).save(folder + "/" + way)
        check(folder + "/" + way, x)
    keras_gated(w).export(folder + "/keras3", verbose=False)
    check(folder + "/keras3", x)
    # TensorFlow has no kernel on the CPU for the gradient of batched products in float16.
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    keras_gated(w).export(folder + "/keras3_bfloat16", verbose=False)
    keras.mixed_precision.set_global_policy("float32")
    check(folder + "/keras3_bfloat16", x, 0.5)

    folder = root + "/libra_conv"
    w = conv_weights()
    x = normal(2, 13, 13, 3, scale=1)
    x[:, :, 7:] = 0
    save(folder, conv(w), x)
    for library, way in ((keras, "keras3"), (tf_keras, "tf_keras")):
        keras_conv(library, w).export(folder + "/" + way)
        check(folder + "/" + way, x)
    for library, way in ((keras, "keras3_half"), (tf_keras, "tf_keras_half")):
        library.mixed_precision.set_global_policy("mixed_float16")
        keras_conv(library, w).export(folder + "/" + way)
        library.mixed_precision.set_global_policy("float32")
        check(folder + "/" + way, x, 0.1)


if __name__ == "__main__":
    main(sys.argv[1])
