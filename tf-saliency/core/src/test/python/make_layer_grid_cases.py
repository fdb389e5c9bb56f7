"""Makes cases/gradcam_backwards, _bigru, _timedist and _vit_registers: models of Keras 3 with random
weights, an input each, and Grad-CAM at the layer that is expected to be the default one, by
TensorFlow's own tape. Run with TensorFlow 2.18 and Keras 3: make_layer_grid_cases.py FOLDER
"""

import sys

import keras
import numpy as np
import tensorflow as tf
from keras import layers

random = np.random.default_rng(0)


def normal(*shape):
    return random.normal(size=shape).astype(np.float32)


def grad_cam(model, layer, x, ahead=0):
    """The relu of the channels, weighted by their mean gradients, without the tokens ahead."""
    both = keras.Model(model.inputs, [layer, model.output])
    with tf.GradientTape() as tape:
        values, output = both(x)
        score = tf.reduce_sum(tf.reduce_max(output, axis=-1))
    gradient = tape.gradient(score, values).numpy()[:, ahead:]
    values = values.numpy()[:, ahead:]
    weights = gradient.mean(axis=tuple(range(1, values.ndim - 1)), keepdims=True)
    return np.maximum((weights * values).sum(axis=-1), 0)


def save(folder, model, x, expected):
    for weight in model.weights:
        if "bias" in weight.name or "beta" in weight.name:
            weight.assign(0.3 * normal(*weight.shape))
    expected = expected()
    model.export(folder + "/model", verbose=False)
    np.save(folder + "/x.npy", x)
    np.save(folder + "/expected.npy", expected.astype(np.float32))


class Ahead(layers.Layer):
    """Tokens of weights ahead of the others."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def build(self, shape):
        self.tokens = self.add_weight(shape=(1, self.count, shape[-1]), name="tokens_bias")

    def call(self, x):
        tokens = keras.ops.broadcast_to(
            self.tokens, (keras.ops.shape(x)[0], self.count, x.shape[-1])
        )
        return keras.ops.concatenate([tokens, x], 1)


class Positions(layers.Layer):
    def build(self, shape):
        self.positions = self.add_weight(shape=(1,) + tuple(shape[1:]), name="positions_bias")

    def call(self, x):
        return x + self.positions


def backwards(folder):
    x = keras.Input((6, 3))
    hidden = layers.GRU(4, return_sequences=True, go_backwards=True)(x)
    model = keras.Model(x, layers.Dense(2)(layers.Flatten()(hidden)))
    values = normal(6, 6, 3)
    save(folder, model, values, lambda: grad_cam(model, hidden, values)[:, ::-1])


def bigru(folder):
    x = keras.Input((7, 3))
    hidden = layers.Bidirectional(layers.GRU(4, return_sequences=True))(x)
    hidden = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(hidden)
    model = keras.Model(x, layers.Dense(2)(layers.GlobalAveragePooling1D()(hidden)))
    values = normal(3, 7, 3)
    save(folder, model, values, lambda: grad_cam(model, hidden, values))


def timedist(folder):
    x = keras.Input((4, 8, 6, 2))
    convolution = layers.Conv2D(3, 3, padding="same", activation="relu")
    hidden = layers.TimeDistributed(convolution)(x)
    pooled = layers.TimeDistributed(layers.GlobalAveragePooling2D())(hidden)
    model = keras.Model(x, layers.Dense(2)(layers.Flatten()(pooled)))
    values = normal(2, 4, 8, 6, 2)
    save(folder, model, values, lambda: grad_cam(model, hidden, values))


def vit_registers(folder):
    x = keras.Input((16, 12, 3))
    tokens = layers.Reshape((12, 8))(layers.Conv2D(8, 4, strides=4)(x))
    tokens = Positions()(Ahead(4)(tokens))
    for _ in range(2):
        read = layers.LayerNormalization()(tokens)
        tokens = layers.Add()([tokens, layers.MultiHeadAttention(2, 4)(read, read)])
        hidden = layers.Dense(16, activation="gelu")(layers.LayerNormalization()(tokens))
        tokens = layers.Add()([tokens, layers.Dense(8)(hidden)])
    model = keras.Model(x, layers.Dense(3)(layers.LayerNormalization()(tokens)[:, 0]))
    values = normal(2, 16, 12, 3)
    save(
        folder,
        model,
        values,
        lambda: grad_cam(model, read, values, ahead=4).reshape((2, 4, 3)),
    )


if __name__ == "__main__":
    for make in (backwards, bigru, timedist, vit_registers):
        make(sys.argv[1] + "/gradcam_" + make.__name__)
