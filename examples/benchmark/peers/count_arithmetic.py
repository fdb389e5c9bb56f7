"""Counts what exported explanations compute, in multiples of the score's own forward pass.

    python count_arithmetic.py EXPORT...

Prints the multiplications of convolutions and matrices, and the values that all other operations write. Parts of
weights are not counted, because an export has saved them. The model consists of convolutions and dense layers, and
takes pictures of one size.
"""

import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.function_def_to_graph import function_def_to_graph_def

v1 = tf.compat.v1
v1.disable_eager_execution()

# Each value of a convolution's output, or of the gradient that arrives there, is multiplied with these sides of the
# filter. The number is that of the input which has the gradient.
FILTER_SIDES = {
    "Conv2D": (None, 3),
    "Conv2DBackpropInput": (2, 3),
    "DepthwiseConv2dNative": (None, 2),
    "DepthwiseConv2dNativeBackpropInput": (2, 2),
}
# They pass values on.
FREE = {"Reshape", "Identity", "Squeeze", "ExpandDims", "StopGradient", "PreventGradient", "ReadVariableOp"}


def computed_from(tensor, sources):
    """The operations between the sources and a tensor."""
    order, waiting, seen = [], [(tensor.op, False)], set()
    while waiting:
        op, finished = waiting.pop()
        if finished:
            order.append(op)
        elif op not in seen:
            seen.add(op)
            waiting.append((op, True))
            waiting += [(read.op, False) for read in op.inputs]
    reached = {tensor.graph.get_tensor_by_name(source).op for source in sources}
    for op in order:
        if any(read.op in reached for read in op.inputs):
            reached.add(op)
    return [op for op in order if op in reached]


def count(session, tensor, fed):
    """Products, and other values written."""
    ops = computed_from(tensor, fed)
    with session.graph.as_default():
        asked = {
            t.name: v1.shape(t)
            for op in ops
            for t in (*op.inputs, *op.outputs)
            if t.dtype.base_dtype == tf.float32
        }
    shapes = {name: [int(side) for side in shape] for name, shape in session.run(asked, fed).items()}
    products = written = 0
    for op in ops:
        values = sum(math.prod(shapes[t.name]) for t in op.outputs if t.name in shapes)
        if op.type in FILTER_SIDES:
            gradient, sides = FILTER_SIDES[op.type]
            multiplied = values if gradient is None else math.prod(shapes[op.inputs[gradient].name])
            products += multiplied * math.prod(shapes[op.inputs[1].name][:sides])
        elif op.type == "MatMul":
            products += values * shapes[op.inputs[0].name][0 if op.get_attr("transpose_a") else 1]
        elif op.type.startswith(("Conv", "Depthwise", "BatchMatMul", "Einsum")):
            sys.exit(f"The products of '{op.name}' (op '{op.type}') cannot be counted.")
        elif op.type not in FREE:
            written += values
    return products, written


def inlined(graph):
    """The results of the explanation's call, with its function in the place of the call: the target, its score, the map."""
    call = graph.get_operation_by_name("saliency/pass_1")
    functions = graph.as_graph_def().library.function
    function = next(each for each in functions if each.signature.name == call.get_attr("f").name)
    body, names = function_def_to_graph_def(function)
    read = {argument.name: tensor for argument, tensor in zip(function.signature.input_arg, call.inputs)}
    returned = [names[function.ret[result.name]] for result in function.signature.output_arg]
    with graph.as_default():
        return tf.import_graph_def(body, input_map=read, return_elements=returned, name="inlined")


for folder in sys.argv[1:]:
    with v1.Session(graph=tf.Graph()) as session:
        with session.graph.as_default():
            explain = v1.saved_model.load(session, ["serve"], folder).signature_def["explain"]
        _, score, attribution = inlined(session.graph)
        fed = {}
        for name, info in explain.inputs.items():
            sizes = [1, *(dimension.size for dimension in info.tensor_shape.dim[1:])]
            fed[info.name] = np.full(1, -1, np.int64) if name == "target" else np.zeros(sizes, np.float32)
        scored = count(session, score, fed)
        explained = count(session, attribution, fed)
    products, written = (both / forward for both, forward in zip(explained, scored))
    print(f"{folder}: {products:.2f} times the products, {written:.2f} times the other values")
