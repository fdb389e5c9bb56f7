"""Makes cases/concepts: a small convolutional network with a softmax, examples of a concept (a stripe)
and others, inputs, and what other software makes of them. Run twice:

make_concept_case.py FOLDER             with TensorFlow 2.18 and scikit-learn 1.9: the network, the
                                        examples, derivatives by the tape in double precision, the
                                        regression, its accuracy on folds, P by numpy
make_concept_case.py --captum FOLDER    with Captum 0.9: TCAV scores of the same network in PyTorch
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

POSITIVES, NEGATIVES, INPUTS, CLASSES = 15, 20, 13, 4


def weights():
    random = np.random.default_rng(7)

    def normal(*shape, scale=1.0):
        return (random.normal(size=shape) * scale).astype(np.float32)

    return [normal(3, 3, 3, 6, scale=0.4), normal(6, scale=0.2), normal(3, 3, 6, 10, scale=0.4), normal(10, scale=0.1),
            normal(5, CLASSES), normal(CLASSES)]


def pictures(count, striped, seed):
    random = np.random.default_rng(seed)
    x = random.normal(size=(count, 8, 9, 3)) * 0.4 + random.normal(size=(count, 1, 1, 3)) * 0.5
    for i in range(count if striped else 0):
        row = random.integers(1, 6)
        x[i, row : row + 2] += [1.6, -0.8, 0.4]
    return x.astype(np.float32)


def layer_of(tf, x, kept):
    return tf.nn.relu(tf.nn.conv2d(x, kept[0], 1, "VALID") + kept[1], name="layer")


def scores(tf, layer, kept):
    """Products of features: what a class wants of the layer changes with the input."""
    hidden = tf.nn.conv2d(layer, kept[2], 2, "VALID") + kept[3]
    return tf.tensordot(tf.reduce_mean(hidden[..., :5] * hidden[..., 5:], (1, 2)), kept[4], 1) + kept[5]


def with_tensorflow(folder):
    import tensorflow as tf
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    class Network(tf.Module):
        def __init__(self):
            super().__init__()
            self.kept = [tf.Variable(each) for each in weights()]

        @tf.function(input_signature=[tf.TensorSpec([None, 8, 9, 3], tf.float32, name="x")])
        def probabilities(self, x):
            # A last class that does not read the layer, but a number without channels.
            brightness = tf.reduce_mean(x, (1, 2, 3), name="brightness")
            logits = scores(tf, layer_of(tf, x, self.kept), self.kept)
            return {"probabilities": tf.nn.softmax(tf.concat([logits, brightness[:, None]], 1))}

    model = Network()
    tf.saved_model.save(model, folder / "network", signatures={"serving_default": model.probabilities})
    given = {"positives": pictures(POSITIVES, True, 1), "negatives": pictures(NEGATIVES, False, 2)}
    half = INPUTS // 2
    given["inputs"] = np.concatenate([pictures(half, True, 3), pictures(INPUTS - half, False, 4)])
    for name, values in given.items():
        np.save(folder / f"{name}.npy", values)

    double = [tf.constant(each, tf.float64) for each in weights()]
    means = {}
    for name in ("positives", "negatives"):
        means[name] = tf.reduce_mean(layer_of(tf, tf.constant(given[name], tf.float64), double), (1, 2)).numpy()
        np.save(folder / f"{name}_means.npy", means[name])
    with tf.GradientTape(persistent=True) as tape:
        layer = layer_of(tf, tf.constant(given["inputs"], tf.float64), double)
        tape.watch(layer)
        logits = [scores(tf, layer, double)[:, k] for k in range(CLASSES)]
    derivatives = np.stack([tf.reduce_sum(tape.gradient(logit, layer), (1, 2)).numpy() for logit in logits])
    np.save(folder / "derivatives.npy", derivatives)

    examples = np.concatenate([means["positives"], means["negatives"]])
    shows = np.repeat([1, 0], [POSITIVES, NEGATIVES])
    scaled = (examples - examples.mean(0)) / np.sqrt(examples.var(0).mean())
    regression = LogisticRegression(C=1, tol=1e-12, max_iter=100_000)
    normal = regression.fit(scaled, shows).coef_[0]
    np.save(folder / "linear.npy", normal / np.linalg.norm(normal))
    difference = means["positives"].mean(0) - means["negatives"].mean(0)
    np.save(folder / "mean_difference.npy", difference / np.linalg.norm(difference))
    # Folds are drawn: the mean over many orders is what one order's accuracy is near to.
    accuracies = [
        np.mean(cross_val_predict(regression, scaled, shows, cv=StratifiedKFold(5, shuffle=True, random_state=seed)) == shows)
        for seed in range(20)
    ]
    np.save(folder / "accuracies.npy", np.array(accuracies))

    random = np.random.default_rng(11)
    vectors = random.normal(size=(51, derivatives.shape[2]))
    vectors[0] = normal
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    np.save(folder / "vectors.npy", vectors)
    p = []
    for k in range(CLASSES):
        along = derivatives[k] @ vectors.T.astype(np.float64)
        # Sorted as pairs: how far the share is from 1/2, then the mean's magnitude.
        ranks = [(abs(2 * int((a > 0).sum()) - INPUTS), abs(a.mean())) for a in along.T]
        p.append((1 + sum(pair >= ranks[0] for pair in ranks[1:])) / 51)
        print("class", k, "S", (along[:, 0] > 0).mean(), "P", p[-1])
    np.save(folder / "p.npy", np.array(p))
    print("accuracy", min(accuracies), np.mean(accuracies), max(accuracies))


def with_captum(folder):
    import torch
    from captum.concept import TCAV, Classifier, Concept

    kept = [torch.tensor(each, dtype=torch.float64) for each in weights()]

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.ReLU()

        def forward(self, x):
            x = x.permute(0, 3, 1, 2)
            layer = self.layer(torch.nn.functional.conv2d(x, kept[0].permute(3, 2, 0, 1), kept[1]))
            hidden = torch.nn.functional.conv2d(layer, kept[2].permute(3, 2, 0, 1), kept[3], 2)
            return (hidden[:, :5] * hidden[:, 5:]).mean((2, 3)) @ kept[4] + kept[5]

    places = 6 * 7

    class Given(Classifier):
        """Has the vector that another library learnt, at every place; checks that it saw the same examples."""

        def __init__(self, vector):
            super().__init__()
            self.vector, self.ids = vector, []

        def train_and_eval(self, dataloader, **kwargs):
            rows, labels = (torch.cat(part) for part in zip(*dataloader))
            means = rows.reshape(len(rows), -1, places).mean(2)
            ids = labels.unique(sorted=True)
            for label, name in zip(ids, ("positives", "negatives")):
                expected = torch.tensor(np.load(folder / f"{name}_means.npy"))
                if not torch.allclose(means[labels == label], expected, atol=1e-5):
                    raise ValueError(f"other means of the {name}")
            self.ids = ids.tolist()

        def weights(self):
            vector = torch.tensor(np.load(folder / f"{self.vector}.npy")).repeat_interleave(places)
            return torch.stack([vector, -vector])

        def classes(self):
            return self.ids

    def concept(number, name):
        examples = torch.tensor(np.load(folder / f"{name}.npy"), dtype=torch.float64)
        return Concept(number, name, torch.utils.data.DataLoader(examples, batch_size=8))

    inputs = torch.tensor(np.load(folder / "inputs.npy"), dtype=torch.float64)
    for vector in ("linear", "mean_difference"):
        with tempfile.TemporaryDirectory() as cavs:
            tcav = TCAV(Network(), ["layer"], model_id=vector, classifier=Given(vector), save_path=cavs)
            pair = [concept(0, "positives"), concept(1, "negatives")]
            found = [
                tcav.interpret(inputs, [pair], target=k)["0-1"]["layer"]["sign_count"][0].item() for k in range(CLASSES)
            ]
        print(vector, found)
        np.save(folder / f"captum_{vector}.npy", np.array(found))


if __name__ == "__main__":
    if sys.argv[1] == "--captum":
        with_captum(Path(sys.argv[2]))
    else:
        with_tensorflow(Path(sys.argv[1]))
