#!/usr/bin/env python3
"""Maps of the methods other than LRP, and metrics, by other people's software, for the small networks.

  make_method_references.py torch MADE_BY REFERENCES OUT --fullgrad CHECKOUT --photo chelsea.png
  make_method_references.py xplique MADE_BY REFERENCES OUT

MADE_BY holds nets.py, which describes the small networks; REFERENCES the HDF5 files with input, target, logits and
the layer of Grad-CAM; OUT receives <network>.h5. The first call writes the files anew, the second adds to them what
Xplique gives, which needs TensorFlow. Nothing is drawn at run time that is not stored: noise, coalitions, subsets
and masks are in the files, rounded so that float32 holds them exactly, and are handed to the software.

torch    needs torch, h5py, zennit, captum 0.7.0, saliency 0.2.1 (PAIR), scikit-image, lime, grad-cam 1.5.7, and a
         checkout of idiap/fullgrad-saliency, whose package is named like PAIR's and is therefore loaded by its path
xplique  needs tensorflow, h5py and xplique 2.0.2

Maps are [N,H,W,C] or [N,h,w,1], computed in float64 where the software allows it and stored as float32. What is
explained is always the target's logit. Every value is computed a second time, from the published formula, by code
that shares nothing with the software; the script stops where the two differ.
"""
import argparse
import contextlib
import importlib.metadata
import importlib.util
import math
import os
import sys
import unittest.mock

import h5py
import numpy as np

SEEDS = {"vgg": 2, "resnet": 3, "mobilenet": 5, "mlp": 1}
STEPS = 20
SEGMENTS = 7


def put(file, path, values, source, dtype=np.float32, **parameters):
    values = np.asarray(values)
    assert np.isfinite(values).all(), path
    if path in file:
        del file[path]
    values = values.astype(dtype)
    # The index of the chunks alone takes some kilobytes.
    large = values.nbytes > 6000
    options = {"compression": "gzip", "compression_opts": 9, "shuffle": True, "chunks": values.shape} if large else {}
    data = file.create_dataset(path, data=values, **options)
    data.attrs["source"] = source
    for key, value in parameters.items():
        data.attrs[key] = value


def check(name, values, expected, tolerance=1e-9):
    values, expected = np.asarray(values), np.asarray(expected)
    assert values.shape == expected.shape, (name, values.shape, expected.shape)
    error = np.abs(values - expected).max() / max(np.abs(expected).max(), 1e-300)
    print(f"  {name:50s} differs by {error:.1e}", flush=True)
    assert error <= tolerance, (name, error)


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def rounded(values, unit):
    """Multiples of 1 / unit, which float32 holds exactly and gzip packs well."""
    return np.round(values * unit) / unit


class Case:
    """A network, its inputs, and what the file of references says of it."""

    def __init__(self, name, arguments):
        import nets

        self.name, self.net = name, getattr(nets, name)(SEEDS[name])
        self.given = h5py.File(f"{arguments.references}/{name}.h5", "r")
        self.x = self.given["input"][:].astype(np.float64)
        self.target = self.given["target"][:]
        self.image = self.x.ndim == 4
        self.spatial = self.x.shape[1:3] if self.image else self.x.shape[1:]
        self.layer = self.given["attribution/grad_cam"].attrs["layer"] if self.image else None
        self.relu6 = any(node[1] == "relu6" for node in self.net.nodes)
        self.rng = np.random.default_rng(1000 + SEEDS[name])

    def spread(self, mask):
        """A mask of places as one that multiplies an input."""
        return mask[..., None] if self.image else mask


class TorchCase(Case):
    def __init__(self, name, arguments):
        super().__init__(name, arguments)
        import torch

        self.torch = torch
        self.model = self.fresh()
        self.input = self.tensor(self.x)
        self.targets = torch.tensor(self.target)
        logits = self.model(self.input).detach().numpy()
        check("logits against the file", logits, self.given["logits"][:], 1e-6)

    def fresh(self):
        import nets

        return nets.torch_model(self.net)

    def tensor(self, values):
        axes = (0, 3, 1, 2) if np.ndim(values) == 4 else range(np.ndim(values))
        return self.torch.tensor(np.ascontiguousarray(np.transpose(values, axes)), dtype=self.torch.float64)

    def array(self, tensor):
        values = tensor.detach().numpy()
        return values.transpose(0, 2, 3, 1) if values.ndim == 4 else values

    def scores(self, x, sample=None):
        """The target's logit of inputs like the file's, or of many variations of one sample."""
        with self.torch.no_grad():
            logits = self.model(self.tensor(x)).numpy()
        target = self.target if sample is None else np.full(len(x), self.target[sample])
        return logits[np.arange(len(x)), target]

    def gradients(self, x, target, model=None):
        x = self.tensor(x)
        if model is not None:
            x = x.float()
        x.requires_grad_()
        logits = (model or self.model)(x)
        picked = logits[self.torch.arange(len(x)), self.torch.tensor(target)].sum()
        return self.array(self.torch.autograd.grad(picked, x)[0])

    def features(self, layers):
        """Outputs of layers, and the gradients of the target's logit there, by hooks of our own."""
        outputs = {}
        handles = [
            self.model.m[layer].register_forward_hook(lambda _, __, out, key=layer: outputs.update({key: out}))
            for layer in layers
        ]
        logits = self.model(self.input.clone().requires_grad_())
        for handle in handles:
            handle.remove()
        picked = logits[self.torch.arange(len(logits)), self.targets].sum()
        gradients = self.torch.autograd.grad(picked, [outputs[layer] for layer in layers])
        return [outputs[layer].detach() for layer in layers], gradients


# ------------------------------------------------------------------------------------------------------- Captum
def integrated_gradients(case, file):
    from captum import attr
    from captum.attr._utils.approximation_methods import approximation_parameters

    software = version("captum")
    for name, method, baseline in (
        ("riemann_left_20", "riemann_left", 0.0),
        ("riemann_right_20", "riemann_right", 0.0),
        ("riemann_middle_20", "riemann_middle", 0.0),
        ("riemann_trapezoid_20", "riemann_trapezoid", 0.0),
        ("gausslegendre_20_baseline_0.3", "gausslegendre", 0.3),
    ):
        result = case.array(
            attr.IntegratedGradients(case.model).attribute(
                case.input, baselines=baseline, target=case.targets, n_steps=STEPS, method=method
            )
        )
        step_sizes, alphas = approximation_parameters(method)
        weights, positions = np.array(step_sizes(STEPS)), np.array(alphas(STEPS))
        own = sum(
            w * case.gradients(baseline + a * (case.x - baseline), case.target) for w, a in zip(weights, positions)
        )
        check(f"integrated_gradients_{name}", result, own * (case.x - baseline), 1e-6)
        put(
            file, f"attribution/integrated_gradients_{name}", result,
            f"{software}, IntegratedGradients(method={method}, n_steps={STEPS}, baselines={baseline})",
            baseline=baseline, steps=STEPS, method=method, weights=weights, alphas=positions,
            weight_sum=weights.sum(),
        )
        total = case.scores(case.x) - case.scores(np.full_like(case.x, baseline))
        print("    sums", result.reshape(len(result), -1).sum(1), "difference of logits", total)


