"""iNNvestigate on networks of Keras 2, with random weights.

    python innvestigate_peers.py NETWORK BATCH innvestigate/METHOD ROUNDS THREADS
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import innvestigate
import numpy as np
import tensorflow as tf

from measuring import arguments, measure

network, batch, name, _ = arguments()
tf.config.threading.set_intra_op_parallelism_threads(int(sys.argv[5]))
tf.compat.v1.disable_eager_execution()
method = name.split("/")[1]
model = {
    "vgg16": tf.keras.applications.VGG16,
    "resnet50": tf.keras.applications.ResNet50,
}[network](weights=None, classifier_activation=None)
images = np.random.default_rng(1).uniform(-1, 1, [batch, 224, 224, 3]).astype(np.float32)
analyzer = innvestigate.create_analyzer(
    {
        "gradient": "gradient",
        "input-x-gradient": "input_t_gradient",
        "guided-backprop": "guided_backprop",
        "deconvnet": "deconvnet",
        "lrp:rule=epsilon": "lrp.epsilon",
        "lrp:rule=z-plus": "lrp.z_plus",
        "lrp:rule=alpha-beta,alpha=2,beta=1": "lrp.alpha_2_beta_1",
        "integrated-gradients:steps=50": "integrated_gradients",
        "smooth-grad:samples=50": "smoothgrad",
    }[method],
    model,
    **({"steps": 50} if method.startswith("integrated") else {"augment_by_n": 50} if method.startswith("smooth") else {}),
)
measure("innvestigate", lambda: model.predict_on_batch(images), lambda: analyzer.analyze(images))
