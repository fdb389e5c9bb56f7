"""Trains the SavedModel in garments-vit (saved_model.pb and variables) and writes the pictures of examples/garments/planted.

    apt install dataset-fashion-mnist
    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_garments_vit.py /usr/share/datasets/fashion-mnist OUT_DIR PICTURES_DIR

A small vision transformer: patches of 4 x 4 pixels, a class token, norms ahead of attention and dense layers. Its
training images are planted as those of make_garments.py, but garments are always brighter than their background, so that
few epochs do. LICENSE and assets.extra are not written.
"""

import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf
from make_garments import BATCH, CLASSES, SEED, SIZE, Planted, plant, read, save, silhouettes

PATCH, WIDTH, HEADS, HIDDEN, BLOCKS = 4, 48, 4, 96, 3
TOKENS = (SIZE // PATCH) ** 2
EPOCHS = 5
DARKEST = 0.6  # brightness of a garment
PICTURES = 64


def brightness(count, random):
    return DARKEST + (1 - DARKEST) * random.random(count)


class Bright(Planted):
    """Every epoch plants the garments anew."""

    def __getitem__(self, i):
        chosen = self.order[i * BATCH:(i + 1) * BATCH]
        random = self.random
        return plant(self.garments[chosen], self.masks[chosen], brightness(BATCH, random), random), self.labels[chosen]


class Tokens(keras.layers.Layer):
    """A class token ahead of the patches, and the place of each."""

    def build(self, shape):
        self.first = self.add_weight(shape=(1, 1, WIDTH), initializer=keras.initializers.RandomNormal(0.02))
        self.places = self.add_weight(shape=(1, TOKENS + 1, WIDTH), initializer=keras.initializers.RandomNormal(0.02))

    def call(self, patches):
        first = keras.ops.broadcast_to(self.first, (keras.ops.shape(patches)[0], 1, WIDTH))
        return keras.ops.concatenate([first, patches], 1) + self.places


def build():
    image = keras.Input((SIZE, SIZE, 3), name="image")
    h = keras.layers.Conv2D(WIDTH, PATCH, strides=PATCH, name="patches")(image)
    h = Tokens(name="tokens")(keras.layers.Reshape((TOKENS, WIDTH))(h))
    for number in range(1, BLOCKS + 1):
        read = keras.layers.LayerNormalization(epsilon=1e-6, name=f"norm{number}a")(h)
        attention = keras.layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"attention{number}")
        h = keras.layers.Add()([h, attention(read, read)])
        read = keras.layers.LayerNormalization(epsilon=1e-6, name=f"norm{number}b")(h)
        wide = keras.layers.Dense(HIDDEN, "gelu", name=f"wide{number}")(read)
        h = keras.layers.Add()([h, keras.layers.Dense(WIDTH, name=f"narrow{number}")(wide)])
    h = keras.layers.LayerNormalization(epsilon=1e-6, name="norm")(h)
    return keras.Model(image, keras.layers.Dense(len(CLASSES), name="head")(h[:, 0]), name="garments_vit")


def train(model, planted, epochs):
    steps = epochs * len(planted)
    rate = keras.optimizers.schedules.CosineDecay(1e-5, steps, warmup_target=3e-3, warmup_steps=steps // 16)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.02, global_clipnorm=1.0),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"],
                  jit_compile=False)  # on two cores twice as fast
    model.fit(planted, epochs=epochs, verbose=2)


def write_pictures(folder, garments, masks, labels):
    """Garments of the test set, of all classes in turn, each of a brightness and on a background of its own."""
    random = np.random.default_rng(SEED)
    chosen = [np.flatnonzero(labels == i % len(CLASSES))[i // len(CLASSES)] for i in range(PICTURES)]
    images = plant(garments[chosen], masks[chosen], brightness(PICTURES, random), random)
    for i, image in enumerate(np.rint(255 * images).astype(np.uint8)):
        name = CLASSES[i % len(CLASSES)].lower().replace(" ", "-")
        (folder / f"{i:02d}-{name}.png").write_bytes(tf.io.encode_png(image, compression=9).numpy())


def main(source, out, pictures):
    keras.utils.set_random_seed(SEED)
    garments, labels = read(source, "train-images-idx3"), read(source, "train-labels-idx1")
    test_garments, test_labels = read(source, "t10k-images-idx3"), read(source, "t10k-labels-idx1")
    masks, test_masks = silhouettes(garments), silhouettes(test_garments)
    pictures.mkdir(parents=True, exist_ok=True)
    write_pictures(pictures, test_garments, test_masks, test_labels)

    model = build()
    train(model, Bright(garments, masks, labels), EPOCHS)

    random = np.random.default_rng(SEED)
    images = plant(test_garments, test_masks, brightness(len(test_labels), random), random)
    print("accuracy", (model.predict(images, BATCH, verbose=0).argmax(1) == test_labels).mean())
    save(model, out)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
