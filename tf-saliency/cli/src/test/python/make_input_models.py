"""Makes the models of the tests of inputs, with TensorFlow's own scores and gradients.

python make_input_models.py FOLDER   # TensorFlow 2.21
"""
import os
import sys

import numpy as np
import tensorflow as tf

OUT = sys.argv[1]
tf.random.set_seed(3)
RANDOM = np.random.default_rng(3)


def variable(*shape):
    return tf.Variable(RANDOM.normal(size=shape).round(2).astype(np.float32))


def save(name, module, **expected):
    folder = os.path.join(OUT, name)
    tf.saved_model.save(module, folder, signatures={"serving_default": module.call})
    os.remove(os.path.join(folder, "fingerprint.pb"))
    for key, value in expected.items():
        np.save(os.path.join(folder, key + ".npy"), np.asarray(value, np.float32))


class Columns(tf.Module):
    """One input a column; the city is looked up inside."""

    def __init__(self):
        keys = tf.lookup.KeyValueTensorInitializer(["Bern", "Zürich", "Chur, GR"], tf.constant([1, 2, 3], tf.int64))
        self.table = tf.lookup.StaticHashTable(keys, 0)
        self.embedding = variable(4, 3)
        self.weights = variable(5, 2)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 1], tf.float32, "age"),
            tf.TensorSpec([None, 1], tf.int64, "visits"),
            tf.TensorSpec([None, 1], tf.string, "city"),
        ]
    )
    def call(self, age, visits, city):
        embedded = tf.gather(self.embedding, self.table.lookup(city)[:, 0])
        return {"y": self.score(age, tf.cast(visits, tf.float32), embedded)}

    def score(self, age, visits, embedded):
        return tf.tanh(tf.concat([age / 50, visits / 10, embedded], 1)) @ self.weights


columns = Columns()
age = tf.constant([[41.5], [23.0], [67.25]])
visits = tf.constant([[3.0], [12.0], [0.0]])
city = tf.constant([["Zürich"], ["Chur, GR"], ["Genf"]])
embedded = tf.gather(columns.embedding, columns.table.lookup(city)[:, 0])
with tf.GradientTape() as tape:
    tape.watch([age, visits, embedded])
    y = columns.score(age, visits, embedded)
    first = tf.reduce_sum(y[:, 0])
gradients = tape.gradient(first, [age, visits, embedded])
save("columns", columns, scores=y, age=gradients[0], visits=gradients[1], city=gradients[2])


class Row(tf.Module):
    """One input of five features."""

    def __init__(self):
        self.weights = variable(5, 2)

    @tf.function(input_signature=[tf.TensorSpec([None, 5], tf.float32, "x")])
    def call(self, x):
        return {"y": tf.tanh(x) @ self.weights}


row = Row()
x = tf.constant([[0.5, 0, 1, 0, 2.0], [-1.0, 1, 0, 0, 4.0]])
save("row", row, scores=row.call(x)["y"])


class Tokens(tf.Module):
    """Ids with a mask and types, as BERT has them."""

    def __init__(self):
        self.embedding = variable(40, 3)
        self.types = variable(2, 3)
        self.weights = variable(3, 2)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 10], tf.int32, "input_ids"),
            tf.TensorSpec([None, 10], tf.int32, "attention_mask"),
            tf.TensorSpec([None, 10], tf.int32, "token_type_ids"),
        ]
    )
    def call(self, input_ids, attention_mask, token_type_ids):
        mask = tf.cast(attention_mask, tf.float32)[:, :, None]
        embedded = tf.gather(self.embedding, input_ids) + tf.gather(self.types, token_type_ids)
        return {"y": tf.reduce_sum(tf.tanh(embedded) * mask, 1) / tf.reduce_sum(mask, 1) @ self.weights}


save("tokens", Tokens())


class Words(tf.Module):
    """Ids alone."""

    def __init__(self):
        self.embedding = variable(12, 3)
        self.weights = variable(3, 2)

    @tf.function(input_signature=[tf.TensorSpec([None, 6], tf.int64, "words")])
    def call(self, words):
        return {"y": tf.reduce_mean(tf.tanh(tf.gather(self.embedding, words)), 1) @ self.weights}


save("words", Words())


class Sentence(tf.Module):
    """A sentence that is split and looked up inside."""

    def __init__(self):
        keys = tf.lookup.KeyValueTensorInitializer(["good", "bad", "film"], tf.constant([1, 2, 3], tf.int64))
        self.table = tf.lookup.StaticHashTable(keys, 0)
        self.embedding = variable(4, 3)
        self.weights = variable(3, 2)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "text")])
    def call(self, text):
        split = tf.strings.split(tf.strings.lower(text)).to_tensor("", shape=[None, 4])
        return {"y": tf.reduce_sum(tf.tanh(tf.gather(self.embedding, self.table.lookup(split))), 1) @ self.weights}


sentence = Sentence()
save("sentence", sentence, scores=sentence.call(tf.constant(["Good film", "a bad film"]))["y"])


class Wave(tf.Module):
    """A sound of 400 samples."""

    def __init__(self):
        self.filter = variable(16, 1, 2)
        self.weights = variable(2, 2)

    @tf.function(input_signature=[tf.TensorSpec([None, 400], tf.float32, "sound")])
    def call(self, sound):
        filtered = tf.nn.conv1d(sound[:, :, None], self.filter, 8, "SAME")
        return {"y": tf.reduce_mean(tf.nn.relu(filtered), 1) @ self.weights}


save("wave", Wave())


class Bands(tf.Module):
    """A picture of five bands."""

    def __init__(self):
        self.filter = variable(3, 3, 5, 2)
        self.weights = variable(2, 2)

    @tf.function(input_signature=[tf.TensorSpec([None, 6, 6, 5], tf.float32, "scene")])
    def call(self, scene):
        return {"y": tf.reduce_mean(tf.nn.relu(tf.nn.conv2d(scene, self.filter, 1, "SAME")), [1, 2]) @ self.weights}


save("bands", Bands())


class PictureAndRow(tf.Module):
    """A picture and what is known beside it."""

    def __init__(self):
        self.filter = variable(3, 3, 3, 2)
        self.weights = variable(4, 2)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 8, 8, 3], tf.float32, "picture"),
            tf.TensorSpec([None, 2], tf.float32, "meta"),
        ]
    )
    def call(self, picture, meta):
        seen = tf.reduce_mean(tf.nn.relu(tf.nn.conv2d(picture, self.filter, 1, "SAME")), [1, 2])
        return {"y": tf.concat([seen, tf.tanh(meta)], 1) @ self.weights}


save("picture_and_row", PictureAndRow())
