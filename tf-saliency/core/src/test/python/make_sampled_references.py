"""Writes tf-saliency/core/src/test/resources/references/sampled/NETWORK.h5: what Xplique and Captum compute from our draws.

A process for each network: Xplique keeps the graph of the first one for all that follow.
Needs tensorflow-cpu 2.18, xplique 2.0.2, tensorflow-probability 0.25, torch and captum 0.9.0.
"""
import os
import sys

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import h5py
import numpy as np
import tensorflow as tf
import torch
from captum.attr import ShapleyValueSampling
from xplique.attributions import HsicAttributionMethod, SobolAttributionMethod
from xplique.attributions.global_sensitivity_analysis.replicated_designs import ReplicatedSampler
from xplique.attributions.global_sensitivity_analysis.samplers import Sampler

WORD = (1 << 64) - 1
SEED, CELLS, DESIGNS, MASKS, PERMUTATIONS, SEGMENTS = 3, 4, 8, 60, 6, 3


class Random:
    """java.util.SplittableRandom, in the state in which Draws.of(seed, draw) gives it."""

    def __init__(self, seed, draw):
        self.state = (seed + draw * 0xD1B54A32D192ED03) & WORD

    def _next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORD
        return self.state

    def long(self):
        z = self._next()
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
        return z ^ (z >> 31)

    def int(self):
        z = self._next()
        z = ((z ^ (z >> 33)) * 0x62A9D9ED799705F5) & WORD
        z = (((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & WORD) >> 32
        return z - (1 << 32) if z >> 31 else z

    def double(self):
        return (self.long() >> 11) * 2.0**-53

    def boolean(self):
        return self.int() < 0

    def below(self, bound):
        drawn = self.int()
        if bound & (bound - 1) == 0:
            return drawn & (bound - 1)
        half = (drawn & 0xFFFFFFFF) >> 1
        while half + bound - 1 - half % bound >= 1 << 31:
            half = (self.int() & 0xFFFFFFFF) >> 1
        return half % bound


class Designs(ReplicatedSampler):
    def __call__(self, dimension, nb_design):
        both = []
        for design in range(nb_design):
            random = Random(SEED, design)
            both.append([random.double() for _ in range(2 * dimension)])
        both = np.asarray(both, np.float32)
        first, second = both[:, :dimension], both[:, dimension:]
        return tf.concat([first, second, self.build_replicated_design(first, second)], 0)


class Masks(Sampler):
    def __init__(self):
        super().__init__(binary=True)

    def __call__(self, dimension, nb_design):
        masks = []
        for mask in range(nb_design):
            random = Random(SEED, mask)
            masks.append([float(random.boolean()) for _ in range(dimension)])
        return tf.constant(masks)


def permutations(players):
    for draw in range(PERMUTATIONS):
        random = Random(SEED, draw)
        order = [0] * players
        for i in range(players):
            place = random.below(i + 1)
            order[i] = order[place]
            order[place] = i
        yield order


class Network(tf.keras.Model):
    def __init__(self, path):
        super().__init__()
        self.loaded = tf.saved_model.load(path)

    def call(self, inputs):
        return self.loaded.signatures["serving_default"](image=tf.cast(inputs, tf.float32))["output_0"]


def kept_small(method):
    """The values of the cells, ahead of the enlargement to the size of the picture."""
    kept = []
    estimator = method.estimator

    def estimate(*arguments):
        kept.append(estimator(*arguments).numpy()[..., 0])
        return kept[-1][..., None]

    method.estimator = estimate
    return kept


def main(models, references, out, name):
    network = Network(f"{models}/{name}")
    with h5py.File(f"{references}/{name}.h5") as given:
        inputs, targets = given["input"][()], given["target"][()]
    hot = tf.one_hot(targets, 10)
    operator = lambda model, x, y: tf.reduce_sum(model(x) * y, -1)
    sobol = SobolAttributionMethod(network, CELLS, DESIGNS, Designs(), operator=operator)
    hsic = HsicAttributionMethod(network, CELLS, MASKS, Masks(), operator=operator)
    rows = np.arange(32) * SEGMENTS // 32
    segments = (rows[:, None] * SEGMENTS + rows[None, :])[..., None] * np.ones((1, 1, 3), int)
    shapley = []
    for x, target in zip(inputs, targets):
        method = ShapleyValueSampling(lambda batch: torch.from_numpy(network(batch.numpy()).numpy()[:, target]))
        method.permutation_generator = lambda players, samples: permutations(players)
        mask = torch.from_numpy(segments[None])
        values = method.attribute(torch.from_numpy(x[None]), feature_mask=mask, n_samples=PERMUTATIONS)
        shapley.append(values.numpy()[0, ..., :1])
    with h5py.File(f"{out}/{name}.h5", "w") as file:
        for key, method in (("sobol", sobol), ("hsic", hsic)):
            cells = kept_small(method)
            method.explain(inputs, hot)
            file.create_dataset(key, data=np.asarray(cells, np.float32))
        file.create_dataset("shapley", data=np.asarray(shapley, np.float32), compression="gzip")


main(*sys.argv[1:])
