"""Captum and Zennit on networks of torchvision of the same kinds and sizes, with random weights.

    python torch_peers.py NETWORK BATCH PEER/METHOD ROUNDS THREADS [DEVICE]

DEVICE is cpu or cuda, where float32 is multiplied exactly, as tf-saliency does by default. Several methods, with
semicolons between them, are measured one after the other in one process, which is quicker and says nothing of memory.
"""

import sys

import torch
import torchvision

from measuring import arguments, measure

network, batch, names, _ = arguments()
device = sys.argv[6] if len(sys.argv) > 6 else "cpu"
torch.set_num_threads(int(sys.argv[5]))
torch.manual_seed(1)
torch.set_default_device(device)
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True


def vit_s16():
    return torchvision.models.VisionTransformer(224, 16, 12, 6, 384, 1536)


model = {
    "vgg16": torchvision.models.vgg16,
    "resnet50": torchvision.models.resnet50,
    "mobilenetv3": torchvision.models.mobilenet_v3_large,
    "vit-s16": vit_s16,
}[network]().eval()
images = torch.rand(batch, 3, 224, 224) * 2 - 1
with torch.no_grad():
    targets = model(images).argmax(1)


def captum(method):
    import captum.attr as attr

    zero = torch.zeros_like(images[:1])
    window = {"sliding_window_shapes": (3, 32, 32), "strides": (3, 32, 32), "perturbations_per_eval": 8}
    methods = {
        "gradient": lambda: attr.Saliency(model).attribute(images, targets, abs=False),
        "input-x-gradient": lambda: attr.InputXGradient(model).attribute(images, targets),
        "guided-backprop": lambda: attr.GuidedBackprop(model).attribute(images, targets),
        "deeplift": lambda: attr.DeepLift(model).attribute(images, zero, targets),
        "integrated-gradients:steps=50": lambda: attr.IntegratedGradients(model).attribute(
            images, zero, targets, n_steps=50, internal_batch_size=25
        ),
        "smooth-grad:samples=50": lambda: attr.NoiseTunnel(attr.Saliency(model)).attribute(
            images, nt_samples=50, nt_samples_batch_size=10, target=targets, abs=False
        ),
        "occlusion:window=32,stride=32": lambda: attr.Occlusion(model).attribute(images, target=targets, **window),
        "kernel-shap:samples=100": lambda: [
            attr.KernelShap(model).attribute(
                images[i : i + 1], target=targets[i], feature_mask=segments, n_samples=100, perturbations_per_eval=8
            )
            for i in range(batch)
        ],
        "grad-cam": lambda: attr.LayerGradCam(model, last_convolution()).attribute(images, targets),
    }
    cells = torch.arange(49).reshape(7, 7)
    segments = cells.repeat_interleave(32, 0).repeat_interleave(32, 1)[None, None].expand(1, 3, 224, 224)
    return methods[method]


def last_convolution():
    return [module for module in model.modules() if isinstance(module, torch.nn.Conv2d)][-1]


def zennit(method):
    from zennit.attribution import Gradient
    from zennit.composites import EpsilonAlpha2Beta1, EpsilonPlus, LayerMapComposite, MixedComposite
    from zennit.rules import AlphaBeta, Epsilon, Gamma, ZPlus
    from zennit.types import AvgPool, Convolution, Linear
    from zennit.composites import layer_map_base
    from zennit.torchvision import ResNetCanonizer, VGGCanonizer

    canonizers = {"vgg16": [VGGCanonizer()], "resnet50": [ResNetCanonizer()]}.get(network, [])

    def everywhere(rule):
        return LayerMapComposite(
            [*layer_map_base(), (Convolution, rule), (Linear, rule)], canonizers=canonizers
        )

    composites = {
        "lrp:rule=epsilon": lambda: everywhere(Epsilon()),
        "lrp:rule=z-plus": lambda: everywhere(ZPlus()),
        "lrp:rule=gamma": lambda: everywhere(Gamma()),
        "lrp:rule=alpha-beta,alpha=2,beta=1": lambda: everywhere(AlphaBeta(2, 1)),
        "lrp:composite=epsilon-plus": lambda: EpsilonPlus(canonizers=canonizers),
        "lrp:composite=epsilon-alpha2-beta1": lambda: EpsilonAlpha2Beta1(canonizers=canonizers),
    }
    if method == "gradient":
        attributor = Gradient(model)
    else:
        attributor = Gradient(model, composites[method]())
    rows = torch.eye(1000)[targets]

    def explain():
        with attributor:
            return attributor(images, rows)[1]

    return explain


def waiting(computation):
    """A GPU computes after a call has returned."""

    def run():
        result = computation()
        if device == "cuda":
            torch.cuda.synchronize()
        return result

    return run


def forward():
    with torch.no_grad():
        return model(images)


for name in names.split(";"):
    peer, method = name.split("/")
    explain = {"captum": captum, "zennit": zennit}[peer](method)
    measure(peer, waiting(forward), waiting(explain), name)