def guided_grad_cam(case, file):
    from captum import attr

    if not case.image or case.relu6:
        return
    backprop, cam = case.given["attribution/guided_backprop"][:], case.given["attribution/grad_cam"][:]
    factor = case.x.shape[1] // cam.shape[1]
    nearest = np.maximum(cam, 0).repeat(factor, 1).repeat(factor, 2)
    for mode in ("bilinear", "nearest"):
        model = case.fresh()
        result = case.array(
            attr.GuidedGradCam(model, model.m[case.layer]).attribute(
                case.input.clone().requires_grad_(), target=case.targets, interpolate_mode=mode
            )
        )
        larger = nearest if mode == "nearest" else resize(np.maximum(cam, 0), case.spatial, False)
        check(f"guided_grad_cam_{mode}", result, backprop * larger, 1e-5)
        put(
            file, f"attribution/guided_grad_cam_{mode}", result,
            f"{version('captum')}, GuidedGradCam(interpolate_mode={mode})",
            layer=case.layer, interpolate_mode=mode, grad_cam_relu=True, align_corners=False,
        )


def resize(maps, size, align_corners):
    """Bilinear, written out: [N,h,w,c] to [N,H,W,c]."""

    def matrix(small, large):
        result = np.zeros((large, small))
        for i in range(large):
            at = i * (small - 1) / (large - 1) if align_corners else (i + 0.5) * small / large - 0.5
            at = min(max(at, 0), small - 1)
            low = min(int(at), small - 1)
            high = min(low + 1, small - 1)
            result[i, low] += 1 - (at - low)
            result[i, high] += at - low
        return result

    rows, columns = (matrix(maps.shape[axis + 1], size[axis]) for axis in (0, 1))
    return np.einsum("ih,jw,nhwc->nijc", rows, columns, maps.astype(np.float64))


def occlusion(case, file):
    from captum import attr

    if not case.image:
        return
    channels = case.x.shape[-1]
    for name, window, stride, baseline, depth in (
        ("occlusion_5_3_0.25", 5, 3, 0.25, channels),
        ("occlusion_6_4_-0.5", 6, 4, -0.5, channels),
        ("occlusion_4_2_per_channel", 4, 2, 0.0, 1),
    ):
        result = case.array(
            attr.Occlusion(case.model).attribute(
                case.input, sliding_window_shapes=(depth, window, window), strides=(depth, stride, stride),
                baselines=baseline, target=case.targets,
            )
        )
        check(name, result, own_occlusion(case, window, stride, baseline, depth), 1e-6)
        put(
            file, f"attribution/{name}", result,
            f"{version('captum')}, Occlusion(sliding_window_shapes=({depth}, {window}, {window}), "
            f"strides=({depth}, {stride}, {stride}), baselines={baseline})",
            window=window, stride=stride, baseline=baseline, channels_per_window=depth,
        )


def own_occlusion(case, window, stride, baseline, depth):
    whole = case.scores(case.x)
    total, count = np.zeros_like(case.x), np.zeros_like(case.x)
    size, channels = case.x.shape[1], case.x.shape[-1]
    starts = range(0, math.ceil((size - window) / stride) * stride + 1, stride)
    for top in starts:
        for left in starts:
            for channel in range(0, channels, depth):
                place = np.s_[:, top : top + window, left : left + window, channel : channel + depth]
                hidden = case.x.copy()
                hidden[place] = baseline
                total[place] += (whole - case.scores(hidden))[:, None, None, None]
                count[place] += 1
    return total / np.maximum(count, 1)


def segmentation(case):
    """Blocks of 4x4 places (pairs of a vector's elements), each dealt to one of the segments."""
    if not case.image:
        return np.arange(12) // 2
    blocks = np.concatenate([np.arange(SEGMENTS), case.rng.integers(0, SEGMENTS, 64 - SEGMENTS)])
    return case.rng.permutation(blocks).reshape(8, 8).repeat(4, 0).repeat(4, 1)


def shapley(case, file, segments):
    from captum import attr

    count = segments.max() + 1
    mask = case.torch.tensor(segments[None, None] if case.image else segments[None])
    # Captum adds up in float32 whatever the model's type, which costs five digits over thousands of permutations.
    with unittest.mock.patch.object(case.torch, "float", case.torch.float64):
        result = case.array(
            attr.ShapleyValues(case.model).attribute(
                case.input, baselines=0.0, target=case.targets, feature_mask=mask, perturbations_per_eval=int(count)
            )
        )
    first = [np.argwhere(segments == s)[0] for s in range(count)]
    values = np.stack([result[(slice(None), *place)] for place in first], 1)
    values = values[..., 0] if case.image else values
    # The definition, by way of all subsets.
    worth = {}
    for subset in range(2**count):
        kept = np.isin(segments, [s for s in range(count) if subset >> s & 1])
        worth[subset] = case.scores(case.x * case.spread(kept))
    own = np.zeros_like(values)
    for s in range(count):
        for subset in range(2**count):
            if not subset >> s & 1:
                size = bin(subset).count("1")
                weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
                own[:, s] += weight * (worth[subset | 1 << s] - worth[subset])
    check("shapley_values", values, own)
    check("shapley_values: completeness", values.sum(1), worth[2**count - 1] - worth[0])
    put(file, "shapley/segments", segments, "drawn here", np.int32)
    source = f"{version('captum')}, ShapleyValues(feature_mask=segments, baselines=0), every permutation, in float64"
    put(file, "shapley/shapley_segments", result, source, baseline=0.0)
    put(file, "shapley/shapley_values", values, source, baseline=0.0)


