"""Writes the weights of models/mlp as text, for the replica in double precision (DenseReplica).

    pip install tensorflow-cpu
    python dump_weights.py ../models/mlp > mlp.txt

For each layer a line "inputs outputs", a line with the kernel, row by row, and one with the bias.
"""

import sys

import tensorflow as tf

checkpoint = tf.train.load_checkpoint(sys.argv[1] + "/variables/variables")
for layer in range(3):
    kernel, bias = (
        checkpoint.get_tensor(f"variables/{index}/.ATTRIBUTES/VARIABLE_VALUE")
        for index in (2 * layer, 2 * layer + 1)
    )
    print(*kernel.shape)
    print(*(f"{value:.9g}" for value in kernel.flat))
    print(*(f"{value:.9g}" for value in bias.flat))
