"""Makes cases/deeplift: DeepLIFT's multipliers in double precision, from the formulas of
docs/methods.md and without looking at the library, for the recurrent networks and the transformer
of other cases and for a small network of its own (`products`: normalizations by group and image,
squeeze-and-excite, a softmax inside, quotients, powers, the larger of two); the maps of
RevealCancel by the authors' own code; and a network of a gate, a quotient and LayerNorm with its
maps by SHAP. Run with TensorFlow 2.18, tf_keras, shap 0.51.0, h5py and a checkout of
github.com/kundajelab/deeplift at 0201a21:

  make_deeplift_cases.py CASES REFERENCES DEEPLIFT
"""

import os
import subprocess
import sys

import numpy as np

os.environ["TF_USE_LEGACY_KERAS"] = "1"
BASELINE = 0.3
random = np.random.default_rng(5)


def save(folder, name, values):
    np.save(f"{folder}/{name}.npy", np.asarray(values).astype(np.float32))


def replica(cases, out):
    import tensorflow as tf

    # A pair is one tensor, the inputs ahead and as many references behind.
    def halves(pair):
        return tf.split(pair, 2, 0)

    def both(values):
        return tf.concat([values, values], 0)

    def mean(pair):
        x, x0 = halves(pair)
        return both((x + x0) / 2)

    def to_shape(g, like):
        extra = [i for i in range(g.shape.rank) if like.shape[i] == 1 and g.shape[i] != 1]
        return tf.reduce_sum(g, extra, keepdims=True) if extra else g

    @tf.custom_gradient
    def mul(a, b):
        return a * b, lambda g: (to_shape(g * mean(b), a), to_shape(g * mean(a), b))

    @tf.custom_gradient
    def matmul(a, b):
        transposed = tf.linalg.matrix_transpose
        return a @ b, lambda g: (g @ transposed(mean(b)), transposed(mean(a)) @ g)

    def function(f):
        """Of each value."""

        @tf.custom_gradient
        def rescaled(pair):
            with tf.GradientTape() as tape:
                tape.watch(pair)
                y = f(pair)
            slope = halves(tape.gradient(y, pair))[0]
            dx, dy = (a - a0 for a, a0 in (halves(pair), halves(y)))
            near = tf.abs(dx) < 1e-9
            m = tf.where(near, slope, dy / tf.where(near, tf.ones_like(dx), dx))
            return y, lambda g: g * both(m)

        return rescaled

    def div(a, b):
        return mul(a, function(lambda x: 1 / x)(b))

    @tf.custom_gradient
    def softmax(pair):
        y = tf.nn.softmax(pair)
        (p, p0), (l, l0) = halves(y), halves(tf.nn.log_softmax(pair))
        near = tf.abs(l - l0) < 1e-9
        w = tf.where(near, p, (p - p0) / tf.where(near, tf.ones_like(l), l - l0))
        w = both(w)
        total = tf.reduce_sum(w, -1, keepdims=True)
        return y, lambda g: w * (g - tf.reduce_sum(g * w, -1, keepdims=True) / total)

    def larger(a, b):
        return (a + b + function(tf.abs)(a - b)) / 2

    square, sigmoid, tanh = (function(f) for f in (tf.square, tf.sigmoid, tf.tanh))

    def norm(x, axes, epsilon):
        centred = x - tf.reduce_mean(x, axes, keepdims=True)
        variance = tf.reduce_mean(square(centred), axes, keepdims=True)
        return mul(centred, function(tf.math.rsqrt)(variance + epsilon))

    def multipliers(x, score):
        """(x - x0) m, and how far from exact it is."""
        x = tf.constant(x, tf.float64)
        x0 = tf.fill(x.shape, tf.constant(BASELINE, tf.float64))
        pair = tf.concat([x, x0], 0)
        with tf.GradientTape() as tape:
            tape.watch(pair)
            scores = score(pair)
            chosen = scores[:, 1]
            ahead = tf.reduce_sum(halves(chosen)[0])
        attributions = (x - x0) * halves(tape.gradient(ahead, pair))[0]
        change = halves(chosen)[0] - halves(chosen)[1]
        gap = tf.reduce_sum(tf.reshape(attributions, (x.shape[0], -1)), 1) - change
        assert np.abs(gap).max() < 1e-9, gap
        return attributions.numpy(), scores[: x.shape[0]].numpy()

    def weights(model):
        variables = tf.train.load_checkpoint(model + "/variables/variables")
        names = variables.get_variable_to_shape_map()
        return {n: variables.get_tensor(n) for n in names if n.endswith("VARIABLE_VALUE")}

    def by_shape(model, *shapes):
        found = [w for w in weights(model).values()]
        taken = [next(w for w in found if w.shape == s) for s in shapes]
        return [tf.constant(w, tf.float64) for w in taken]

    def lstm(pair, kernel, recurrent, bias):
        h = c = tf.zeros((pair.shape[0], 4), tf.float64)
        for t in range(pair.shape[1]):
            i, f, g, o = tf.split(pair[:, t] @ kernel + h @ recurrent + bias, 4, 1)
            c = mul(sigmoid(f), c) + mul(sigmoid(i), tanh(g))
            h = mul(sigmoid(o), tanh(c))
        return h

    def gru(pair, kernel, recurrent, bias):
        h = tf.zeros((pair.shape[0], 4), tf.float64)
        for t in range(pair.shape[1]):
            read = tf.split(pair[:, t] @ kernel + bias[0], 3, 1)
            kept = tf.split(h @ recurrent + bias[1], 3, 1)
            z, r = sigmoid(read[0] + kept[0]), sigmoid(read[1] + kept[1])
            h = mul(z, h) + mul(1 - z, tanh(read[2] + mul(r, kept[2])))
        return h

    for name, cell, units in (("lstm", lstm, 16), ("gru", gru, 12)):
        bias = (units,) if name == "lstm" else (2, units)
        case = cases + "/activation_recurrent"
        w = by_shape(f"{case}/{name}_keras2_unrolled", (3, units), (4, units), bias, (4, 3), (3,))
        x = np.load(case + "/x.npy")
        map_, _ = multipliers(x, lambda pair: cell(pair, *w[:3]) @ w[3] + w[4])
        save(out, name, map_)

    case = cases + "/attention_class_token"
    module = tf.saved_model.load(case + "/matmul").w
    w = tf.nest.map_structure(lambda v: tf.constant(v.numpy(), tf.float64), dict(module))
    heads, size = w["blocks"][0]["wq"].shape[1:]
    gelu = function(lambda x: 0.5 * x * (1 + tf.math.erf(x / np.sqrt(2.0))))

    def transformer(pair):
        x = tf.nn.conv2d(pair, w["kernel"], 4, "VALID") + w["bias"]
        x = tf.reshape(x, (x.shape[0], -1, x.shape[-1]))
        x = tf.concat([tf.repeat(w["ahead"], x.shape[0], 0), x], 1) + w["positions"]
        for b in w["blocks"]:
            read = norm(x, [-1], 1e-3) * b["gamma1"] + b["beta1"]
            q, k, v = (
                tf.einsum("ntc,chd->nhtd", read, b["w" + n]) + b["b" + n][:, None] for n in "qkv"
            )
            a = softmax(matmul(q, tf.linalg.matrix_transpose(k)) / np.sqrt(float(size)))
            x = x + tf.einsum("nhtd,hdc->ntc", matmul(a, v), b["wo"]) + b["bo"]
            h = (norm(x, [-1], 1e-3) * b["gamma2"] + b["beta2"]) @ b["w1"] + b["b1"]
            x = x + gelu(h) @ b["w2"] + b["b2"]
        x = norm(x, [-1], 1e-3) * w["gamma"] + w["beta"]
        return x[:, 0] @ w["head"] + w["head_bias"]

    map_, scores = multipliers(np.load(case + "/x.npy"), transformer)
    assert np.abs(scores - np.load(case + "/scores.npy")).max() < 1e-4
    save(out, "transformer", map_)

    def normal(*shape):
        return random.normal(size=shape).astype(np.float32)

    p = {
        "stem": normal(3, 3, 2, 8) / 4,
        "depthwise": normal(3, 3, 8, 1) / 3,
        "squeeze": normal(8, 4) / 2,
        "excite": normal(4, 8) / 2,
        "one": normal(8, 6) / 2,
        "other": normal(8, 6) / 2,
        "head": normal(6, 3),
    }

    class Products(tf.Module):
        def __init__(self):
            super().__init__()
            self.p = {name: tf.Variable(value) for name, value in p.items()}

        @tf.function(input_signature=[tf.TensorSpec((None, 6, 6, 2), tf.float32, name="x")])
        def call(self, x):
            p = self.p
            x = tf.nn.conv2d(x, p["stem"], 1, "SAME")
            groups = tf.reshape(x, (-1, 6, 6, 2, 4))
            m, v = tf.nn.moments(groups, [1, 2, 4], keepdims=True)
            x = tf.reshape((groups - m) / tf.sqrt(v + 1e-5), (-1, 6, 6, 8))
            x = x * tf.nn.relu6(x + 3) / 6
            x = tf.nn.depthwise_conv2d(x, p["depthwise"], (1, 1, 1, 1), "SAME")
            s = tf.nn.relu(tf.reduce_mean(x, [1, 2]) @ p["squeeze"])
            x = x * tf.nn.sigmoid(s @ p["excite"])[:, None, None]
            m, v = tf.nn.moments(x, [1, 2], keepdims=True)
            x = tf.nn.batch_normalization(x, m, v, None, None, 1e-3)
            a, b = x @ p["one"], x @ p["other"]
            x = tf.maximum(a, b) / (1.5 + tf.nn.softplus(b)) + tf.minimum(a, 0.5 * b)
            x = x * tf.nn.softmax(tf.pow(tf.square(x) + 1, 0.75))
            x = tf.nn.l2_normalize(x, -1) + 0.1 * tf.nn.log_softmax(x)
            x = x - tf.math.cumsum(x, 1) / 6
            x = tf.math.squared_difference(x, tf.reduce_mean(x, [1, 2], keepdims=True))
            return {"scores": tf.reduce_mean(x, [1, 2]) @ p["head"]}

    wide = {name: tf.constant(value, tf.float64) for name, value in p.items()}

    def log_softmax(pair):
        @tf.custom_gradient
        def exact(pair):
            y = tf.nn.log_softmax(pair)
            (p1, p0), (l, l0) = halves(tf.exp(y)), halves(y)
            share = both((p1 - p0) / (l - l0))
            share = share / tf.reduce_sum(share, -1, keepdims=True)
            return y, lambda g: g - share * tf.reduce_sum(g, -1, keepdims=True)

        return exact(pair)

    def products(pair):
        x = tf.nn.conv2d(pair, wide["stem"], 1, "SAME")
        n = x.shape[0]
        x = tf.reshape(norm(tf.reshape(x, (n, 6, 6, 2, 4)), [1, 2, 4], 1e-5), (n, 6, 6, 8))
        x = function(lambda v: v * tf.nn.relu6(v + 3) / 6)(x)
        x = tf.nn.depthwise_conv2d(x, wide["depthwise"], (1, 1, 1, 1), "SAME")
        s = function(tf.nn.relu)(tf.reduce_mean(x, [1, 2]) @ wide["squeeze"])
        x = mul(x, sigmoid(s @ wide["excite"])[:, None, None])
        x = norm(x, [1, 2], 1e-3)
        a, b = x @ wide["one"], x @ wide["other"]
        x = div(larger(a, b), 1.5 + function(tf.nn.softplus)(b)) - larger(-a, -0.5 * b)
        x = mul(x, softmax(function(lambda v: v**0.75)(square(x) + 1)))
        root = function(tf.math.rsqrt)(tf.reduce_sum(square(x), -1, keepdims=True))
        x = mul(x, root) + 0.1 * log_softmax(x)
        x = x - tf.math.cumsum(x, 1) / 6
        x = square(x - tf.reduce_mean(x, [1, 2], keepdims=True))
        return tf.reduce_mean(x, [1, 2]) @ wide["head"]

    x = normal(3, 6, 6, 2)
    map_, scores = multipliers(x, products)
    module = Products()
    assert np.abs(scores - module.call(x)["scores"]).max() < 1e-4
    tf.saved_model.save(module, out + "/products", signatures=module.call)
    save(out, "x", x)
    save(out, "expected", map_)


