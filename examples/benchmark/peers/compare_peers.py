"""Runs peers and ours on networks of the same sizes, batches and cores, each cell in a process of its own, and writes
one table: peers.json and peers.txt (the table).

    python compare_peers.py --java "java -cp ..." --models benchmark-models --venvs DIR --out DIR [--only REGEX]

Needs what make_benchmark_models.py wrote, and makes a virtual environment for each family of peers below --venvs
(several GB, from PyPI). See README.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).parent

# What each family is installed from. iNNvestigate needs a TensorFlow of its time.
FAMILIES = {
    "tensorflow": (
        [
            *("tensorflow-cpu==2.18.0", "scikit-learn", "scikit-image", "matplotlib", "opencv-python-headless"),
            *("decorator", "deprecated", "cloudpickle", "dm-tree", "einops", "scipy<1.16"),
        ],
        ["xplique==2.0.2", "saliency==0.2.1", "tensorflow-probability==0.25.0", "tf_keras==2.18.0"],
    ),
    "torch": (["torch", "torchvision", "captum==0.9.0", "zennit==0.5.1"], []),
    "innvestigate": (["innvestigate==2.1.2", "tensorflow==2.12.1"], []),
}

PEERS = {
    "tensorflow": {
        "tensorflow": ["gradient", "integrated-gradients:steps=50"],
        "xplique": [
            "gradient",
            "integrated-gradients:steps=50",
            "smooth-grad:samples=50",
            "occlusion:window=32,stride=32",
            "rise:samples=100",
        ],
        "pair-saliency": [
            "gradient",
            "integrated-gradients:steps=50",
            "blur-ig:steps=50",
            "guided-ig:steps=50",
            "xrai:steps=10",
        ],
    },
    "torch": {
        "captum": [
            "gradient",
            "input-x-gradient",
            "guided-backprop",
            "deeplift",
            "grad-cam",
            "integrated-gradients:steps=50",
            "smooth-grad:samples=50",
            "occlusion:window=32,stride=32",
        ],
        "zennit": [
            "gradient",
            "lrp:rule=epsilon",
            "lrp:rule=z-plus",
            "lrp:rule=gamma",
            "lrp:rule=alpha-beta,alpha=2,beta=1",
            "lrp:composite=epsilon-plus",
            "lrp:composite=epsilon-alpha2-beta1",
        ],
    },
    "innvestigate": {
        "innvestigate": [
            "gradient",
            "input-x-gradient",
            "guided-backprop",
            "lrp:rule=epsilon",
            "lrp:rule=z-plus",
            "lrp:rule=alpha-beta,alpha=2,beta=1",
            "integrated-gradients:steps=50",
            "smooth-grad:samples=50",
        ],
    },
}

# Many-pass methods are run on one network only; rules of relevance are for convolutions.
NETWORKS = {"vgg16": [1], "resnet50": [1, 8], "vit-s16": [1]}
FEW = {"vgg16": r"^(gradient|guided-backprop|deeplift|lrp)", "vit-s16": r"^(gradient|integrated)"}
# It needs minutes to prepare a ResNet50.
INNVESTIGATES = ("vgg16",)


def is_many_pass(method):
    return bool(re.match(r"integrated|smooth|occlusion|rise|blur|guided-ig|xrai", method))


def cells(only):
    for batch in (1, 8):
        for network in (name for name, batches in NETWORKS.items() if batch in batches):
            methods = dict.fromkeys(m for family in PEERS.values() for peer in family.values() for m in peer)
            for method in methods:
                if not re.search(FEW.get(network, "."), method) or batch > 1 and is_many_pass(method):
                    continue
                if re.search(only, f"{network} {batch} {method}"):
                    yield network, batch, method


def environment(family, folder):
    python = folder / family / "bin" / "python"
    if not python.exists():
        base = "python3.10" if family == "innvestigate" else sys.executable
        subprocess.run([base, "-m", "venv", folder / family], check=True)
        with_dependencies, alone = FAMILIES[family]
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *with_dependencies], check=True)
        if alone:
            subprocess.run([*pip, "--no-deps", *alone], check=True)
    return python


def run(command, threads):
    variables = {
        **os.environ,
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_ENABLE_ONEDNN_OPTS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": str(threads),
    }
    try:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, env=variables, timeout=900)
    except subprocess.TimeoutExpired:
        return None, "longer than 15 minutes"
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        return None, (done.stderr.strip().splitlines() or ["no output"])[-1][:200]
    return json.loads(lines[-1]), None


def versions(python):
    listed = subprocess.run([python, "-m", "pip", "list", "--format=json"], capture_output=True, text=True, check=True)
    known = ("tensorflow", "tensorflow-cpu", "xplique", "saliency", "torch", "torchvision", "captum", "zennit", "innvestigate")
    names = {p["name"].lower().replace("_", "-"): p["version"] for p in json.loads(listed.stdout)}
    return {name: number for name, number in names.items() if name in known}


def heading(report):
    families = [", ".join(f"{name} {number}" for name, number in family.items()) for family in report["versions"].values()]
    return (
        f"Measured on {report['date']} at commit {report['commit']} with {report['threads']} threads:\n"
        + ";\n".join(families)
        + ".\n\n"
    )


def table(results):
    out = [
        "| network, batch | method | library | seconds | forward passes | MiB above its forward pass | |",
        "|---|---|---|---|---|---|---|",
    ]
    groups = {}
    for line in results:
        groups.setdefault((line["network"], line["batch"], line["method"]), []).append(line)
    for (network, batch, method), lines in groups.items():
        ours = next((line for line in lines if line["peer"] == "tf-saliency" and "passes" in line), None)
        for line in lines:
            name = f"| {network}, {batch} | `{method}` | {line['peer']} "
            if "passes" not in line:
                out.append(f"{name}| | | | {line['failure']} |")
                continue
            wins = []
            if ours and line is not ours:
                wins = [
                    word
                    for key, word in (("seconds", "faster"), ("passes", "fewer passes"))
                    if line[key] < ours[key]
                ]
            more = line["mebibytes"] - line["forwardMebibytes"]
            out.append(
                f"{name}| {line['seconds']:.3f} | {line['passes']:.2f} ({line['lowest']:.2f} to {line['highest']:.2f}) "
                f"| {more:.0f} | {'**' + ', '.join(wins) + '**' if wins else ''} |"
            )
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", required=True, help="how OneCell is started, without its name")
    parser.add_argument("--models", required=True)
    parser.add_argument("--venvs", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="", help="cells (NETWORK BATCH METHOD) in which this is found")
    parser.add_argument("--threads", default=len(os.sched_getaffinity(0)), type=int)
    parser.add_argument("--commit", default="unknown")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    pythons = {family: environment(family, chosen.venvs) for family in PEERS}
    installed = {family: versions(python) for family, python in pythons.items()}
    results = []
    for network, batch, method in cells(chosen.only):
        rounds = 3 if is_many_pass(method) else 5
        jobs = [
            (
                "tf-saliency",
                [*shlex.split(chosen.java), "io.github.tfsaliency.benchmark.OneCell", f"{network} {batch} {method}", rounds],
            )
        ]
        for family, peers in PEERS.items():
            if family == "innvestigate" and network not in INNVESTIGATES:
                continue
            for peer, methods in peers.items():
                if method in methods:
                    script = HERE / f"{family}_peers.py"
                    jobs.append(
                        (
                            peer,
                            [
                                *(pythons[family], script, network, batch, f"{peer}/{method}", rounds, chosen.threads),
                                *([chosen.models] if family == "tensorflow" else []),
                            ],
                        )
                    )
        for peer, command in jobs:
            line, failure = run(command, chosen.threads)
            line = line or {"failure": failure}
            results.append({**line, "peer": peer, "network": network, "batch": batch, "method": method})
            print(json.dumps(results[-1]), flush=True)
        report = {
            "date": datetime.date.today().isoformat(),
            "commit": chosen.commit,
            "threads": chosen.threads,
            "versions": installed,
            "results": results,
        }
        (chosen.out / "peers.json").write_text(json.dumps(report, indent=1) + "\n")
        (chosen.out / "peers.txt").write_text(heading(report) + table(results))


if __name__ == "__main__":
    main()
