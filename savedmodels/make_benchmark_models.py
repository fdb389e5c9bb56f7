"""Writes SavedModels with random weights for the benchmark: only their size matters.

    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_benchmark_models.py benchmark-models

VGG16 (138 million weights, 553 MB), ResNet50 (98 MB), MobileNetV3-Large (21 MB) and a transformer of the size of
ViT-S/16 (22 million weights, 88 MB), all for 224 x 224 pixels and 1,000 classes.
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


MODELS = {
    "vgg16": lambda: keras.applications.VGG16(weights=None, classifier_activation=None),
    "resnet50": lambda: keras.applications.ResNet50(weights=None, classifier_activation=None),
    "mobilenetv3": lambda: keras.applications.MobileNetV3Large(weights=None, classifier_activation=None),
    "vit-s16": vit_s16,
}

for name, build in MODELS.items():
    keras.utils.set_random_seed(1)
    build().export(os.path.join(sys.argv[1], name))
