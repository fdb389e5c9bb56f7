"""Runs a notebook on the Java kernel, with the launcher of the last build, and requires that no cell fails, that the
map of every method is shown as a picture, and that the file in the repository has no outputs:

    python run_notebook.py first-map.ipynb FOLDER

FOLDER gets the notebook with its outputs, and a page of it.
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

PICTURES = 5
TEXTS = 2


def require(holds, text):
    if not holds:
        sys.exit(f"run_notebook.py: {text}")


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def printed(cell):
    """The kernel sends it in pieces."""
    return "".join(output.text for output in cell.get("outputs", []) if output.get("name") == "stdout")


def main(path, folder):
    notebook = nbformat.read(path, as_version=4)
    require(not outputs(notebook), f"{path.name} has outputs: clear them, they change with every run")
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()

    pictures = [output for output in outputs(notebook) if "image/png" in output.get("data", {})]
    require(len(pictures) == PICTURES, f"{len(pictures)} pictures instead of {PICTURES}")
    texts = [text for text in map(printed, notebook.cells) if text]
    require(len(texts) == TEXTS, f"{len(texts)} texts instead of {TEXTS}")
    require(texts[0].startswith("espresso"), f"the model sees {texts[0]}")

    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / path.name)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    (folder / path.name).with_suffix(".html").write_text(page)
    print(f"{path.name}: {len(notebook.cells)} cells, {len(pictures)} pictures\n{texts[0]}\n{texts[1]}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]))
