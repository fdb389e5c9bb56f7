"""Relevance of the networks with BatchNorm, by Zennit in float64, with BatchNorm merged exactly.

Zennit 0.5.1 merges a BatchNorm into the convolution before it and leaves the epsilon in the module that remains, so
that every activation is divided by sqrt(1 + epsilon) once more and the logits are no longer the model's. Zennit 1.0
sets the epsilon to zero, and so does this script. The values as 0.5.1 has them are kept beside, for two rules.
Padding is done within the layers, so that the flat rule does not count it.

  make_lrp_references.py MADE_BY EFFICIENTNET.pth REFERENCES OUT

MADE_BY holds nets.py and gen_torch.py, which describe the small networks; REFERENCES the HDF5 files with input, target
and logits. Needs torch, h5py and zennit 0.5.1.
"""
import importlib.metadata
import sys
import types

import h5py
import numpy as np

made_by, weights, references, out = sys.argv[1:5]
sys.path.insert(0, made_by)
# gen_torch imports it for maps that are not made here.
sys.modules["captum"] = types.ModuleType("captum")
sys.modules["captum"].attr = sys.modules["captum.attr"] = types.ModuleType("captum.attr")

import torch  # noqa: E402
import gen_torch  # noqa: E402
import nets  # noqa: E402
from zennit import composites, rules  # noqa: E402
from zennit.canonizers import SequentialMergeBatchNorm  # noqa: E402

SEEDS = {"resnet": 3, "inception": 4, "mobilenet": 5}


class ExactMerge(SequentialMergeBatchNorm):
    @staticmethod
    def merge_batch_norm(modules, batch_norm):
        SequentialMergeBatchNorm.merge_batch_norm(modules, batch_norm)
        batch_norm.eps = 0.0


def uniform(rule):
    return composites.LayerMapComposite(
        layer_map=gen_torch.BASE + [(gen_torch.Convolution, rule), (torch.nn.Linear, rule)]
    )


def all_composites(low, high):
    return {
        "lrp_epsilon_1e-6": uniform(rules.Epsilon(1e-6)),
        "lrp_epsilon_0.25": uniform(rules.Epsilon(0.25)),
        "lrp_gamma_0.25": uniform(rules.Gamma(0.25)),
        "lrp_zplus": uniform(rules.ZPlus()),
        "lrp_alpha2_beta1": uniform(rules.AlphaBeta(2, 1)),
        "lrp_wsquare": uniform(rules.WSquare()),
        "lrp_flat": uniform(rules.Flat()),
        "composite_epsilon_plus": composites.EpsilonPlus(),
        "composite_epsilon_plus_flat": composites.EpsilonPlusFlat(),
        "composite_epsilon_gamma_box": composites.EpsilonGammaBox(low=low, high=high),
        "composite_epsilon_alpha2_beta1": composites.EpsilonAlpha2Beta1(),
        "composite_epsilon_alpha2_beta1_flat": composites.EpsilonAlpha2Beta1Flat(),
        "composite_excitation_backprop": composites.ExcitationBackprop(),
    }


class PaddedConv(torch.nn.Conv2d):
    """Pads within the layer, as TensorFlow does: rules see the input alone, and what is padded has no share."""

    margins = (0, 0, 0, 0)

    def forward(self, x):
        return self._conv_forward(torch.nn.functional.pad(x, self.margins), self.weight, self.bias)


def torch_model(net):
    """The network of nets.py, with the padding of strided SAME convolutions moved into the layers."""
    model = nets.torch_model(net)
    sizes = {"x": net.shape[0]}
    for name, op, inputs, options in net.nodes:
        size = sizes[inputs[0]]
        if op in ("conv", "dwconv") and options["pad"] == "same" and options["s"] > 1:
            kernel, stride = options["k"], options["s"]
            size = -(-size // stride)
            total = max((size - 1) * stride + kernel - sizes[inputs[0]], 0)
            low = total // 2
            model.m[name].__class__ = PaddedConv
            model.m[name].margins = (low, total - low, low, total - low)
        elif op in ("conv", "dwconv") and options["pad"] != "same":
            size = (size + 2 * options["pad"] - options["k"]) // options["s"] + 1
        elif op in ("maxpool", "avgpool"):
            size = (size + 2 * options.get("pad", 0) - options["k"]) // options["s"] + 1
        sizes[name] = size
    # The model itself must not pad a second time.
    model.forward = types.MethodType(forward(net), model)
    return model


def forward(net):
    def run(model, x):
        tensors = {"x": x}
        for name, op, inputs, _ in net.nodes:
            tensors[name] = model.m[name](*[tensors[key] for key in inputs])
            if op == "gap":
                tensors[name] = tensors[name].flatten(1)
        return tensors[net.out]

    return run


def relevance(net, x, target, composite, canonizer):
    composite.canonizers = [canonizer]
    with gen_torch.Gradient(model=torch_model(net), composite=composite) as attributor:
        logits, result = attributor(
            gen_torch.nchw(x.astype(np.float64)),
            lambda output: torch.nn.functional.one_hot(target, output.shape[1]).double() * output,
        )
    return logits.detach().numpy(), gen_torch.nhwc(result)


def write(name, net):
    with h5py.File(f"{references}/{name}.h5") as given, h5py.File(f"{out}/{name}.h5", "w") as file:
        x, target = given["input"][:], torch.tensor(given["target"][:])
        low, high = (
            torch.full((1, 3, *net.shape[:2]), float(given.attrs[bound]), dtype=torch.float64)
            for bound in ("input_low", "input_high")
        )
        wanted = [key for key in given["attribution"] if key.startswith(("lrp_", "composite_"))]
        file.attrs["zennit"] = importlib.metadata.version("zennit")
        file.attrs["torch"] = str(torch.__version__)
        for attribute in ("input_low", "input_high"):
            file.attrs[attribute] = given.attrs[attribute]
        for key in ("input", "target", "logits"):
            file[key] = given[key][:]
        for key in wanted:
            logits, exact = relevance(net, x, target, all_composites(low, high)[key], ExactMerge())
            error = np.abs(logits - given["logits"][:]).max()
            assert error < 2e-5, (name, key, error)
            put(file, f"attribution/{key}", exact, "zennit in float64, BatchNorm merged, its epsilon set to 0")
            left = given[f"attribution/{key}"][:]
            difference = np.abs(exact - left).max() / np.abs(left).max()
            print(f"{name:20s} {key:38s} logits {error:.1e}  against 0.5.1 {difference:.2e}", flush=True)
            if key in ("lrp_epsilon_1e-6", "composite_epsilon_plus"):
                put(file, f"zennit_0.5.1/{key}", left, "zennit 0.5.1 in float64, BatchNorm merged, its epsilon left")


def put(file, path, values, source):
    data = file.create_dataset(
        path, data=np.asarray(values, np.float32), compression="gzip", compression_opts=9, shuffle=True
    )
    data.attrs["source"] = source


for network, seed in SEEDS.items():
    write(network, getattr(nets, network)(seed))
write("efficientnet_lite0", nets.efficientnet_lite0(torch.load(weights, map_location="cpu")))
