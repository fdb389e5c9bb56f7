"""Makes the case sparse_and_ragged: word ids as sparse and ragged tensors beside numbers."""
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf


class Words(tf.Module):
    def __init__(self):
        draw = np.random.default_rng(3)

        def weights(*shape):
            return tf.Variable(draw.uniform(-1, 1, shape).astype("float32"))

        self.mean, self.total = weights(6, 4), weights(6, 4)
        self.rows, self.product, self.last = weights(6, 4), weights(4, 4), weights(22, 2)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 5], tf.int64, name="ids"),
            tf.TensorSpec([None, 4], tf.float32, name="x"),
        ]
    )
    def __call__(self, ids, x):
        sparse = tf.sparse.from_dense(ids)
        mean = tf.nn.safe_embedding_lookup_sparse(self.mean, sparse, combiner="mean")
        total = tf.nn.safe_embedding_lookup_sparse(self.total, sparse, combiner="sqrtn")
        ragged = tf.RaggedTensor.from_tensor(ids, padding=0)
        rows = tf.reduce_mean(tf.gather(self.rows, ragged.to_tensor(shape=[None, 3])), axis=1)
        counts = tf.cast(tf.math.bincount(ragged, minlength=6, maxlength=6, axis=-1), tf.float32)
        product = tf.sparse.sparse_dense_matmul(tf.sparse.from_dense(x), self.product)
        places = tf.searchsorted([0.0, 0.5], tf.reshape(x, [-1]))
        dense = tf.sparse.to_dense(tf.sparse.from_dense(tf.nn.relu(x)))
        places = tf.cast(tf.reshape(places, tf.shape(x)), tf.float32)
        features = tf.concat([mean + rows, total * x, counts, product, places + dense], axis=1)
        return {"scores": tf.tanh(features) @ self.last}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    model = Words()
    ids = np.array([[1, 2, 3, 4, 5], [3, 3, 0, 0, 0], [0, 0, 0, 0, 0]], "int64")
    x = np.array([[0.3, -0.7, 0, 1], [0.5, 0.1, -0.2, 0], [-1, 2, 0.6, 0.4]], "float32")
    with tf.GradientTape() as tape:
        fed = tf.constant(x)
        tape.watch(fed)
        scores = model(tf.constant(ids), fed)["scores"]
        score = tf.reduce_sum(scores[:, 1])
    np.save(folder / "ids.npy", ids)
    np.save(folder / "x.npy", x)
    np.save(folder / "expected_scores.npy", scores.numpy())
    np.save(folder / "expected_gradient_x.npy", tape.gradient(score, fed).numpy())
    tf.saved_model.save(model, str(folder / "model"), signatures=model.__call__)
