"""How often P calls a concept significant: concepts of random labels, where it should not, and of a class's own
garments against others, where it may. With savedmodels/garments, garments of examples/garments/test.png, the mean
difference at the last pooling, 20 examples a side, 20 inputs of the class, 50 random concepts. Prints shares of 300
concepts with P <= 0.05 (docs/concepts.md). Run with TensorFlow 2.18 and SciPy:

check_concept_probability.py ROOT_OF_THE_REPOSITORY
"""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from scipy import stats

SIDE, INPUTS, RANDOM, CONCEPTS, CLASSES, EACH = 20, 20, 50, 300, 10, 50
random = np.random.default_rng(1)


def weights(checkpoint):
    all = [tf.train.load_variable(checkpoint, name) for name, _ in tf.train.list_variables(checkpoint)
           if name.endswith("VARIABLE_VALUE")]
    kernels = sorted([w for w in all if w.ndim == 4], key=lambda w: w.shape[2])
    dense = sorted([w for w in all if w.ndim == 2], key=lambda w: -w.shape[0])
    biases = {w.shape[0]: w for w in all if w.ndim == 1}
    return kernels, dense, biases


def pooled(x, kernels, biases):
    for kernel in kernels:
        x = tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME") + biases[kernel.shape[3]])
        x = tf.nn.max_pool2d(x, 2, 2, "VALID")
    return x


def logits(layer, dense, biases):
    hidden = tf.nn.relu(tf.reshape(layer, (len(layer), -1)) @ dense[0] + biases[dense[0].shape[1]])
    return hidden @ dense[1] + biases[CLASSES]


def planted(sheet):
    cells = sheet.reshape(CLASSES, 28, EACH, 28, 2).transpose(0, 2, 1, 3, 4).reshape(-1, 28, 28, 2)
    pictures = np.tile(random.uniform(0, 1, (len(cells), 1, 1, 3)), (1, 32, 32, 1))
    grey, alpha = cells[..., :1], cells[..., 1:]
    tint = random.uniform(0, 1, (len(cells), 1, 1, 1)) * 0.9 + 0.1 * grey
    pictures[:, 2:30, 2:30] = pictures[:, 2:30, 2:30] * (1 - alpha) + tint * alpha
    return pictures.astype(np.float32)


def vector(positives, negatives):
    difference = positives.mean(0) - negatives.mean(0)
    return difference / np.linalg.norm(difference)


def probabilities(means, positives, negatives, derivatives):
    """P of the library, and of a t-test of the random scores against the score."""
    everything = np.concatenate([positives, negatives])
    vectors = [vector(means[positives], means[negatives])]
    for _ in range(RANDOM):
        split = random.permutation(everything)
        vectors.append(vector(means[split[:SIDE]], means[split[SIDE:]]))
    along = derivatives @ np.stack(vectors).T
    scores = (along > 0).mean(0)
    ranks = [(abs(2 * int(n) - INPUTS), abs(d)) for n, d in zip((along > 0).sum(0), along.mean(0))]
    p = (1 + sum(rank >= ranks[0] for rank in ranks[1:])) / (1 + RANDOM)
    return p, stats.ttest_1samp(scores[1:], scores[0]).pvalue, scores[0]


def main(root):
    kernels, dense, biases = weights(str(root / "savedmodels/garments/variables/variables"))
    sheet = tf.io.decode_png((root / "examples/garments/test.png").read_bytes(), channels=4).numpy()[..., [0, 3]] / 255
    layer = tf.constant(pooled(planted(sheet), kernels, biases))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(layer)
        scores = tf.unstack(logits(layer, dense, biases), axis=1)
    derivatives = np.stack([tape.gradient(score, layer).numpy().sum((1, 2)) for score in scores])
    means = layer.numpy().mean((1, 2))
    for kind in ("random labels", "the class's own garments"):
        found = []
        for _ in range(CONCEPTS):
            target = random.integers(CLASSES)
            own = random.permutation(np.arange(EACH) + EACH * target)
            inputs, rest = own[:INPUTS], own[INPUTS:]
            others = random.permutation(np.setdiff1d(np.arange(CLASSES * EACH), own))
            if kind == "random labels":
                chosen = random.permutation(np.concatenate([rest, others]))[: 2 * SIDE]
                positives, negatives = chosen[:SIDE], chosen[SIDE:]
            else:
                positives, negatives = rest[:SIDE], others[:SIDE]
            found.append(probabilities(means, positives, negatives, derivatives[target][inputs]))
        found = np.array(found)
        print(kind, "P <= 0.05: %.3f, t-test: %.3f, mean score %.2f" % (
            (found[:, 0] <= 0.05).mean(), (found[:, 1] <= 0.05).mean(), found[:, 2].mean()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