def authors(references, deeplift, out):
    """Their code is of TensorFlow 1."""
    import h5py
    import tensorflow.compat.v1 as tf

    sys.modules["tensorflow"] = tf
    tf.disable_v2_behavior()
    sys.path.insert(0, deeplift)
    from deeplift import util
    from deeplift.layers import activations, convolutional, core, pooling

    mode = core.NonlinearMxtsMode.RevealCancel

    def attributions(name, layers):
        with h5py.File(f"{references}/{name}.h5", "r") as given:
            x, target = given["input"][:2], given["target"][:2]
        first = core.Input(batch_shape=(None,) + x.shape[1:])
        last = first
        for layer in layers:
            layer.set_inputs(last)
            last = layer
        last.build_fwd_pass_vars()
        last.set_scoring_mode(core.ScoringMode.OneAndZeros)
        last.set_active()
        first.update_mxts()
        read = [first.get_activation_vars(), first.get_reference_vars()]
        compute = util.compile_func(read, first.get_target_contrib_vars())
        maps = []
        for each, index in zip(x, target):
            last.update_task_index(task_index=int(index))
            maps.append(compute([each[None], np.full_like(each, BASELINE)[None]])[0])
        save(out, "reveal_cancel_" + name, maps)

    sys.path.insert(0, references + "/made-by")
    import nets

    def built(net):
        layers = []
        for name, op, _, p in net.nodes:
            w = net.w.get(name)
            if op == "dense":
                layers.append(core.Dense(w[0], w[1], core.DenseMxtsMode.Linear))
            elif op == "conv":
                layers.append(
                    convolutional.Conv2D(
                        kernel=w[0],
                        bias=w[1],
                        strides=(1, 1),
                        padding="SAME",
                        data_format="channels_last",
                        conv_mxts_mode=convolutional.ConvMxtsMode.Linear,
                    )
                )
            elif op == "relu":
                layers.append(activations.ReLU(nonlinear_mxts_mode=mode))
            elif op == "maxpool":
                layers.append(
                    pooling.MaxPool2D(
                        pool_size=(2, 2),
                        strides=(2, 2),
                        padding="VALID",
                        data_format="channels_last",
                        maxpool_deeplift_mode=pooling.MaxPoolDeepLiftMode.gradient,
                    )
                )
            elif op == "flatten":
                layers.append(core.Flatten())
        return layers

    attributions("mlp", built(nets.mlp(1)))
    attributions("vgg", built(nets.vgg(2)))


