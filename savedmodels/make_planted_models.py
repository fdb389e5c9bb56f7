"""Trains the SavedModels in planted (saved_model.pb and variables), and writes the samples of examples/planted.

    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_planted_models.py OUT_DIR SAMPLES_DIR [table|series|text|sound]...

Four small networks for other things than pictures. All data is made here, so that it is known what decides: two columns
of a table, a burst in one channel of a series, a word and its negation in a sentence, a tone in a noise. LICENSE is not
written.
"""

import csv
import json
import pathlib
import sys
import wave

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SEED = 20261129


def save(model, specs, out, more=None):
    """The signature's inputs are named as in specs; its output is logits."""

    def signature(network):
        # Keras names the inputs of a model by its layers.
        @tf.function(input_signature=[tf.TensorSpec(shape, dtype, name=name) for name, shape, dtype in specs])
        def f(*values):
            by_name = {spec[0]: value for spec, value in zip(specs, values)}
            return {"logits": network(by_name if len(specs) > 1 else values[0], training=False)}

        return f

    networks = {"serving_default": model, **(more or {})}
    module = tf.Module()
    module.vs = [v.value for network in networks.values() for v in network.variables]
    tf.saved_model.save(module, str(out), signatures={name: signature(n) for name, n in networks.items()})


def describe(out, **said):
    assets = out / "assets.extra"
    assets.mkdir(parents=True, exist_ok=True)
    labels = said.pop("labels")
    (assets / "labels.txt").write_text("\n".join(labels) + "\n")
    (assets / "saliency.json").write_text(
        json.dumps({"signature": "serving_default", "output": "logits", "labels": "labels.txt", **said}, indent=2) + "\n"
    )


