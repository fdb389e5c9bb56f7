"""Runs docs/tutorials/keras-model.md: its Python, then its commands, whose output must have the lines that the page
shows, and says how much of the map lies on the shape that the model was trained to see:

    python check_keras_tutorial.py LAUNCHER
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

PAGE = pathlib.Path(__file__).resolve().parents[5] / "docs" / "tutorials" / "keras-model.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def require(holds, text):
    if not holds:
        sys.exit(f"check_keras_tutorial.py: {text}")


def run(command, launcher):
    path = f"{launcher.resolve().parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


def main(launcher):
    blocks = BLOCK.findall(PAGE.read_text())
    names = {}
    for language, text in blocks:
        if language == "python":
            exec(compile(text, PAGE.name, "exec"), names)
    names["model"].save("shapes.keras")

    commands = 0
    for (language, command), (_, shown) in zip(blocks, blocks[1:]):
        if language == "sh":
            output = run(command, launcher)
            for line in shown.splitlines():
                require(line in output.splitlines(), f"{command}does not print '{line}' but\n{output}")
            commands += 1
    require(commands == 6, f"the page has {commands} commands with output")

    random = np.random.default_rng(2)
    names["picture"](0, random)
    _, ring = names["picture"](1, random)
    values = np.abs(np.load("maps/ring.integrated-gradients.npy")).sum(axis=-1)
    share = values[ring].sum() / values.sum()
    require(share > 0.5, f"only {share:.0%} of the map lies on the ring")
    print(f"{commands} commands of {PAGE.name}; {share:.0%} of integrated gradients lies on the ring")


if __name__ == "__main__":
    start = pathlib.Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main(start)
        os.chdir("/")