def lime(case, file, segments):
    from lime import lime_image
    from sklearn.linear_model import LinearRegression
    from sklearn.metrics import pairwise_distances

    count, width = segments.max() + 1, 0.25
    coalitions = case.rng.integers(0, 2, (64, count))
    coalitions[0], coalitions[-1] = 1, 0
    scores = np.stack([case.scores(case.x * case.spread(row[segments].astype(float))) for row in coalitions], 1)
    base = lime_image.LimeImageExplainer(kernel_width=width).base
    distances = pairwise_distances(coalitions, coalitions[:1], metric="cosine").ravel()
    weights = base.kernel_fn(distances)
    own = 1 - coalitions.sum(1) / np.sqrt(np.maximum(coalitions.sum(1), 1) * count)
    check("lime/weights", weights, np.exp(-(own**2) / (2 * width**2)))
    ridge, ridge_intercept, linear, linear_intercept = [], [], [], []
    for sample in scores:
        intercept, terms, _, _ = base.explain_instance_with_data(
            coalitions, sample[:, None], distances, 0, count, feature_selection="none"
        )
        ridge.append([value for _, value in sorted(terms)])
        ridge_intercept.append(intercept)
        fit = LinearRegression().fit(coalitions, sample, sample_weight=weights)
        linear.append(fit.coef_)
        linear_intercept.append(fit.intercept_)
        # The normal equations, with an intercept that is not penalised.
        design = np.c_[coalitions, np.ones(len(coalitions))]
        penalty = np.diag([1.0] * count + [0])
        solution = np.linalg.solve(design.T @ (weights[:, None] * design) + penalty, design.T @ (weights * sample))
        check("lime/ridge", np.r_[ridge[-1], intercept], solution)
        solution = np.linalg.lstsq(np.sqrt(weights)[:, None] * design, np.sqrt(weights) * sample, rcond=None)[0]
        check("lime/linear", np.r_[fit.coef_, fit.intercept_], solution)
    put(file, "lime/segments", segments, "drawn here", np.int32)
    put(file, "lime/coalitions", coalitions, "drawn here; 1 keeps a segment", np.uint8)
    put(file, "lime/scores", scores, "the target's logit, segments that are left out set to 0", baseline=0.0)
    software = version("lime")
    put(
        file, "lime/weights", weights, f"{software}, kernel of LimeImageExplainer", kernel_width=width,
        distance="cosine", kernel="sqrt(exp(-d^2 / width^2))",
    )
    source = f"{software}, LimeBase.explain_instance_with_data(feature_selection=none), Ridge(alpha=1) with intercept"
    put(file, "lime/ridge_coefficients", ridge, source, alpha=1.0)
    put(file, "lime/ridge_intercept", ridge_intercept, source, alpha=1.0)
    source = f"{version('scikit-learn')}, LinearRegression with intercept, the same weights"
    put(file, "lime/linear_coefficients", linear, source)
    put(file, "lime/linear_intercept", linear_intercept, source)


def smoothing(case, file):
    from captum import attr

    count = 4
    noise = rounded(case.rng.normal(0, 0.1, (count, *case.x.shape)), 64)
    gradients = np.stack([case.gradients(case.x + sample, case.target) for sample in noise])
    own = {
        "smoothgrad": gradients.mean(0),
        "smoothgrad_sq": (gradients**2).mean(0),
        "vargrad": (gradients**2).mean(0) - gradients.mean(0) ** 2,
    }
    put(file, "smoothgrad/noise", noise, "drawn here from a normal distribution, rounded to 1/64", stdev=0.1)
    for kind, expected in own.items():
        with unittest.mock.patch("torch.normal", side_effect=[case.tensor(sample) for sample in noise]):
            result = case.array(
                attr.NoiseTunnel(attr.Saliency(case.model)).attribute(
                    case.input.clone().requires_grad_(), nt_type=kind, nt_samples=count, nt_samples_batch_size=1,
                    target=case.targets, abs=False,
                )
            )
        check(kind, result, expected)
        put(
            file, f"smoothgrad/{kind}", result,
            f"{version('captum')}, NoiseTunnel(Saliency(abs=False), nt_type={kind}), its normal noise replaced by "
            "smoothgrad/noise", samples=count,
        )


def captum_metrics(case, file, attribution):
    from captum import attr, metrics

    software, axes = version("captum"), tuple(range(1, case.x.ndim))
    gradient = case.gradients(case.x, case.target)
    check("attribution/gradient", gradient, case.given["attribution/gradient"][:], 1e-6)
    whole = case.scores(case.x)

    def batched(stored):
        # Captum repeats every sample as often as there are perturbations, before the next sample.
        return case.tensor(stored.swapaxes(0, 1).reshape(-1, *stored.shape[2:]))

    noise = file["smoothgrad/noise"][:].astype(np.float64)
    inner = np.stack([(gradient * sample).sum(axes) for sample in noise])
    drop = np.stack([whole - case.scores(case.x - sample) for sample in noise])
    beta = (inner * drop).sum(0) / (inner**2).sum(0)
    for name, normalize, expected in (
        ("infidelity_gradient", False, ((inner - drop) ** 2).mean(0)),
        ("infidelity_gradient_normalized", True, ((beta * inner - drop) ** 2).mean(0)),
    ):
        result = metrics.infidelity(
            case.model, lambda x: (batched(noise), x - batched(noise)), case.input, case.tensor(gradient),
            target=case.targets, n_perturb_samples=len(noise), normalize=normalize,
        ).numpy()
        check(name, result, expected)
        put(
            file, f"metrics/{name}", result,
            f"{software}, infidelity(normalize={normalize}) of attribution/gradient; smoothgrad/noise is what is taken "
            "from the input", normalize=normalize,
        )

    places = int(np.prod(case.spatial))
    size = places // 4
    subsets = np.zeros((32, places))
    for subset in subsets:
        subset[case.rng.permutation(places)[:size]] = 1
    subsets = subsets.reshape(-1, *case.spatial)
    put(file, "metrics/subsets", subsets, "drawn here; 1 takes a place, with all its channels, away", np.uint8)
    masks = np.broadcast_to(case.spread(subsets)[:, None], (len(subsets), *case.x.shape))
    drop = np.stack([whole - case.scores(case.x * (1 - mask)) for mask in masks])
    put(file, "metrics/subset_drops", drop.T, "the fall of the target's logit, what is taken set to 0", baseline=0.0)

    @metrics.infidelity_perturb_func_decorator(True)
    def without(inputs, baselines):
        return inputs * (1 - batched(masks))

    explained = {"gradient": gradient, "input_x_gradient": gradient * case.x, "base_attribution": attribution}
    for name, values in explained.items():
        sums = np.stack([(values * mask).sum(axes) for mask in masks])
        put(
            file, f"metrics/sensitivity_n_{name}",
            [np.corrcoef(sums[:, i], drop[:, i])[0, 1] for i in range(len(case.x))],
            "numpy, Pearson's correlation of the attributions' sums over metrics/subsets with metrics/subset_drops",
            n=size, baseline=0.0,
        )
        result = metrics.infidelity(
            case.model, without, case.input, case.tensor(values), baselines=0.0, target=case.targets,
            n_perturb_samples=len(masks),
        ).numpy()
        check(f"infidelity_subsets_{name}", result, ((sums - drop) ** 2).mean(0))
        put(
            file, f"metrics/infidelity_subsets_{name}", result,
            f"{software}, infidelity with metrics/subsets, multiplied by the input, baselines=0", baseline=0.0,
        )

    radius = 0.02
    noise = np.trunc(case.rng.uniform(-radius, radius, (3, *case.x.shape)) * 2048) / 2048
    put(file, "metrics/sensitivity_perturbations", noise, "drawn here; added to the input", radius=radius)
    result = metrics.sensitivity_max(
        attr.Saliency(case.model).attribute, case.input.clone().requires_grad_(), lambda x: x + batched(noise),
        n_perturb_samples=len(noise), target=case.targets, abs=False,
    ).numpy()

    def norm(values):
        return np.sqrt((values**2).sum(axes))

    moved = [norm(gradient - case.gradients(case.x + sample, case.target)) / norm(gradient) for sample in noise]
    check("sensitivity_max", result, np.max(moved, 0))
    put(
        file, "metrics/sensitivity_max_gradient", result,
        f"{software}, sensitivity_max(norm_ord=fro) of Saliency(abs=False)", radius=radius,
    )


