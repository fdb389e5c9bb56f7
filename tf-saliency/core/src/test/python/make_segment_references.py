"""Writes tf-saliency/core/src/test/resources/references/segments/segments.h5: what scikit-image and PAIR's saliency compute."""
import sys
import h5py
import numpy as np
import saliency.core as pair
from saliency.core import xrai
from skimage import data, segmentation, transform


def photographs():
    face = data.astronaut()[:256, 100:356] / 255.0
    yield "color", transform.resize(face, (40, 48)).astype(np.float32)
    yield "tall", transform.resize(face, (61, 30)).astype(np.float32)
    yield "gray", transform.resize(data.camera() / 255.0, (48, 48)).astype(np.float32)[..., None]


with h5py.File(sys.argv[1], "w") as out:
    for name, image in photographs():
        def put(key, value):
            out.create_dataset(f"{name}/{key}", data=value, compression="gzip")

        put("image", image)
        double = image.astype(np.float64)
        for scale in (50, 300):
            put(f"felzenszwalb_{scale}", segmentation.felzenszwalb(double, scale=scale, sigma=0.8, min_size=20).astype(np.int32))
        for count in (50, 7):
            if image.shape[2] == 3:
                labels = segmentation.slic(double, n_segments=count, compactness=10)
            else:
                labels = segmentation.slic(double[..., 0], n_segments=count, compactness=0.1, channel_axis=None)
            put(f"slic_{count}", labels.astype(np.int32))
        weights = np.random.default_rng(0).normal(size=image.shape)
        weights = transform.resize(transform.resize(weights, (8, 8)), image.shape).astype(np.float32)
        put("weights", weights)

        def call(batch, call_model_args=None, expected_keys=None):
            return {pair.base.INPUT_OUTPUT_GRADIENTS: np.broadcast_to(weights, batch.shape)}

        for algorithm in ("full", "fast"):
            parameters = xrai.XRAIParameters(steps=5, algorithm=algorithm)
            put(f"xrai_{algorithm}", xrai.XRAI().GetMask(image, call, extra_parameters=parameters).astype(np.float32))
