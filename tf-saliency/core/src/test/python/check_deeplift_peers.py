"""What the DeepLIFT of Captum and of SHAP gives in small networks, in float64: how far its sum is
from the difference of the scores, and from the multipliers of docs/methods.md where they have the
same network. Needs torch, captum 0.9.0, shap 0.51.0: check_deeplift_peers.py
"""

import torch
from captum.attr import DeepLift
from torch import nn

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
TIMES, WIDTH, SAMPLES = 4, 6, 3


class LayerNormed(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.norm, self.b = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 1)

    def forward(self, x):
        return self.b(self.norm(self.a(x))).mean(1)


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = (nn.Linear(WIDTH, n) for n in (WIDTH, WIDTH, 1))
        self.sigmoid, self.tanh = nn.Sigmoid(), nn.Tanh()

    def forward(self, x):
        return self.c(self.sigmoid(self.a(x)) * self.tanh(self.b(x))).mean(1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(WIDTH, WIDTH) for _ in "qkv")
        self.softmax, self.head = nn.Softmax(-1), nn.Linear(WIDTH, 1)

    def forward(self, x):
        a = self.softmax(self.q(x) @ self.k(x).transpose(1, 2) / WIDTH**0.5)
        return self.head(a @ self.v(x)).mean(1)


class SoftmaxInside(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.softmax, self.b = nn.Linear(WIDTH, WIDTH), nn.Softmax(-1), nn.Linear(WIDTH, 1)

    def forward(self, x):
        return self.b(self.softmax(3 * self.a(x))).mean(1)


class Recurrent(nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.cell, self.head = cell(WIDTH, WIDTH, batch_first=True), nn.Linear(WIDTH, 1)

    def forward(self, x):
        return self.head(self.cell(x)[0][:, -1])


class Rectified(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.relu, self.b = nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, 1)

    def forward(self, x):
        return self.b(self.relu(self.a(x))).mean(1)


def captum(model, x, x0):
    return DeepLift(model).attribute(x, x0, target=0)


def shap_(model, x, x0):
    import shap

    return torch.tensor(
        shap.DeepExplainer(model, x0[:1]).shap_values(x, check_additivity=False)
    ).reshape(x.shape)


x, x0 = torch.randn(SAMPLES, TIMES, WIDTH), torch.full((SAMPLES, TIMES, WIDTH), 0.3)
for name, model in {
    "ReLU": Rectified(),
    "LayerNorm": LayerNormed(),
    "gates (sigmoid times tanh)": Gated(),
    "softmax inside": SoftmaxInside(),
    "attention": Attention(),
    "LSTM": Recurrent(nn.LSTM),
    "GRU": Recurrent(nn.GRU),
}.items():
    change = (model(x) - model(x0))[:, 0].detach()
    for peer, explain in (("Captum", captum), ("SHAP", shap_)):
        try:
            total = explain(model, x, x0).detach().reshape(SAMPLES, -1).sum(1)
        except Exception as e:
            print(f"{name}: {peer} fails: {type(e).__name__}: {str(e)[:100]}")
            continue
        worst = ((total - change) / change).abs().max().item()
        print(f"{name}: {peer} sums to {total[0]:.4f} for {change[0]:.4f}; gap {worst:.1e}")
