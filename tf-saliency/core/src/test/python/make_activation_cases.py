"""Makes cases/activation_forms: one network saved in several forms, and its maps by guided
backpropagation, DeconvNet and RectGrad; and cases/activation_recurrent: LSTM and GRU in several
forms, with and without their gates. The maps are written with tf.custom_gradient in double
precision, from the formulas of docs/methods.md. Run with TensorFlow 2.18, Keras 3 and tf_keras:
make_activation_cases.py FOLDER
"""

import os
import sys

import keras
import numpy as np
import tensorflow as tf
import tf_keras

random = np.random.default_rng(28)
TAU = 1e-3
PERCENTILE = 60


def normal(*shape, scale=1.0):
    return (scale * random.normal(size=shape)).astype(np.float32)


# The rules: what x gets of the gradient g that arrives at y = f(x), whose derivative is slope.
RULES = {
    "gradient": lambda y, slope, g: slope * g,
    "guided": lambda y, slope, g: slope * tf.maximum(g, 0),
    "deconvnet": lambda y, slope, g: tf.maximum(g, 0),
    "threshold": lambda y, slope, g: tf.where(y * g > TAU, g, 0),
    "percentile": lambda y, slope, g: tf.where(y * g > percentile(y * g), g, 0),
    "derivative": lambda y, slope, g: tf.where(y * g > percentile(y * g), slope * g, 0),
}


def percentile(contribution):
    """Of each sample, as TensorFlow 1 took it."""
    values = tf.sort(tf.reshape(contribution, (contribution.shape[0], -1)), -1, "DESCENDING")
    index = int(np.rint((values.shape[1] - 1) * (1 - PERCENTILE / 100)))
    return tf.reshape(values[:, index], (-1,) + (1,) * (contribution.shape.rank - 1))


