"""TensorFlow for Python (GradientTape), Xplique and PAIR's saliency on the networks of make_benchmark_models.py.

    python tensorflow_peers.py NETWORK BATCH PEER/METHOD ROUNDS THREADS MODELS_DIR
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from measuring import arguments, measure

network, batch, name, _ = arguments()
threads = int(sys.argv[5])
tf.config.threading.set_intra_op_parallelism_threads(threads)
peer, method = name.split("/")

random = np.random.default_rng(1)
images = random.uniform(-1, 1, [batch, 224, 224, 3]).astype(np.float32)
loaded = tf.saved_model.load(os.path.join(sys.argv[6], network))
signature = loaded.signatures["serving_default"]
argument = list(signature.structured_input_signature[1])[0]
output = list(signature.structured_outputs)[0]


@tf.function(input_signature=[tf.TensorSpec([None, 224, 224, 3], tf.float32)])
def predict(x):
    return signature(**{argument: x})[output]


targets = tf.argmax(predict(tf.constant(images)), 1)


@tf.function(input_signature=[tf.TensorSpec([None, 224, 224, 3], tf.float32), tf.TensorSpec([None], tf.int64)])
def gradient(x, of):
    with tf.GradientTape() as tape:
        tape.watch(x)
        scores = tf.gather(predict(x), of, axis=1, batch_dims=1)
    return tape.gradient(scores, x)


def tape():
    x = tf.constant(images)
    if method == "gradient":
        return lambda: gradient(x, targets).numpy()
    if method == "integrated-gradients:steps=50":
        # As TensorFlow's own tutorial: all steps of a sample in one batch of at most 50.
        places = tf.reshape(tf.linspace(0.0, 1.0, 51), [51, 1, 1, 1])

        def integrated():
            maps = []
            for i in range(batch):
                gradients = tf.concat(
                    [
                        gradient(part * x[i], tf.repeat(targets[i], tf.shape(part)[0]))
                        for part in (places[:25], places[25:])
                    ],
                    0,
                )
                maps.append(x[i] * tf.reduce_mean((gradients[:-1] + gradients[1:]) / 2, 0))
            return tf.stack(maps).numpy()

        return integrated
    raise SystemExit(f"no {method}")


def xplique():
    import xplique.attributions as attributions

    labels = tf.one_hot(targets, 1000)
    keras_model = tf.keras.Sequential([tf.keras.Input((224, 224, 3)), tf.keras.layers.Lambda(predict)])
    explainers = {
        "gradient": lambda: attributions.Saliency(keras_model),
        "integrated-gradients:steps=50": lambda: attributions.IntegratedGradients(keras_model, steps=50),
        "smooth-grad:samples=50": lambda: attributions.SmoothGrad(keras_model, nb_samples=50),
        "occlusion:window=32,stride=32": lambda: attributions.Occlusion(keras_model, patch_size=32, patch_stride=32),
        "rise:samples=100": lambda: attributions.Rise(keras_model, nb_samples=100),
        "lime:samples=100": lambda: attributions.Lime(keras_model, nb_samples=100),
        "kernel-shap:samples=100": lambda: attributions.KernelShap(keras_model, nb_samples=100),
        "sobol": lambda: attributions.SobolAttributionMethod(keras_model),
        "hsic": lambda: attributions.HsicAttributionMethod(keras_model),
    }
    explainer = explainers[method]()
    return lambda: np.asarray(explainer(images, labels))


def pair():
    import saliency.core as saliency

    def call(values, call_model_args=None, expected_keys=None):
        given = tf.constant(values.astype(np.float32))
        of = tf.repeat(call_model_args["of"], len(values))
        return {saliency.INPUT_OUTPUT_GRADIENTS: gradient(given, of).numpy()}

    explainers = {
        "gradient": (saliency.GradientSaliency, {}),
        "integrated-gradients:steps=50": (saliency.IntegratedGradients, {"x_steps": 50, "batch_size": 25}),
        "blur-ig:steps=50": (saliency.BlurIG, {"steps": 50, "batch_size": 25}),
        "guided-ig:steps=50": (saliency.GuidedIG, {"x_steps": 50, "max_dist": 0.02, "fraction": 0.25}),
        "xrai:steps=10": (saliency.XRAI, {"batch_size": 25}),
    }
    kind, how = explainers[method]
    explainer = kind()
    if method in ("integrated-gradients:steps=50", "guided-ig:steps=50"):
        how["x_baseline"] = np.zeros([224, 224, 3], np.float32)
    if method == "xrai:steps=10":
        parameters = saliency.XRAIParameters(steps=10)
        how["extra_parameters"] = parameters
    return lambda: [explainer.GetMask(images[i], call, {"of": targets[i]}, **how) for i in range(batch)]


explain = {"tensorflow": tape, "xplique": xplique, "pair-saliency": pair}[peer]()
constant = tf.constant(images)
measure(peer, lambda: predict(constant).numpy(), explain)
