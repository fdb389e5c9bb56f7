"""Trains the SavedModel in garments (saved_model.pb and variables) and cuts out the garments of examples/garments.

    apt install dataset-fashion-mnist
    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_garments.py /usr/share/datasets/fashion-mnist OUT_DIR SHEETS_DIR

Every training image is one garment of Fashion-MNIST, tinted with a brightness anywhere from black to white, on a plain
background of random colour that contrasts with it. So the brightness says nothing of the class, and the background
neither: the model can rely on the garment alone. LICENSE and assets.extra are not written.
"""

import gzip
import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf

SEED = 1
SIZE, GARMENT = 32, 28  # pixels; the same in PlantedPicture
TEXTURE = 0.1  # how much of the brightness scale the garment's own greys take up
CONTRAST = 0.35  # least difference of the background's luma from the garment's brightness
LUMA = np.array([0.299, 0.587, 0.114])
CLASSES = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
EPOCHS, BATCH = 14, 128
TRAIN_SHEET, TEST_SHEET = 400, 50  # garments of each class


def read(folder, name):
    """An IDX file of unsigned bytes."""
    data = gzip.decompress((folder / f"{name}-ubyte.gz").read_bytes())
    sizes = np.frombuffer(data, ">i4", count=data[3], offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def silhouettes(garments):
    """Where the garment is: its pixels and the holes that the background does not reach."""
    background = np.zeros([len(garments), GARMENT + 2, GARMENT + 2], bool)
    background[:, [0, -1]] = background[:, :, [0, -1]] = True
    free = np.pad(garments <= 12, [(0, 0), (1, 1), (1, 1)], constant_values=True)
    while True:
        grown = background.copy()
        grown[:, 1:] |= background[:, :-1]
        grown[:, :-1] |= background[:, 1:]
        grown[:, :, 1:] |= background[:, :, :-1]
        grown[:, :, :-1] |= background[:, :, 1:]
        grown &= free
        if (grown == background).all():
            return ~background[:, 1:-1, 1:-1]
        background = grown


def plant(garments, masks, brightness, random):
    """Images [N, 32, 32, 3] in 0..1."""
    count = len(garments)
    colours = random.random([count, 3])
    while (bad := np.abs(colours @ LUMA - brightness) < CONTRAST).any():
        colours[bad] = random.random([bad.sum(), 3])
    images = np.broadcast_to(colours[:, None, None], [count, SIZE, SIZE, 3]).copy()
    tinted = brightness[:, None, None] * (1 - TEXTURE) + TEXTURE * garments / 255
    for image, place, mask, grey in zip(images, random.integers(0, SIZE - GARMENT + 1, [count, 2]), masks, tinted):
        y, x = place
        image[y:y + GARMENT, x:x + GARMENT][mask] = grey[mask][:, None]
    return images.astype(np.float32)


class Planted(keras.utils.PyDataset):
    """Every epoch plants the garments anew."""

    def __init__(self, garments, masks, labels):
        super().__init__()
        self.garments, self.masks, self.labels = garments, masks, labels
        self.random = np.random.default_rng(SEED)
        self.order = self.random.permutation(len(labels))

    def __len__(self):
        return len(self.labels) // BATCH

    def __getitem__(self, i):
        chosen = self.order[i * BATCH:(i + 1) * BATCH]
        garments, masks = self.garments[chosen], self.masks[chosen]
        mirrored = self.random.random(len(chosen)) < 0.5
        garments = np.where(mirrored[:, None, None], garments[:, :, ::-1], garments)
        masks = np.where(mirrored[:, None, None], masks[:, :, ::-1], masks)
        return plant(garments, masks, self.random.random(len(chosen)), self.random), self.labels[chosen]

    def on_epoch_end(self):
        self.order = self.random.permutation(len(self.labels))


def build():
    image = keras.Input((SIZE, SIZE, 3), name="image")
    h = image
    for number, channels in enumerate([16, 32, 64], start=1):
        h = keras.layers.Conv2D(channels, 3, padding="same", activation="relu", name=f"conv{number}")(h)
        h = keras.layers.MaxPooling2D(name=f"pool{number}")(h)
    h = keras.layers.Flatten(name="flatten")(h)
    h = keras.layers.Dense(64, activation="relu", name="dense1")(h)
    return keras.Model(image, keras.layers.Dense(len(CLASSES), name="dense2")(h), name="garments")


def write_sheet(file, garments, masks, labels, each):
    """A PNG of grey and alpha, one row of garments a class; alpha is the mask."""
    rows = []
    for c in range(len(CLASSES)):
        chosen = np.flatnonzero(labels == c)[:each]
        grey = garments[chosen] * masks[chosen]
        rows.append(np.concatenate(np.stack([grey, 255 * masks[chosen]], -1), axis=1))
    file.write_bytes(tf.io.encode_png(np.concatenate(rows).astype(np.uint8), compression=9).numpy())


def print_accuracy(model, garments, masks, labels):
    """By the brightness of the garments."""
    for brightness in np.linspace(0, 1, 11):
        images = plant(garments, masks, np.full(len(labels), brightness), np.random.default_rng(SEED))
        accuracy = (model.predict(images, BATCH, verbose=0).argmax(1) == labels).mean()
        print(f"brightness {brightness:.1f}: accuracy {accuracy:.4f}")


def save(model, out):
    @tf.function(input_signature=[tf.TensorSpec([None, SIZE, SIZE, 3], tf.float32, name="image")])
    def f(image):
        """Takes RGB in 0..1."""
        return {"logits": model(image, training=False)}

    module = tf.Module()
    module.vs = [v.value for v in model.variables]
    tf.saved_model.save(module, str(out), signatures=f)


def main(source, out, sheets):
    keras.utils.set_random_seed(SEED)
    garments, labels = read(source, "train-images-idx3"), read(source, "train-labels-idx1")
    test_garments, test_labels = read(source, "t10k-images-idx3"), read(source, "t10k-labels-idx1")
    masks, test_masks = silhouettes(garments), silhouettes(test_garments)
    write_sheet(sheets / "train.png", garments, masks, labels, TRAIN_SHEET)
    write_sheet(sheets / "test.png", test_garments, test_masks, test_labels, TEST_SHEET)

    model = build()
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, EPOCHS * len(labels) // BATCH)),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    model.fit(Planted(garments, masks, labels), epochs=EPOCHS, verbose=2)

    print_accuracy(model, test_garments, test_masks, test_labels)
    save(model, out)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
