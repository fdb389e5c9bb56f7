"""Writes SavedModels with random weights for the benchmark: only their size matters.

    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_benchmark_models.py benchmark-models

VGG16 (138 million weights, 553 MB), ResNet50 (98 MB), MobileNetV3-Large (21 MB) and a transformer of the size of
ViT-S/16 (22 million weights, 88 MB), all for 224 x 224 pixels and 1,000 classes. For how cost grows: a ResNet50 for
pictures of any size, and a VGG16 whose first dense layer makes it one of 1 GB.
"""

import os
import sys

import keras
from keras import layers


def vit_s16(size=224, patch=16, width=384, depth=12, heads=6):
    """A vision transformer as Dosovitskiy et al. (2021) describe it."""
    image = keras.Input((size, size, 3))
    patches = layers.Conv2D(width, patch, strides=patch, name="patches")(image)
    tokens = layers.Reshape(((size // patch) ** 2, width))(patches)
    tokens = layers.Embedding((size // patch) ** 2, width, name="positions")(
        keras.ops.arange((size // patch) ** 2)
    ) + tokens
    for _ in range(depth):
        normed = layers.LayerNormalization(epsilon=1e-6)(tokens)
        tokens = tokens + layers.MultiHeadAttention(heads, width // heads)(normed, normed)
        normed = layers.LayerNormalization(epsilon=1e-6)(tokens)
        hidden = layers.Dense(4 * width, activation="gelu")(normed)
        tokens = tokens + layers.Dense(width)(hidden)
    tokens = layers.LayerNormalization(epsilon=1e-6)(tokens)
    return keras.Model(image, layers.Dense(1000)(layers.GlobalAveragePooling1D()(tokens)))


def resnet50_any_size():
    base = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(None, None, 3), pooling="avg")
    return keras.Model(base.input, layers.Dense(1000)(base.output))


def vgg16_wide():
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(224, 224, 3))
    hidden = layers.Dense(9000, "relu")(layers.Flatten()(base.output))
    return keras.Model(base.input, layers.Dense(1000)(hidden))


MODELS = {
    "vgg16": lambda: keras.applications.VGG16(weights=None, classifier_activation=None),
    "resnet50": lambda: keras.applications.ResNet50(weights=None, classifier_activation=None),
    "mobilenetv3": lambda: keras.applications.MobileNetV3Large(weights=None, classifier_activation=None),
    "vit-s16": vit_s16,
    "resnet50-any-size": resnet50_any_size,
    "vgg16-wide": vgg16_wide,
}

for name, build in MODELS.items():
    keras.utils.set_random_seed(1)
    build().export(os.path.join(sys.argv[1], name))
