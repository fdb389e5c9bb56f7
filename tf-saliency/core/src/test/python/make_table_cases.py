"""Makes the cases table_dense, table_string_keys and table_string_keys_mutable, with TensorFlow's own scores and gradients.

python make_table_cases.py FOLDER   # TensorFlow 2.21
"""
import os
import sys

import numpy as np
import tensorflow as tf

WEIGHTS = tf.constant([[0.5, -1.0, 0.25], [1.5, 0.75, -0.5]])
X = np.array([[0.2, -0.4, 0.6], [1.0, 0.3, -0.2]], np.float32)
NUMBERS = tf.TensorSpec([None, 3], tf.float32, "x")


def scores(x, price):
    return {"y": tf.tanh(tf.matmul(x, WEIGHTS, transpose_b=True) * price[:, None])}


class Days(tf.Module):
    def __init__(self):
        self.table = tf.lookup.experimental.DenseHashTable(
            tf.int64, tf.float32, default_value=-1.0, empty_key=-1, deleted_key=-2, initial_num_buckets=8
        )
        self.table.insert(tf.constant([3, 7, 11], tf.int64), tf.constant([0.5, 2.0, -1.5]))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, "day"), NUMBERS])
    def call(self, day, x):
        return scores(x, self.table.lookup(day))


class Cities(tf.Module):
    def __init__(self, table):
        self.table = table

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "city"), NUMBERS])
    def call(self, city, x):
        return scores(x, self.table.lookup(city))


def static():
    keys = tf.lookup.KeyValueTensorInitializer(["a", "b", "c"], [0.5, 2.0, -1.5])
    return tf.lookup.StaticHashTable(keys, -1.0)


def mutable():
    table = tf.lookup.experimental.MutableHashTable(tf.string, tf.float32, -1.0)
    table.insert(tf.constant(["a", "b", "c"]), tf.constant([0.5, 2.0, -1.5]))
    return table


def write(folder, module, key):
    tf.saved_model.save(module, os.path.join(folder, "model"), signatures={"serving_default": module.call})
    loaded = tf.saved_model.load(os.path.join(folder, "model")).signatures["serving_default"]
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = loaded(x=x, **key)["y"]
        top = tf.reduce_sum(tf.reduce_max(y, 1))
    np.save(os.path.join(folder, "x.npy"), X)
    np.save(os.path.join(folder, "expected_scores.npy"), y.numpy())
    np.save(os.path.join(folder, "expected_gradient_x.npy"), tape.gradient(top, x).numpy())


out = sys.argv[1]
write(os.path.join(out, "table_dense"), Days(), {"day": tf.constant([7, 5], tf.int64)})
np.save(os.path.join(out, "table_dense", "day.npy"), np.array([7, 5], np.float32))
for name, table in (("table_string_keys", static()), ("table_string_keys_mutable", mutable())):
    write(os.path.join(out, name), Cities(table), {"city": tf.constant(["b", "b"])})