def peers(out):
    import shap
    import tensorflow as tf
    import tf_keras as keras

    keras.utils.set_random_seed(4)
    layers = keras.layers
    x = keras.Input((6,), name="x")
    y = layers.Dense(8, "sigmoid")(x) * layers.Dense(8, "tanh")(x)
    y = layers.LayerNormalization(epsilon=1e-5)(layers.Dense(8)(y))
    y = layers.Dense(8)(y) / (1.5 + layers.Dense(8, "softplus")(y))
    model = keras.Model(x, layers.Dense(3)(y))
    x = random.normal(size=(3, 6)).astype(np.float32)
    maps = shap.DeepExplainer(model, np.full((1, 6), BASELINE, np.float32)).shap_values(x)
    save(out, "shap_x", x)
    save(out, "shap", maps[..., 1])

    class Called(tf.Module):
        def __init__(self):
            super().__init__()
            self.weights = model.variables

        @tf.function(input_signature=[tf.TensorSpec((None, 6), tf.float32, name="x")])
        def call(self, x):
            return {"scores": model(x)}

    module = Called()
    tf.saved_model.save(module, out + "/gated", signatures=module.call)


if __name__ == "__main__":
    folder = sys.argv[1] + "/deeplift"
    os.makedirs(folder, exist_ok=True)
    if sys.argv[-1] == "authors":
        authors(sys.argv[2], sys.argv[3], folder)
    elif sys.argv[-1] == "peers":
        peers(folder)
    else:
        replica(sys.argv[1], folder)
        # Neither TensorFlow 1's behaviour nor what SHAP registers can be left again.
        for part in ("authors", "peers"):
            subprocess.run([sys.executable, *sys.argv, part], check=True)
