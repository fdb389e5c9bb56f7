#!/usr/bin/env python3
"""Maps of layers inside the small networks, of units and of neurons, by Captum.

  make_layer_references.py MADE_BY REFERENCES OUT

MADE_BY holds nets.py, which describes the small networks; REFERENCES the HDF5 files with input and target; OUT
receives <network>.h5. Needs torch, h5py and captum 0.9.0. All in float64, stored as float32; values lie as TensorFlow
has them, [N,H,W,C], and stand for the first two samples. What is explained is the target's logit.

Conductance is computed a second time, from its formula by finite sums of 600 steps, and stands in the file as
conductance_exact: Captum's own sum of 300 steps takes the gradient at one end of each step.
"""
import os
import sys

import captum
import h5py
import numpy as np
import torch

torch.set_num_threads(1)
from captum import attr

SEEDS = {"vgg": 2, "resnet": 3, "mobilenet": 5, "mlp": 1}
SAMPLES = 2
BASELINE = 0.3
STEPS = 20

# The layer in PyTorch, and an index into its values [H,W,C] or [C].
LAYERS = {
    "mlp": {"dense_3": (5,), "relu_2": (6,)},
    "vgg": {"maxpool_10": (3, 4, 7), "dense_12": (9,)},
    "resnet": {"conv_14": (5, 6, 3), "bn_15": (5, 6, 3), "add_18": (7, 2, 1)},
    "mobilenet": {"dwconv_7": (4, 3, 2), "bn_11": (2, 9, 5), "add_12": (8, 8, 1), "relu6_18": (3, 3, 11)},
}


def last(values):
    """Channels last."""
    values = values.detach().numpy()
    return values.transpose(0, 2, 3, 1) if values.ndim == 4 else values


def first(index):
    """An index of channels last, for PyTorch."""
    return index if len(index) == 1 else (index[2], index[0], index[1])


class Network:
    def __init__(self, name, made_by, references):
        sys.path.insert(0, made_by)
        import nets

        self.name, self.net = name, getattr(nets, name)(SEEDS[name])
        self.fresh = lambda: nets.torch_model(self.net)
        with h5py.File(f"{references}/{name}.h5", "r") as given:
            x = given["input"][:SAMPLES].astype(np.float64)
            self.targets = torch.tensor(given["target"][:SAMPLES])
            logits = given["logits"][:SAMPLES]
        self.x = torch.tensor(np.ascontiguousarray(x.transpose(0, 3, 1, 2) if x.ndim == 4 else x))
        error = np.abs(self.fresh()(self.x).detach().numpy() - logits).max()
        assert error < 1e-4 * np.abs(logits).max(), (name, error)

    def layer_values(self, model, layer, x):
        kept = {}
        handle = model.m[layer].register_forward_hook(lambda _, __, out: kept.update(out=out))
        logits = model(x)
        handle.remove()
        return kept["out"], logits

    def conductance(self, layer, steps=600):
        """The integral over the change of the layer's values, gradients in the middle of each step."""
        model = self.fresh()
        total = None
        start = torch.full_like(self.x, BASELINE)
        way = self.x - start
        before = self.layer_values(model, layer, start)[0].detach()
        for i in range(steps):
            values, logits = self.layer_values(model, layer, (start + (i + 0.5) / steps * way).requires_grad_())
            picked = logits[torch.arange(len(logits)), self.targets].sum()
            gradient = torch.autograd.grad(picked, values)[0]
            after = self.layer_values(model, layer, start + (i + 1) / steps * way)[0].detach()
            part = gradient * (after - before)
            total = part if total is None else total + part
            before = after
        return total

    def maps(self, layer, index):
        x, given = self.x, {"target": self.targets}
        model = self.fresh()
        module, at = model.m[layer], first(index)
        line = {"baselines": BASELINE, "n_steps": STEPS}
        yield "activation", attr.LayerActivation(model, module).attribute(x)
        yield "gradient", attr.LayerGradientXActivation(model, module, multiply_by_inputs=False).attribute(x, **given)
        yield "gradient_x_activation", attr.LayerGradientXActivation(model, module).attribute(x, **given)
        yield "integrated_gradients", attr.LayerIntegratedGradients(model, module).attribute(x, **given, **line)
        yield "internal_influence", attr.InternalInfluence(model, module).attribute(x, **given, **line)
        yield "conductance", attr.LayerConductance(model, module).attribute(
            x, baselines=BASELINE, n_steps=300, **given
        )
        yield "conductance_exact", self.conductance(layer)
        yield "neuron_conductance", attr.NeuronConductance(model, module).attribute(
            x.clone().requires_grad_(), at, method="gausslegendre", **given, **line
        )
        yield "neuron_gradient", attr.NeuronGradient(model, module).attribute(x.clone().requires_grad_(), at)
        yield "neuron_integrated_gradients", attr.NeuronIntegratedGradients(model, module).attribute(x, at, **line)
        if self.name in ("mlp", "resnet"):
            base = torch.full_like(x, BASELINE)
            model = self.fresh()
            yield "deeplift", attr.LayerDeepLift(model, model.m[layer]).attribute(x, base, **given)
            model = self.fresh()
            yield "neuron_deeplift", attr.NeuronDeepLift(model, model.m[layer]).attribute(
                x.clone().requires_grad_(), at, base
            )


def main(made_by, references, out):
    os.makedirs(out, exist_ok=True)
    for name, layers in LAYERS.items():
        network = Network(name, made_by, references)
        print(name, [node[0] for node in network.net.nodes])
        with h5py.File(f"{out}/{name}.h5", "w") as file:
            for layer, index in layers.items():
                for what, values in network.maps(layer, index):
                    values = last(values[0] if isinstance(values, tuple) else values).astype(np.float32)
                    assert np.isfinite(values).all(), (name, layer, what)
                    data = file.create_dataset(
                        f"{layer}/{what}", data=values, compression="gzip", compression_opts=9, shuffle=True
                    )
                    data.attrs["source"] = (
                        "finite sums of 600 steps" if what == "conductance_exact" else f"captum {captum.__version__}"
                    )
                    print(f"  {layer:12s} {what:28s} {str(values.shape):18s} largest {np.abs(values).max():.3g}")
                exact, own = file[f"{layer}/conductance_exact"][:], file[f"{layer}/conductance"][:]
                print("    Captum's conductance differs by", np.abs(exact - own).max() / np.abs(exact).max())


if __name__ == "__main__":
    main(*sys.argv[1:])