# --------------------------------------------------------------------------------------------------------- PAIR
def pair(case, file, attribution):
    from saliency.core import XRAI, BlurIG, GuidedIG, XRAIParameters
    from saliency.core.base import INPUT_OUTPUT_GRADIENTS

    software = f"PAIR {version('saliency')}"

    def model(x, call_model_args=None, expected_keys=None):
        target, network = call_model_args
        return {INPUT_OUTPUT_GRADIENTS: case.gradients(x, np.full(len(x), target), network)}

    def each(method, network=None, **parameters):
        return np.stack([
            method.GetMask(x, model, call_model_args=(target, network), **parameters)
            for x, target in zip(case.x, case.target)
        ])

    single = case.fresh().float()
    for max_dist in (0.1, 1.0):
        parameters = {"x_steps": STEPS, "fraction": 0.25, "max_dist": max_dist}
        result = each(GuidedIG(), x_baseline=np.zeros(case.x.shape[1:]), **parameters)
        check(f"guided_ig_{max_dist}", result, np.stack([
            own_guided_ig(case, i, STEPS, 0.25, max_dist) for i in range(len(case.x))
        ]))
        in_single = each(GuidedIG(), single, x_baseline=np.zeros(case.x.shape[1:]), **parameters)
        put(
            file, f"attribution/guided_ig_{STEPS}_{max_dist}", result, f"{software}, GuidedIG.GetMask", baseline=0.0,
            float32_gradients_change_it_by=np.abs(in_single - result).max() / np.abs(result).max(), **parameters,
        )
        print("    sums", result.reshape(len(result), -1).sum(1), "difference of logits",
              case.scores(case.x) - case.scores(np.zeros_like(case.x)), "in float32",
              np.abs(in_single - result).max() / np.abs(result).max())
    if not case.image:
        return
    for sqrt in (False, True):
        result = each(BlurIG(), max_sigma=5, steps=STEPS, grad_step=0.01, sqrt=sqrt, batch_size=1)
        own, sigmas = own_blur_ig(case, 5, STEPS, 0.01, sqrt)
        check(f"blur_ig sqrt={sqrt}", result, own, 1e-7)
        put(
            file, f"attribution/blur_ig_{STEPS}{'_sqrt' if sqrt else ''}", result,
            f"{software}, BlurIG.GetMask(batch_size=1), {version('scipy')}", max_sigma=5, steps=STEPS,
            grad_step=0.01, sqrt=sqrt, sigmas=sigmas, truncate=4.0, border="zeros",
        )
    segments = rectangles(case)
    put(
        file, "xrai/base_attribution", attribution, f"{version('captum')}, IntegratedGradients(method=gausslegendre, "
        f"n_steps={STEPS}, baselines=0), rounded to 2^-14",
    )
    put(file, "xrai/segments", segments, "drawn here: overlapping rectangles, not all over the image", np.uint8)
    for name, algorithm, area, pixels in (
        ("full", "full", 1.0, 50), ("full_area_0.5", "full", 0.5, 50), ("full_min_pixel_diff_1", "full", 1.0, 1),
        ("fast", "fast", 1.0, 50), ("fast_min_pixel_diff_1", "fast", 1.0, 1),
    ):
        parameters = XRAIParameters(area_threshold=area, return_xrai_segments=False, algorithm=algorithm)
        parameters.experimental_params["min_pixel_diff"] = pixels
        result = np.stack([
            XRAI().GetMask(x, None, base_attribution=base, segments=list(segments > 0), extra_parameters=parameters)
            for x, base in zip(case.x, attribution)
        ])
        check(f"xrai/{name}", result, np.stack([
            own_xrai(base.max(-1), segments > 0, algorithm, area, pixels) for base in attribution
        ]))
        check("  the sum is kept", (result - attribution.max(-1)).sum((1, 2)) + 1, np.ones(len(result)))
        put(
            file, f"xrai/{name}", result[..., None], f"{software}, XRAI.GetMask(base_attribution, segments)",
            algorithm=algorithm, area_threshold=area, min_pixel_diff=pixels, channels="maximum",
        )