def fit(model, inputs, labels, epochs, rate=2e-3):
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, epochs * (len(labels) // 64))),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(inputs, labels, batch_size=64, epochs=epochs, verbose=0)


def accuracy(model, inputs, labels):
    return float(np.mean(np.argmax(model.predict(inputs, verbose=0), 1) == labels))


# A table: rooms. Pleasant is a room whose temperature is near the mean and that is not heated by oil.

COLUMNS = {
    "temperature": (21, 3, 1),
    "humidity": (50, 10, 1),
    "noise": (45, 8, 1),
    "area": (60, 20, 0),
    "floor": (4, 3, 0),
    "age": (35, 15, 0),
    "rent": (900, 250, 0),
}
HEATING = ["district", "gas", "oil"]
WIDTH = len(COLUMNS) + len(HEATING)

# How else a column may be written: the same unit, with another zero (in standard deviations from the mean).
OTHER_ZEROS = {"lowest": -3.0, "lower": -0.5, "upper": 0.5}


def number(value, places):
    return round(float(value), places) if places else round(float(value))


def rooms(random, count):
    rows, labels = [], []
    for _ in range(count):
        row = {name: number(random.normal(mean, deviation), places) for name, (mean, deviation, places) in COLUMNS.items()}
        row["heating"] = HEATING[random.integers(len(HEATING))]
        z = (row["temperature"] - 21) / 3
        rows.append(row)
        labels.append(int(abs(z) < 0.67 and row["heating"] != "oil"))
    return rows, np.array(labels)


def standardised(rows):
    return np.array(
        [
            [(row[name] - mean) / deviation for name, (mean, deviation, _) in COLUMNS.items()]
            + [float(row["heating"] == kind) for kind in HEATING]
            for row in rows
        ],
        np.float32,
    )


def rewritten(model, zero):
    """The same function of numeric columns that have another zero; the first layer makes up for it."""
    twin = keras.models.clone_model(model)
    weights = [w.copy() for w in model.get_weights()]
    weights[1] = weights[1] + zero * weights[0][: len(COLUMNS)].sum(0)
    twin.set_weights(weights)
    return twin


def table(out, samples):
    random = np.random.default_rng(SEED)
    rows, labels = rooms(random, 20000)
    model = keras.Sequential(
        [
            keras.Input((WIDTH,), name="rooms"),
            layers.Dense(48, "relu", name="first"),
            layers.Dense(24, "relu", name="second"),
            layers.Dense(2, name="head"),
        ]
    )
    fit(model, standardised(rows), labels, 30)
    test, truth = rooms(random, 4000)
    print(f"table: accuracy {accuracy(model, standardised(test), truth):.4f}, of the commoner class {1 - truth.mean():.4f}")
    twins = {name: rewritten(model, zero) for name, zero in OTHER_ZEROS.items()}
    values = standardised(test[:50])
    for name, zero in OTHER_ZEROS.items():
        written = values.copy()
        written[:, : len(COLUMNS)] -= zero
        assert np.abs(twins[name](written) - model(values)).max() < 1e-4, name
    save(model, [("rooms", [None, WIDTH], tf.float32)], out, twins)
    describe(out, input="rooms", labels=["plain", "pleasant"])
    samples.mkdir(parents=True, exist_ok=True)
    with open(samples / "rooms.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS) + ["heating"], lineterminator="\n")
        writer.writeheader()
        writer.writerows([row for row, label in zip(test, truth) if label][:200])


# A series: two seconds of three sensors. A fault is a short burst in the vibration.

STEPS = 128
CHANNELS = ["current", "vibration", "temperature"]
BURST = 12


def series_samples(random, count):
    time = np.arange(STEPS)
    values = np.empty([count, STEPS, len(CHANNELS)], np.float32)
    labels = np.arange(count) % 2
    starts = random.integers(4, STEPS - BURST - 4, count)
    for i in range(count):
        values[i, :, 0] = np.sin(time * random.uniform(0.2, 0.4) + random.uniform(0, 6)) + 0.2 * random.normal(size=STEPS)
        values[i, :, 1] = 0.4 * random.normal(size=STEPS)
        values[i, :, 2] = np.cumsum(0.1 * random.normal(size=STEPS)) + random.normal()
        # Both classes have a bump, so that energy alone decides nothing: a fault swings, a start does not.
        burst = np.hanning(BURST) * 2
        swing = np.cos(np.pi * np.arange(BURST)) if labels[i] else 1
        values[i, starts[i] : starts[i] + BURST, 1] += burst * swing
    return values, labels, starts


def series(out, samples):
    random = np.random.default_rng(SEED)
    values, labels, _ = series_samples(random, 8000)
    sensors = keras.Input((STEPS, len(CHANNELS)), name="sensors")
    h = layers.Conv1D(16, 5, padding="same", activation="relu", name="conv1")(sensors)
    h = layers.Conv1D(16, 5, padding="same", activation="relu", name="conv2")(h)
    h = layers.GlobalMaxPooling1D(name="most")(h)
    model = keras.Model(sensors, layers.Dense(2, name="head")(h))
    fit(model, values, labels, 12)
    test, truth, starts = series_samples(random, 2000)
    print(f"series: accuracy {accuracy(model, test, truth):.4f}")
    save(model, [("sensors", [None, STEPS, len(CHANNELS)], tf.float32)], out)
    describe(out, input="sensors", labels=["start", "fault"])
    samples.mkdir(parents=True, exist_ok=True)
    faults = np.flatnonzero(truth)[:20]
    np.save(samples / "faults.npy", test[faults])
    (samples / "truth.json").write_text(
        json.dumps({"channels": CHANNELS, "channel": "vibration", "steps": BURST, "starts": starts[faults].tolist()}) + "\n"
    )


# A text: what guests wrote. The adjective decides, and a "not" ahead of it turns it.

WORDS = 16
NOUNS = ["room", "staff", "garden", "kitchen", "view", "bath", "bed", "lobby"]
PRAISE = ["kind", "clean", "quiet", "lovely", "pleasant", "fair"]
BLAME = ["dirty", "noisy", "broken", "rude", "unpleasant", "unfair"]
FILLERS = ["we", "came", "by", "train", "in", "may", "and", "stayed", "two", "nights", "with", "our", "dog", "near", "town"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
# "unpleasant" and "unfair" are two pieces each.
VOCABULARY = (
    SPECIAL + NOUNS + PRAISE + BLAME[:4] + ["un", "##pleasant", "##fair"] + FILLERS + ["the", "was", "not", "very", "."]
)


def pieces(word):
    return ["un", "##" + word[2:]] if word in ("unpleasant", "unfair") else [word]


def sentence(random):
    good = bool(random.integers(2))
    negated = bool(random.integers(2))
    adjective = random.choice(PRAISE if good != negated else BLAME)
    core = ["the", random.choice(NOUNS), "was"] + (["not"] if negated else []) + (["very"] if random.integers(2) else []) + [adjective]
    before = list(random.choice(FILLERS, random.integers(0, 5)))
    after = list(random.choice(FILLERS, random.integers(0, 3)))
    words = before + core + after
    return " ".join(map(str, words)), good, (["not"] if negated else []) + pieces(str(adjective))


def ids(text):
    tokens = ["[CLS]"] + [piece for word in text.split() for piece in pieces(word)] + ["[SEP]"]
    numbers = [VOCABULARY.index(token) for token in tokens]
    return numbers + [0] * (WORDS - len(numbers)), [1] * len(numbers) + [0] * (WORDS - len(numbers))


def text(out, samples):
    random = np.random.default_rng(SEED)

    def made(count):
        sentences = [sentence(random) for _ in range(count)]
        pairs = [ids(s[0]) for s in sentences]
        return (
            {"input_ids": np.array([p[0] for p in pairs], np.int32), "attention_mask": np.array([p[1] for p in pairs], np.int32)},
            np.array([int(s[1]) for s in sentences]),
            sentences,
        )

    inputs, labels, _ = made(12000)
    tokens = keras.Input((WORDS,), dtype="int32", name="input_ids")
    mask = keras.Input((WORDS,), dtype="int32", name="attention_mask")
    there = layers.Lambda(lambda m: tf.cast(m, tf.float32)[..., tf.newaxis], name="there")(mask)
    h = layers.Multiply(name="masked")([layers.Embedding(len(VOCABULARY), 12, name="words")(tokens), there])
    h = layers.Conv1D(24, 3, padding="same", activation="relu", name="conv")(h)
    h = layers.Multiply(name="kept")([h, there])
    h = layers.GlobalMaxPooling1D(name="most")(h)
    model = keras.Model({"input_ids": tokens, "attention_mask": mask}, layers.Dense(2, name="head")(h))
    fit(model, inputs, labels, 12)
    test, truth, sentences = made(2000)
    print(f"text: accuracy {accuracy(model, test, truth):.4f}")
    save(model, [("input_ids", [None, WORDS], tf.int32), ("attention_mask", [None, WORDS], tf.int32)], out)
    describe(out, labels=["bad", "good"])
    samples.mkdir(parents=True, exist_ok=True)
    (samples / "vocabulary.txt").write_text("\n".join(VOCABULARY) + "\n")
    kept = sentences[:20]
    (samples / "reviews.txt").write_text("".join(s[0] + "\n" for s in kept))
    (samples / "truth.json").write_text(json.dumps({"decides": [s[2] for s in kept]}, indent=1) + "\n")


# A sound: one second of noise. A tone of 0.15 s goes up or down.

RATE = 8000
TONE = 1200


def sounds(random, count):
    waves = np.empty([count, RATE], np.float32)
    labels = np.arange(count) % 2
    starts = random.integers(400, RATE - TONE - 400, count)
    time = np.arange(RATE) / RATE
    for i in range(count):
        # The hum is there in both classes.
        hum = 0.1 * np.sin(2 * np.pi * random.uniform(100, 200) * time + random.uniform(0, 6))
        low, high = random.uniform(600, 1000), random.uniform(1800, 2600)
        pitch = np.linspace(low, high, TONE) if labels[i] else np.linspace(high, low, TONE)
        tone = 0.3 * np.hanning(TONE) * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)
        waves[i] = hum + 0.05 * random.normal(size=RATE)
        waves[i, starts[i] : starts[i] + TONE] += tone
    return np.round(np.clip(waves, -1, 1) * 32767) / np.float32(32768), labels, starts


def sound(out, samples):
    random = np.random.default_rng(SEED)
    waves, labels, _ = sounds(random, 3000)
    samples_in = keras.Input((RATE,), name="samples")
    spectrum = layers.Lambda(
        lambda w: tf.math.log(tf.abs(tf.signal.stft(w, 256, 128)) + 1e-2), name="spectrum", output_shape=(61, 129)
    )(samples_in)
    h = layers.Conv1D(24, 5, padding="same", activation="relu", name="conv1")(spectrum)
    h = layers.Conv1D(24, 5, padding="same", activation="relu", name="conv2")(h)
    h = layers.GlobalMaxPooling1D(name="most")(h)
    model = keras.Model(samples_in, layers.Dense(2, name="head")(h))
    fit(model, waves, labels, 15)
    test, truth, starts = sounds(random, 1000)
    print(f"sound: accuracy {accuracy(model, test, truth):.4f}")
    save(model, [("samples", [None, RATE], tf.float32)], out)
    describe(out, input="samples", labels=["falling", "rising"])
    samples.mkdir(parents=True, exist_ok=True)
    kept = list(range(6))
    for i in kept:
        with wave.open(str(samples / f"{i}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.round(test[i] * 32768).astype("<i2").tobytes())
    (samples / "truth.json").write_text(
        json.dumps({"rate": RATE, "samples": TONE, "starts": [int(starts[i]) for i in kept], "labels": [int(truth[i]) for i in kept]}) + "\n"
    )


MODELS = {"table": table, "series": series, "text": text, "sound": sound}


def main(out, samples, *names):
    for name in names or MODELS:
        keras.utils.set_random_seed(SEED)
        MODELS[name](pathlib.Path(out) / name, pathlib.Path(samples) / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
