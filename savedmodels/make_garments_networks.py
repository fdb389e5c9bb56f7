"""Trains the SavedModels in garments-networks (saved_model.pb and variables), or those of them that are named.

    apt install dataset-fashion-mnist
    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_garments_networks.py /usr/share/datasets/fashion-mnist OUT_DIR [resnet|mobilenet|vit|convnext]...

Four small networks of the architectures of today, all trained alike on the images of make_garments.py: garments of any
brightness from black to white. LICENSE and assets.extra are not written.
"""

import pathlib
import sys

import keras
import make_garments_vit
from keras import layers
from make_garments import CLASSES, SEED, SIZE, Planted, print_accuracy, read, save, silhouettes
from make_garments_vit import train

EPOCHS = 5


def head(image, h, name):
    h = layers.GlobalAveragePooling2D(name="average")(h)
    return keras.Model(image, layers.Dense(len(CLASSES), name="head")(h), name=name)


def convolved(h, channels, size, stride, name):
    h = layers.Conv2D(channels, size, stride, padding="same", use_bias=False, name=name)(h)
    return layers.BatchNormalization(name=f"{name}_norm")(h)


def resnet():
    """ReLU and BatchNorm, with residual connections (He et al. 2016)."""
    image = keras.Input((SIZE, SIZE, 3), name="image")
    h = layers.ReLU(name="stem_relu")(convolved(image, 24, 3, 2, "stem"))
    for number, (channels, stride) in enumerate([(24, 1), (48, 2), (96, 2)], start=1):
        inner = layers.ReLU(name=f"block{number}a_relu")(convolved(h, channels, 3, stride, f"block{number}a"))
        inner = convolved(inner, channels, 3, 1, f"block{number}b")
        skip = h if stride == 1 else convolved(h, channels, 1, stride, f"block{number}skip")
        h = layers.ReLU(name=f"block{number}")(layers.Add(name=f"block{number}sum")([skip, inner]))
    return head(image, h, "garments_resnet")


def mobilenet():
    """Hard-swish with squeeze-and-excitation, in inverted residual blocks (MobileNetV3, Howard et al. 2019)."""
    image = keras.Input((SIZE, SIZE, 3), name="image")
    h = layers.Activation("hard_swish", name="stem_swish")(convolved(image, 16, 3, 2, "stem"))
    for number, (channels, stride) in enumerate([(24, 2), (24, 1), (48, 2)], start=1):
        wide = 3 * h.shape[-1]
        inner = convolved(h, wide, 1, 1, f"block{number}wide")
        inner = layers.Activation("hard_swish", name=f"block{number}wide_swish")(inner)
        inner = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False, name=f"block{number}depth")(inner)
        inner = layers.BatchNormalization(name=f"block{number}depth_norm")(inner)
        inner = layers.Activation("hard_swish", name=f"block{number}depth_swish")(inner)
        squeezed = layers.GlobalAveragePooling2D(keepdims=True, name=f"block{number}squeeze")(inner)
        squeezed = layers.Conv2D(wide // 4, 1, activation="relu", name=f"block{number}reduce")(squeezed)
        gate = layers.Conv2D(wide, 1, activation="hard_sigmoid", name=f"block{number}gate")(squeezed)
        inner = layers.Multiply(name=f"block{number}excite")([inner, gate])
        inner = convolved(inner, channels, 1, 1, f"block{number}narrow")
        h = layers.Add(name=f"block{number}")([h, inner]) if inner.shape == h.shape else inner
    h = layers.Activation("hard_swish", name="last_swish")(convolved(h, 96, 1, 1, "last"))
    return head(image, h, "garments_mobilenet")


def convnext():
    """Patches, depthwise convolutions, LayerNorm and GELU (ConvNeXt, Liu et al. 2022)."""
    image = keras.Input((SIZE, SIZE, 3), name="image")
    h = layers.Conv2D(48, 4, 4, name="patches")(image)
    h = layers.LayerNormalization(epsilon=1e-6, name="patches_norm")(h)
    for number, channels in enumerate([48, 48, 96, 96], start=1):
        if h.shape[-1] != channels:
            h = layers.LayerNormalization(epsilon=1e-6, name="merge_norm")(h)
            h = layers.Conv2D(channels, 2, 2, name="merge")(h)
        inner = layers.DepthwiseConv2D(5, padding="same", name=f"block{number}depth")(h)
        inner = layers.LayerNormalization(epsilon=1e-6, name=f"block{number}norm")(inner)
        inner = layers.Dense(4 * channels, "gelu", name=f"block{number}wide")(inner)
        inner = layers.Dense(channels, name=f"block{number}narrow")(inner)
        h = layers.Add(name=f"block{number}")([h, inner])
    return head(image, h, "garments_convnext")


NETWORKS = {"resnet": resnet, "mobilenet": mobilenet, "vit": make_garments_vit.build, "convnext": convnext}


def main(source, out, names):
    garments, labels = read(source, "train-images-idx3"), read(source, "train-labels-idx1")
    test_garments, test_labels = read(source, "t10k-images-idx3"), read(source, "t10k-labels-idx1")
    masks, test_masks = silhouettes(garments), silhouettes(test_garments)
    for name in names:
        keras.utils.set_random_seed(SEED)
        model = NETWORKS[name]()
        print(name, model.count_params(), "weights")
        train(model, Planted(garments, masks, labels), EPOCHS)
        print_accuracy(model, test_garments, test_masks, test_labels)
        save(model, out / name)


if __name__ == "__main__":
    if len(sys.argv) < 3 or not set(sys.argv[3:]) <= set(NETWORKS):
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:] or list(NETWORKS))