def own_guided_ig(case, sample, steps, fraction, max_dist):
    """Guided IG with baseline 0, along the fractions of the way that every element has gone."""
    x, target = case.x[sample].ravel(), case.target[sample : sample + 1]
    at, result = np.zeros_like(x), np.zeros_like(x)
    for step in range(1, steps + 1):
        gradient = case.gradients((at * x).reshape(case.x[:1].shape), target).ravel()
        low, high = max(step / steps - max_dist, 0), min(step / steps + max_dist, 1)
        wanted, left = np.abs(x).sum() * (1 - step / steps), gradient.copy()
        while True:
            before = at.copy()
            at = np.maximum(at, low)
            missing = (np.abs(x) * (1 - at)).sum() - wanted
            if abs(missing) <= 1e-9 * max(wanted, 1):
                result += (at - before) * x * gradient
                break
            # Elements at the upper bound are out of the choice, but still count for the quantile.
            left[at >= high - 1e-12] = np.inf
            threshold = np.sort(np.abs(left))[int(np.floor(fraction * (len(x) - 1)))]
            chosen = (np.abs(left) <= threshold) & np.isfinite(left)
            reach = (np.abs(x) * (high - at) * chosen).sum()
            gamma = missing / reach if reach > 0 else np.inf
            at = np.where(chosen, at + min(gamma, 1) * (high - at), at)
            result += (at - before) * x * gradient
            if gamma <= 1:
                break
    return result.reshape(case.x.shape[1:])


def own_blur_ig(case, max_sigma, steps, grad_step, sqrt):
    def blur(x, sigma):
        radius = int(4 * sigma + 0.5)
        offsets = np.arange(-radius, radius + 1)
        kernel = np.exp(-0.5 * (offsets / sigma) ** 2) if sigma else np.ones(1)
        places = np.arange(x.shape[1])
        matrix = sum((places[:, None] + o == places) * k for o, k in zip(offsets, kernel / kernel.sum()))
        return np.einsum("ih,jw,nhwc->nijc", matrix, matrix, x)

    sigmas = np.arange(steps + 1) * max_sigma / steps
    sigmas = np.sqrt(sigmas) if sqrt else sigmas
    result = np.zeros_like(case.x)
    for low, high in zip(sigmas, sigmas[1:]):
        blurred = blur(case.x, low)
        slope = (blur(case.x, low + grad_step) - blurred) / grad_step
        result -= (high - low) * slope * case.gradients(blurred, case.target)
    return result, sigmas


def rectangles(case):
    """Rectangles in the left three quarters, so that some of the image is in none."""
    segments = np.zeros((30, *case.spatial))
    for i, segment in enumerate(segments):
        height, width = case.rng.integers(3, 8, 2) if i % 5 == 0 else case.rng.integers(6, 18, 2)
        top, left = case.rng.integers(0, case.spatial[0] - height), case.rng.integers(0, 24 - width)
        segment[top : top + height, left : left + width] = 1
    return segments


def own_xrai(attribution, segments, algorithm, area, pixels):
    result, taken = np.full(attribution.shape, np.nan), np.zeros(attribution.shape, bool)
    if algorithm == "fast":
        order = sorted(range(len(segments)), key=lambda i: -attribution[segments[i]].mean())
        for i in order:
            new = segments[i] & ~taken
            if new.sum() >= pixels:
                result[new] = attribution[new].mean()
                taken |= new
    else:
        rest = list(segments)
        while taken.mean() <= area:
            rest = [s for s in rest if (s & ~taken).sum() >= pixels]
            if not rest:
                break
            best = max(range(len(rest)), key=lambda i: attribution[rest[i] & ~taken].mean())
            new = rest.pop(best) & ~taken
            result[new] = attribution[new].mean()
            taken |= new
    if not taken.all():
        result[~taken] = attribution[~taken].mean()
    return result


def felzenszwalb(file, photo):
    """The segments PAIR gets of a piece of a photograph; they depend on no network."""
    from PIL import Image
    from saliency.core import xrai

    picture = np.asarray(Image.open(photo).convert("RGB"))[60:156, 150:246]
    put(
        file, "xrai/felzenszwalb_picture", picture, "chelsea.png of scikit-image, rows 60 to 155, columns 150 to 245",
        np.uint8,
    )
    software = f"PAIR {version('saliency')}, _get_segments_felzenszwalb, {version('scikit-image')}"
    for name, resized, min_size in (("", False, 150), ("_min_size_20", False, 20), ("_resized", True, 150)):
        seen = []

        def remember(labels, unpack=xrai._unpack_segs_to_masks):
            seen.extend(labels)
            return unpack(labels)

        with unittest.mock.patch.object(xrai, "_unpack_segs_to_masks", remember), unittest.mock.patch.object(
            xrai, "_FELZENSZWALB_MIN_SEGMENT_SIZE", min_size
        ):
            masks = xrai._get_segments_felzenszwalb(picture.astype(np.float64), resize_image=resized, dilation_rad=5)
        labels = np.stack(seen)
        parameters = {
            "scales": xrai._FELZENSZWALB_SCALE_VALUES, "sigma": 0.8, "min_size": min_size, "value_range": [-1.0, 1.0],
            "resized_to": list(xrai._FELZENSZWALB_IM_RESIZE) if resized else list(picture.shape[:2]),
        }
        if not resized:
            own = np.stack([own_felzenszwalb(picture, scale, 0.8, min_size) for scale in parameters["scales"]])
            check(f"felzenszwalb_labels{name}", labels, own, 0)
        put(file, f"xrai/felzenszwalb_labels{name}", labels, software, np.int32, **parameters)
        print("  labels", [int(label.max()) + 1 for label in labels], "masks", len(masks))
        if not name:
            put(file, f"xrai/felzenszwalb_masks{name}", masks, software, np.uint8, dilation_radius=5, **parameters)


def own_felzenszwalb(picture, scale, sigma, min_size):
    low, high = float(picture.min()), float(picture.max())
    image = (picture - low) / (high - low) * 2 - 1
    radius = int(4 * sigma + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        margins = [(radius, radius) if a == axis else (0, 0) for a in range(3)]
        padded = np.pad(image, margins, mode="symmetric")
        image = sum(k * np.take(padded, range(i, i + image.shape[axis]), axis) for i, k in enumerate(kernel))
    height, width = image.shape[:2]
    number = np.arange(height * width).reshape(height, width)
    pairs = [
        (np.s_[1:, :], np.s_[:-1, :]), (np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:, 1:], np.s_[:-1, :-1]),
        (np.s_[1:, :-1], np.s_[:-1, 1:]),
    ]
    costs = np.concatenate([np.sqrt(((image[a] - image[b]) ** 2).sum(-1)).ravel() for a, b in pairs])
    edges = np.concatenate([np.stack([number[a].ravel(), number[b].ravel()], 1) for a, b in pairs])
    order = np.argsort(costs, kind="stable")
    parent, size, inner = list(range(height * width)), [1] * (height * width), [0.0] * (height * width)

    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i

    def join(a, b):
        # The root is the smaller of the two numbers.
        parent[max(a, b)] = min(a, b)
        size[min(a, b)] = size[a] + size[b]
        return min(a, b)

    for e in order:
        a, b = root(edges[e][0]), root(edges[e][1])
        threshold = min(inner[a] + scale / 255 / size[a], inner[b] + scale / 255 / size[b])
        if a != b and costs[e] < threshold:
            inner[join(a, b)] = costs[e]
    for e in order:
        a, b = root(edges[e][0]), root(edges[e][1])
        if a != b and min(size[a], size[b]) < min_size:
            join(a, b)
    return np.unique([root(i) for i in range(height * width)], return_inverse=True)[1].reshape(height, width)