def overridden(function, rule):
    @tf.custom_gradient
    def whole(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        slope = tape.gradient(y, x)
        return y, lambda g: RULES[rule](y, slope, g)

    return whole


# One network: a dense layer at each place, then an activation; a gate; the mean of all places.
ACTIVATIONS = ["silu", "gelu", "mish", "elu", "softplus", "leaky", "relu6", "hard_swish", "selu"]
WIDTH = 5

ONE = {
    "silu": tf.nn.silu,
    "gelu": tf.nn.gelu,
    "mish": lambda x: x * tf.tanh(tf.nn.softplus(x)),
    "elu": tf.nn.elu,
    "softplus": tf.nn.softplus,
    "leaky": lambda x: tf.nn.leaky_relu(x, 0.2),
    "relu6": tf.nn.relu6,
    "hard_swish": lambda x: x * (tf.nn.relu6(x + 3) * (1 / 6)),
    "selu": tf.nn.selu,
    "hard_sigmoid": lambda x: tf.nn.relu6(x + 3) * (1 / 6),
    "relu": tf.nn.relu,
}

SEVERAL = {
    "silu": lambda x: x / (1 + tf.exp(-x)),
    "gelu": lambda x: 0.5 * x * (1 + tf.math.erf(x / np.float32(np.sqrt(2)))),
    "mish": lambda x: x * tf.tanh(tf.math.log(1 + tf.exp(x))),
    "elu": lambda x: tf.where(x > 0, x, tf.exp(tf.minimum(x, 0)) - 1),
    "softplus": lambda x: tf.maximum(x, 0) + tf.math.log1p(tf.exp(-tf.abs(x))),
    "leaky": lambda x: tf.nn.relu(x) - 0.2 * tf.nn.relu(-x),
    "relu6": lambda x: tf.minimum(tf.maximum(x, 0), 6),
    "hard_swish": lambda x: x * tf.clip_by_value(x + 3, 0, 6) / 6,
    "selu": lambda x: 1.0507009873554805
    * (tf.maximum(x, 0) + 1.6732632423543772 * (tf.exp(tf.minimum(x, 0)) - 1)),
    "hard_sigmoid": lambda x: tf.clip_by_value(x / 6 + 0.5, 0, 1),
    "relu": lambda x: tf.maximum(x, 0),
}


def network_weights():
    weights = []
    size = 3
    for _ in ACTIVATIONS:
        kernel = normal(size, WIDTH, scale=1.2 / np.sqrt(size)) + np.float32(0.5 / np.sqrt(size))
        weights.append((kernel, normal(WIDTH, scale=0.3)))
        size = WIDTH
    for inner, outer in ((WIDTH, 3), (3, WIDTH), (WIDTH, 3)):
        weights.append((normal(inner, outer, scale=0.3) + np.float32(0.1), normal(outer)))
    return weights


def network(x, weights, functions, hard_gate=None, axes=(1, 2)):
    for activation, (kernel, bias) in zip(ACTIVATIONS, weights):
        x = functions[activation](tf.tensordot(x, kernel, 1) + bias)
    squeezed = functions["relu"](tf.reduce_mean(x, axes) @ weights[-3][0] + weights[-3][1])
    opened = squeezed @ weights[-2][0] + weights[-2][1]
    if hard_gate is None:
        x = x * functions["hard_sigmoid"](opened)[:, None, None]
    else:
        x = hard_gate(x, opened[:, None, None])
    return tf.reduce_mean(x, axes) @ weights[-1][0] + weights[-1][1]


class Network(tf.Module):
    """With the weights as variables."""

    def __init__(self, weights, functions, hard_gate=None):
        super().__init__()
        self.kept = [(tf.Variable(k), tf.Variable(b)) for k, b in weights]
        self.functions = functions
        self.hard_gate = hard_gate

    @tf.function(input_signature=[tf.TensorSpec((None, 6, 5, 3), tf.float32, "x")])
    def __call__(self, x):
        return network(x, self.kept, self.functions, self.hard_gate)


class Halves(Network):
    """The same in half precision."""

    @tf.function(input_signature=[tf.TensorSpec((None, 6, 5, 3), tf.float32, "x")])
    def __call__(self, x):
        weights = [(tf.cast(k, tf.float16), tf.cast(b, tf.float16)) for k, b in self.kept]
        return tf.cast(network(tf.cast(x, tf.float16), weights, ONE), tf.float32)


class ChannelsFirst(Network):
    """Convolutions of 1 x 1 with channels first."""

    @tf.function(input_signature=[tf.TensorSpec((None, 3, 6, 5), tf.float32, "x")])
    def __call__(self, x):
        for activation, (kernel, bias) in zip(ACTIVATIONS, self.kept):
            summed = tf.nn.conv2d(x, kernel[None, None], 1, "SAME", data_format="NCHW")
            x = ONE[activation](tf.nn.bias_add(summed, bias, data_format="NCHW"))
        squeezed = tf.nn.relu(tf.reduce_mean(x, (2, 3)) @ self.kept[-3][0] + self.kept[-3][1])
        opened = squeezed @ self.kept[-2][0] + self.kept[-2][1]
        x = x * ONE["hard_sigmoid"](opened)[:, :, None, None]
        return tf.reduce_mean(x, (2, 3)) @ self.kept[-1][0] + self.kept[-1][1]


def of_keras(k, weights):
    """Layers of Keras 2 or 3, with activations by name where both have the same."""
    named = {"silu": "silu", "gelu": "gelu", "mish": "mish", "elu": "elu", "softplus": "softplus"}
    named |= {"relu6": "relu6", "selu": "selu"}
    x = k.Input((6, 5, 3), name="x")
    values = x
    for activation in ACTIVATIONS:
        values = k.layers.Conv2D(WIDTH, 1, activation=named.get(activation))(values)
        if activation == "leaky":
            leaky = k.layers.LeakyReLU
            values = leaky(0.2)(values) if k is tf_keras else leaky(negative_slope=0.2)(values)
        if activation == "hard_swish":
            values = values * k.layers.ReLU(6.0)(values + 3.0) / 6.0
    squeezed = k.layers.Dense(3, activation="relu")(k.layers.GlobalAveragePooling2D()(values))
    opened = k.layers.ReLU(6.0)(k.layers.Dense(WIDTH)(squeezed) + 3.0) * (1.0 / 6.0)
    values = k.layers.Multiply()([values, k.layers.Reshape((1, 1, WIDTH))(opened)])
    model = k.Model(x, k.layers.Dense(3)(k.layers.GlobalAveragePooling2D()(values)))
    flat = []
    for kernel, bias in weights:
        flat += [kernel, bias]
    model.set_weights([w.reshape(v.shape) for w, v in zip(flat, model.get_weights())])
    return model


def saved(folder, model):
    """What the program needs, and no file beside."""
    if isinstance(model, keras.Model):
        model.export(folder, verbose=False)
    elif isinstance(model, tf_keras.Model):
        model.export(folder)
    else:
        tf.saved_model.save(model, folder, signatures=model.__call__)
    for file in ("fingerprint.pb", "keras_metadata.pb"):
        if os.path.exists(folder + "/" + file):
            os.remove(folder + "/" + file)


def maps(folder, suffix, x, score):
    """The maps of a score by each rule, which it is given."""
    for rule in RULES:
        wide = tf.constant(x, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(wide)
            total = tf.reduce_sum(score(wide, rule))
        gradient = tape.gradient(total, wide).numpy().astype(np.float32)
        assert (gradient != 0).mean() > 0.3, (rule, suffix)
        np.save(f"{folder}/{rule}{suffix}.npy", gradient)


def forms(folder):
    weights = network_weights()
    x = normal(2, 6, 5, 3)
    behind = lambda v, u: v * tf.nn.relu6(u + 3) / 6
    models = {
        "one_op": Network(weights, ONE),
        "several_ops": Network(weights, SEVERAL),
        "divided_behind": Network(weights, ONE, behind),
        "keras2": of_keras(tf_keras, weights),
        "keras3": of_keras(keras, weights),
        "channels_first": ChannelsFirst(weights, ONE),
        "half": Halves(weights, ONE),
    }
    wide = [(k.astype(np.float64), b.astype(np.float64)) for k, b in weights]
    np.save(folder + "/x.npy", x)
    for gates in (False, True):

        def score(values, rule):
            functions = {n: overridden(wide_form(n), rule) for n in ONE}
            if not gates:
                functions["hard_sigmoid"] = ONE["hard_sigmoid"]
            return network(values, wide, functions)[:, 1]

        maps(folder, "_gates" if gates else "", x, score)
    expected = network(tf.constant(x), weights, ONE).numpy()
    for name, model in models.items():
        if name != "channels_first":
            assert np.abs(model(x) - expected).max() < (0.05 if name == "half" else 1e-4), name
        saved(f"{folder}/{name}", model)


def wide_form(name):
    """As ONE has it, but in double precision to the last digit."""
    return {
        "gelu": lambda x: 0.5 * x * (1 + tf.math.erf(x / np.sqrt(2))),
    }.get(name, ONE[name])


# Recurrent layers: 5 times of 3 values, 4 units.
def lstm(x, kernel, recurrent, bias, tanh, sigmoid):
    h = c = tf.zeros((x.shape[0], 4), x.dtype)
    for t in range(x.shape[1]):
        i, f, g, o = tf.split(x[:, t] @ kernel + h @ recurrent + bias, 4, 1)
        c = sigmoid(f) * c + sigmoid(i) * tanh(g)
        h = sigmoid(o) * tanh(c)
    return h


def gru(x, kernel, recurrent, bias, tanh, sigmoid):
    """With the reset behind the product, as Keras has it by default."""
    h = tf.zeros((x.shape[0], 4), x.dtype)
    for t in range(x.shape[1]):
        read = tf.split(x[:, t] @ kernel + bias[0], 3, 1)
        kept = tf.split(h @ recurrent + bias[1], 3, 1)
        z = sigmoid(read[0] + kept[0])
        r = sigmoid(read[1] + kept[1])
        h = z * h + (1 - z) * tanh(read[2] + r * kept[2])
    return h


def recurrent(folder):
    x = normal(2, 5, 3)
    np.save(folder + "/x.npy", x)
    for name, units, cell in (("LSTM", 16, lstm), ("GRU", 12, gru)):
        bias = normal(units) if name == "LSTM" else normal(2, units)
        weights = [normal(3, units), normal(4, units), bias, normal(4, 3), normal(3)]
        for k, of in ((keras, "keras3"), (tf_keras, "keras2")):
            for unroll in (False, True):
                layer = getattr(k.layers, name)(4, unroll=unroll)
                model = k.Sequential([k.Input((5, 3), name="x"), layer, k.layers.Dense(3)])
                model.set_weights(weights)
                form = f"{name.lower()}_{of}_{'unrolled' if unroll else 'loop'}"
                saved(f"{folder}/{form}", model)
        wide = [w.astype(np.float64) for w in weights]
        for gates in (False, True):

            def score(values, rule):
                tanh = overridden(tf.tanh, rule)
                sigmoid = overridden(tf.sigmoid, rule) if gates else tf.sigmoid
                return (cell(values, *wide[:3], tanh, sigmoid) @ wide[3] + wide[4])[:, 1]

            maps(folder, f"_{name.lower()}" + ("_gates" if gates else ""), x, score)


if __name__ == "__main__":
    # With these seeds no map is empty, and the gates count.
    for make, seed in ((forms, 28), (recurrent, 21)):
        random = np.random.default_rng(seed)
        target = sys.argv[1] + "/activation_" + make.__name__
        os.makedirs(target, exist_ok=True)
        make(target)
