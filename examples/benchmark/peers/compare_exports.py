"""Measures exported explanations in turns in one process, such as those of two versions of the library.

    python compare_exports.py BATCH EXPORT...

The exports are of one model that takes pictures of one size. Each map is computed right behind a forward pass of the
model's own signature. Prints seconds and multiples of the forward pass, and how far the maps are from those of the
first export.
"""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import rewriter_config_pb2

v1 = tf.compat.v1
v1.disable_eager_execution()


def load(folder, batch):
    """A forward pass and an explanation, as functions, as the library runs them."""
    config = v1.ConfigProto()
    config.graph_options.rewrite_options.remapping = rewriter_config_pb2.RewriterConfig.OFF
    session = v1.Session(graph=tf.Graph(), config=config)
    with session.graph.as_default():
        signatures = v1.saved_model.load(session, ["serve"], folder).signature_def
    explain = signatures["explain"]
    own = next(
        signature
        for name, signature in signatures.items()
        if signature.inputs and not name.startswith(("explain", "__"))
    )
    sizes = [dimension.size for dimension in next(iter(own.inputs.values())).tensor_shape.dim[1:]]
    images = np.random.default_rng(1).normal(size=[batch, *sizes]).astype(np.float32)
    best = np.full(batch, -1, np.int64)
    fed = {info.name: best if name == "target" else images for name, info in explain.inputs.items()}
    passed = {info.name: images for info in own.inputs.values()}
    scores = next(iter(own.outputs.values())).name
    maps = explain.outputs["attribution"].name
    return (lambda: session.run(scores, passed)), (lambda: session.run(maps, fed))


batch = int(sys.argv[1])
pairs = [load(folder, batch) for folder in sys.argv[2:]]
maps = [explain() for _, explain in pairs]
times = [[] for _ in pairs]
forward_times = []
for turn in range(max(12, 100 // batch)):
    for (forward, explain), measured in zip(pairs, times):
        start = time.perf_counter()
        forward()
        between = time.perf_counter()
        explain()
        # The first turns warm up.
        if turn > 1:
            forward_times.append(between - start)
            measured.append(time.perf_counter() - between)
unit = np.median(forward_times)
print(f"forward pass: {unit:.4f} s")
for folder, values, measured in zip(sys.argv[2:], maps, times):
    seconds = np.median(measured)
    difference = np.abs(values - maps[0]).max() / np.abs(maps[0]).max()
    print(f"{folder}: {seconds:.4f} s, {seconds / unit:.2f} forward passes, differs by {difference:.1e} of the largest value")