# --------------------------------------------------------------------------------------------- pytorch-grad-cam
def cams(case, file):
    import pytorch_grad_cam as cam
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    if not case.image:
        return
    software = version("grad-cam")
    targets = [ClassifierOutputTarget(t) for t in case.target]
    (activation,), (gradient,) = case.features([case.layer])
    a, g = activation.numpy(), gradient.numpy()
    total = a.sum((2, 3), keepdims=True)

    def plus_plus():
        alpha = g**2 / (2 * g**2 + total * g**3 + 1e-6)
        return (np.maximum(g, 0) * np.where(g != 0, alpha, 0)).sum((2, 3))

    expected = {
        "grad_cam": (cam.GradCAM, g.mean((2, 3))),
        "grad_cam_plus_plus": (cam.GradCAMPlusPlus, plus_plus()),
        "x_grad_cam": (cam.XGradCAM, (g * a / (total + 1e-7)).sum((2, 3))),
        "hires_cam": (cam.HiResCAM, None),
        "layer_cam": (cam.LayerCAM, None),
        "score_cam": (cam.ScoreCAM, own_score_cam(case, a)[0]),
    }
    elementwise = {"hires_cam": g * a, "layer_cam": np.maximum(g, 0) * a}
    for name, (method, weights) in expected.items():
        with method(case.fresh(), []) as made, contextlib.redirect_stderr(open(os.devnull, "w")):
            made.target_layers = [made.model.m[case.layer]]
            made.activations_and_grads = cam.ActivationsAndGradients(made.model, made.target_layers, None)
            scaled = made(case.input, targets)
            seen = made.activations_and_grads.activations[0].numpy()
            gradients = [value.numpy() for value in made.activations_and_grads.gradients] or [None]
            raw = made.get_cam_image(case.input, made.target_layers[0], targets, seen, gradients[0], False)
            if weights is not None:
                given = made.get_cam_weights(case.input, made.target_layers[0], targets, seen, gradients[0])
        check(f"{name}: activations", seen, a)
        tolerance = 1e-6 if name == "score_cam" else 1e-9
        own = elementwise[name] if weights is None else weights[:, :, None, None] * a
        check(name, raw, own.sum(1), tolerance)
        parameters = {"layer": case.layer}
        if weights is not None:
            check(f"{name}: weights", given, weights, tolerance)
            put(file, f"cam/{name}_weights", given, f"{software}, {method.__name__}.get_cam_weights", **parameters)
        put(file, f"cam/{name}", raw[..., None], f"{software}, {method.__name__}.get_cam_image, signed", **parameters)
        put(
            file, f"cam/{name}_relu", np.maximum(raw, 0)[..., None],
            f"{software}, {method.__name__}.get_cam_image, then ReLU", **parameters,
        )
        if name == "grad_cam":
            check("grad_cam against Captum's", raw[..., None], case.given["attribution/grad_cam"][:], 1e-6)
            put(
                file, "cam/grad_cam_scaled", scaled[..., None],
                f"{software}, {method.__name__}.__call__: ReLU, from 0 to 1, bilinear, from 0 to 1 again",
                align_corners=False, epsilon=1e-7, **parameters,
            )
            own = between(resize(between(np.maximum(raw, 0)[..., None], 1e-7), case.spatial, False), 1e-7)
            check("grad_cam_scaled", scaled[..., None], own, 1e-5)
        if name == "score_cam":
            put(
                file, "cam/score_cam_scores", own_score_cam(case, a)[1],
                "the target's logit of the input times the enlarged and scaled channel, in float64", **parameters,
            )


def between(maps, epsilon):
    """Every sample's map shifted and scaled to lie between 0 and 1, as the software does it."""
    maps = maps - maps.min((1, 2, 3), keepdims=True)
    return maps / (maps.max((1, 2, 3), keepdims=True) + epsilon)


def own_score_cam(case, activations):
    maps = resize(activations.transpose(0, 2, 3, 1), case.spatial, True)
    low, high = maps.min((1, 2), keepdims=True), maps.max((1, 2), keepdims=True)
    maps = (maps - low) / (high - low + 1e-8)
    scores = np.stack([
        case.scores(np.stack([case.x[i] * maps[i, :, :, c, None] for c in range(maps.shape[-1])]), i)
        for i in range(len(maps))
    ])
    exponents = np.exp(scores - scores.max(1, keepdims=True))
    return exponents / exponents.sum(1, keepdims=True), scores


