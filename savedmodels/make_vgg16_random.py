"""Writes a SavedModel of VGG16's size with random weights, for measurements of cost and memory.

    pip install tensorflow-cpu==2.18.0
    python savedmodels/make_vgg16_random.py /tmp/vgg16-random

138 million weights, 553 MB. Not embedded: only its size matters.
"""

import sys

import keras

keras.utils.set_random_seed(1)
model = keras.applications.VGG16(weights=None, classifier_activation=None)
model.export(sys.argv[1])