# ----------------------------------------------------------------------------------------------------- FullGrad
def full_grad(case, file, checkout, commit):
    import pytorch_grad_cam as cam
    import torch
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    extractor, full, simple = authors(checkout)
    software = f"idiap/fullgrad-saliency {commit[:12]}"
    layers = [node[0] for node in case.net.nodes if node[1] in ("conv", "dwconv", "bn", "dense")]
    layers = [layer for layer in layers if case.model.m[layer].bias is not None]
    size = case.input.shape[1:]
    completeness = []

    class Measured(full.FullGrad):
        def checkCompleteness(self):
            # The authors' check stops where a ReLU6 is saturated, whose bias they have no term for.
            try:
                super().checkCompleteness()
                completeness.append("passed")
            except AssertionError:
                completeness.append("failed")

    torch.set_default_dtype(torch.float64)
    try:
        made = Measured(case.fresh(), im_size=tuple(size))
        gradient, biases = made.fullGradientDecompose(case.input.clone(), case.targets)
        gradient, biases = gradient.detach(), [bias.detach() for bias in biases]
        maps = case.array(made.saliency(case.input.clone(), case.targets)) if case.image else None
        simplified = None
        if case.image:
            made = simple.SimpleFullGrad(case.fresh(), im_size=tuple(size))
            simplified = case.array(made.saliency(case.input.clone(), case.targets))
    finally:
        torch.set_default_dtype(torch.float32)
    times_input = (gradient * case.input).flatten(1).sum(1).numpy()
    sums = np.stack([bias.flatten(1).sum(1).numpy() for bias in biases], 1)
    # The same by hooks of our own.
    _, gradients = case.features(layers)
    own_biases = [effective_bias(case.model.m[layer]) for layer in layers]
    own = [(b.reshape(-1, *[1] * (g.ndim - 2)) * g).numpy() for b, g in zip(own_biases, gradients)]
    check("fullgrad/bias_sums", sums, np.stack([o.reshape(len(o), -1).sum(1) for o in own], 1))
    logits = case.scores(case.x)
    gap = np.abs(times_input + sums.sum(1) - logits).max()
    print("  fullgrad: completeness misses", gap, "of", logits, "; authors' check:", completeness[0])
    assert case.relu6 or gap < 1e-9, gap
    source = f"{software}, FullGrad.fullGradientDecompose"
    put(file, "fullgrad/input_times_gradient_sum", times_input, source)
    put(file, "fullgrad/bias_sums", sums, source, layers=layers)
    put(
        file, "fullgrad/sum", times_input + sums.sum(1), f"{source}, all terms", target_logits=logits,
        largest_difference=gap, authors_check=completeness[0],
    )
    if not case.image:
        return
    convolutional = [i for i, o in enumerate(own) if o.ndim == 4]
    moved = [o.transpose(0, 2, 3, 1) for o in own if o.ndim == 4]
    slopes = [gradients[i].numpy().transpose(0, 2, 3, 1) for i in convolutional]
    product = case.x * case.gradients(case.x, case.target)

    def authors_map(parts):
        return between(np.abs(product), 1e-6).sum(-1, keepdims=True) + sum(
            resize(between(np.abs(p), 1e-6), case.spatial, True).sum(-1, keepdims=True) for p in parts
        )

    check("fullgrad/map", maps, authors_map(moved))
    parameters = {"epsilon": 1e-6, "align_corners": True, "layers": [layers[i] for i in convolutional]}
    put(
        file, "fullgrad/map", maps, f"{software}, FullGrad.saliency: every part |.|, from 0 to 1 over the whole part, "
        "bilinear, summed over channels and parts", **parameters,
    )
    check("fullgrad/simple_map", simplified, authors_map(slopes))
    put(
        file, "fullgrad/simple_map", simplified,
        f"{software}, SimpleFullGrad.saliency: gradients in place of bias times gradient", **parameters,
    )
    with cam.FullGrad(case.fresh(), []) as made:
        scaled = made(case.input.clone(), [ClassifierOutputTarget(t) for t in case.target])

    def channelwise(part):
        part = np.abs(part).transpose(3, 0, 1, 2)[..., None]
        return sum(resize(between(channel, 1e-7), case.spatial, False) for channel in part)

    own_sum = channelwise(product) + sum(channelwise(part) for part in moved)
    check("fullgrad/grad_cam_map", scaled[..., None], between(own_sum, 1e-7), 1e-5)
    put(
        file, "fullgrad/grad_cam_map", scaled[..., None],
        f"{version('grad-cam')}, FullGrad.__call__: |.|, every channel from 0 to 1, bilinear, summed, from 0 to 1",
        epsilon=1e-7, align_corners=False, layers=[layers[i] for i in convolutional],
    )


def effective_bias(module):
    if hasattr(module, "running_mean"):
        return (module.bias - module.weight * module.running_mean / (module.running_var + module.eps).sqrt()).detach()
    return module.bias.detach()


def authors(checkout):
    import saliency  # noqa: F401  PAIR's package, under whose name the authors' modules import one another

    modules = []
    for name in ("tensor_extractor", "fullgrad", "simple_fullgrad"):
        spec = importlib.util.spec_from_file_location(f"saliency.{name}", f"{checkout}/saliency/{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[f"saliency.{name}"] = module
        spec.loader.exec_module(module)
        modules.append(module)
    return modules


# --------------------------------------------------------------------------------------------------------- RISE
def rise(case, file):
    count = 32
    if case.image:
        grid = (case.rng.random((count, 8, 8)) < 0.5).astype(np.float64)
        size = [s + s // 8 for s in case.spatial]
        large = resize(grid[..., None], size, False)[..., 0]
        shifts = case.rng.integers(0, 5, (count, 2))
        masks = np.stack([m[i : i + case.spatial[0], j : j + case.spatial[1]] for m, (i, j) in zip(large, shifts)])
        masks = rounded(masks, 64)
    else:
        masks = (case.rng.random((count, *case.spatial)) < 0.5).astype(np.float64)
    scores = np.stack([case.scores(case.x * case.spread(mask)) for mask in masks], 1)
    result = np.einsum("nk,k...->n...", scores, masks) / masks.sum(0)
    put(file, "rise/masks", masks, "drawn here as RISE does: 8x8, kept with 0.5, bilinear, shifted; rounded to 1/64")
    put(file, "rise/scores", scores, "the target's logit of the input times the mask", baseline=0.0)
    put(file, "rise/map", case.spread(result), "numpy, sum_i score_i mask_i / sum_i mask_i", baseline=0.0)
    kept = (case.rng.random((64, *([8, 8] if case.image else case.spatial))) > 0.2).astype(np.float64)
    kept = kept.repeat(4, 1).repeat(4, 2) if case.image else kept
    put(file, "metrics/mu_fidelity_masks", kept, "drawn here: 4x4 cells or elements, taken with 0.2; 1 keeps", np.uint8)


# ------------------------------------------------------------------------------------------------------ Xplique
def xplique(case, file):
    import keras
    import nets
    import tensorflow as tf
    from scipy.stats import spearmanr
    from xplique.attributions import Rise
    from xplique.metrics import Deletion, Insertion, MuFidelity

    software = f"{version('xplique')}, tensorflow {tf.__version__}, float32"
    model = nets.keras_model(case.net, keras)
    x = case.given["input"][:]
    check("logits of the Keras twin", model(x).numpy(), case.given["logits"][:], 1e-5)
    one_hot = np.eye(model.output_shape[-1], dtype=np.float32)[case.target]
    gradient = case.given["attribution/gradient"][:]

    def scores(x, sample):
        return model(x).numpy()[:, case.target[sample]]

    samples = [slice(i, i + 1) for i in range(len(x))]
    for name, metric in (("deletion", Deletion), ("insertion", Insertion)):
        curves, areas, numbers = [], [], None
        for i, one in enumerate(samples):
            made = metric(model, x[one], one_hot[one], baseline_mode=0.0, steps=10)
            detail = made.detailed_evaluate(gradient[one])
            numbers = np.array(list(detail))
            curves.append(list(detail.values()))
            areas.append(made(gradient[one]))
            ranking = gradient[i].mean(-1).ravel() if case.image else gradient[i]
            order = np.argsort(-ranking, kind="stable")
            # Ties may fall either way, but not where a step cuts the order.
            sorted_ranking = ranking[order].astype(np.float64)
            gap = min(sorted_ranking[n - 1] - sorted_ranking[n] for n in numbers[1:-1]) / np.abs(ranking).max()
            print(f"  ties {len(ranking) - len(np.unique(ranking))}, smallest gap at a step {gap:.1e}")
            assert gap > 1e-6, gap
            flags = np.zeros((len(numbers), len(order)))
            for row, number in zip(flags, numbers):
                row[order[:number]] = 1
            flags = flags if name == "insertion" else 1 - flags
            own = scores(x[one] * case.spread(flags.reshape(-1, *case.spatial)), i)
            check(f"{name}: curve", curves[-1], own, 1e-5)
            check(f"{name}: area", areas[-1], np.trapezoid(own) / 10, 1e-5)
        put(
            file, f"metrics/{name}_curve", curves,
            f"{software}, {metric.__name__}.detailed_evaluate of attribution/gradient",
            baseline=0.0, steps=10, numbers=numbers,
            order="descending mean over the channels, signed; all channels of a place at once",
        )
        put(
            file, f"metrics/{name}_auc", areas, f"{software}, {metric.__name__}.evaluate of attribution/gradient: "
            "mean of the trapezoids of the 11 points, as if they were equally far apart", baseline=0.0, steps=10,
        )

    masks = file["metrics/mu_fidelity_masks"][:].astype(np.float32)

    class Stored(MuFidelity):
        def _perturb_samples(self, inputs, nb_perturbations):
            kept = tf.constant(case.spread(masks))[tf.newaxis]
            return tf.reshape(inputs[:, tf.newaxis] * kept, (-1, *inputs.shape[1:])), kept

    fidelity = []
    for i, one in enumerate(samples):
        made = Stored(model, x[one], one_hot[one], batch_size=len(masks), nb_samples=len(masks), grid_size=None)
        fidelity.append(made(gradient[one]))
        taken = case.spread(1 - masks)
        sums = (taken * gradient[one]).reshape(len(masks), -1).sum(1)
        own = spearmanr(scores(x[one], i)[0] - scores(x[one] * case.spread(masks), i), sums)[0]
        check("mu_fidelity", fidelity[-1], own, 1e-3)
    put(
        file, "metrics/mu_fidelity", fidelity, f"{software}, MuFidelity of attribution/gradient with "
        "metrics/mu_fidelity_masks in place of its own, baseline 0: Spearman's correlation", baseline=0.0,
    )

    given = file["rise/masks"][:]
    stored = tf.constant(case.spread(given))
    with unittest.mock.patch.object(Rise, "_get_masks", lambda *_: stored), unittest.mock.patch.object(
        Rise, "_apply_masks", lambda single, batch, value: (batch * single[tf.newaxis], batch)
    ):
        result = Rise(model, nb_samples=len(given)).explain(x, one_hot).numpy()
    own = np.einsum("nk,k...->n...", file["rise/scores"][:], given) / (given.sum(0) + 1e-4)
    own = case.spread(own)
    check("rise/xplique_map", result if case.image else result.reshape(own.shape), own, 1e-5)
    put(
        file, "rise/xplique_map", result.reshape(own.shape), f"{software}, Rise with rise/masks in place of its own",
        baseline=0.0, epsilon=1e-4,
    )


# --------------------------------------------------------------------------------------------------------- main
def with_torch(name, arguments):
    from captum import attr

    case = TorchCase(name, arguments)
    with h5py.File(f"{arguments.out}/{name}.h5", "w") as file:
        for package in ("captum", "saliency", "scikit-image", "lime", "grad-cam", "zennit"):
            file.attrs[package] = importlib.metadata.version(package)
        file.attrs["torch"], file.attrs["network"] = str(case.torch.__version__), name
        file.attrs["input"] = f"input and target are those of ../{name}.h5"
        base = case.array(
            attr.IntegratedGradients(case.model).attribute(
                case.input, baselines=0.0, target=case.targets, n_steps=STEPS, method="gausslegendre"
            )
        )
        check("integrated gradients against the file", base,
              case.given["attribution/integrated_gradients_gausslegendre_20"][:], 1e-6)
        base = rounded(base, 2**14)
        integrated_gradients(case, file)
        guided_grad_cam(case, file)
        occlusion(case, file)
        segments = segmentation(case)
        shapley(case, file, segments)
        lime(case, file, segments)
        smoothing(case, file)
        captum_metrics(case, file, base)
        pair(case, file, base)
        cams(case, file)
        full_grad(case, file, arguments.fullgrad, arguments.fullgrad_commit)
        rise(case, file)
        if name == "vgg":
            felzenszwalb(file, arguments.photo)


def with_xplique(name, arguments):
    with h5py.File(f"{arguments.out}/{name}.h5", "a") as file:
        file.attrs["xplique"] = importlib.metadata.version("xplique")
        xplique(Case(name, arguments), file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("torch", "xplique"))
    for name in ("made_by", "references", "out"):
        parser.add_argument(name)
    parser.add_argument("--fullgrad", help="checkout of idiap/fullgrad-saliency")
    parser.add_argument("--fullgrad-commit", default="7c106b34fc47c80c629bb6bd0770e8f009e1668a")
    parser.add_argument("--photo", help="chelsea.png of scikit-image")
    parser.add_argument("--networks", nargs="+", default=list(SEEDS))
    arguments = parser.parse_args()
    sys.path.insert(0, arguments.made_by)
    os.makedirs(arguments.out, exist_ok=True)
    for name in arguments.networks:
        print(name, flush=True)
        (with_torch if arguments.stage == "torch" else with_xplique)(name, arguments)


if __name__ == "__main__":
    main()
