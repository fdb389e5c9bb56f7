"""Runs an exported explanation of encoded pictures in plain TensorFlow, batched, and served, as docs/serving-exports.md
says, and compares its maps with those of Java.

EncodedParityTest writes it into the folder "encoded" within the one that EXPLANATIONS names:

    python check_encoded.py FOLDER/encoded
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import threading
import urllib.error
import urllib.request

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import grpc
import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from tensorflow_serving.apis import prediction_log_pb2
from tensorflow_serving.config import model_server_config_pb2

import serving_stand_in

GUIDE = pathlib.Path(__file__).resolve().parents[5] / "docs" / "serving-exports.md"
SIDE = 224
TOLERANCE = 1e-6
BATCH = 4
CALLERS = 8


class Files:
    """The files, and what Java made of each."""

    def __init__(self, folder):
        self.folder = folder
        self.cases = json.loads((folder / "files.json").read_text())
        self.names = [case["file"] for case in self.cases]
        self.bytes = {name: (folder / name).read_bytes() for name in self.names}
        self.maps = {
            name: np.fromfile(folder / (name + ".map"), "<f4").reshape(SIDE, SIDE, 3) for name in self.names
        }


def difference(actual, expected):
    """In parts of the largest value."""
    return np.max(np.abs(actual - expected)) / np.max(np.abs(expected))


def require(holds, text):
    if not holds:
        sys.exit(f"check_encoded.py: {text}")


def explain(signature, *files):
    targets = tf.constant([-1] * len(files), tf.int64)
    result = signature(image_bytes=tf.constant(list(files)), target=targets)
    return {key: value.numpy() for key, value in result.items()}


def check_files(signature, files):
    """Each file alone."""
    worst = 0.0
    for case in files.cases:
        given = explain(signature, files.bytes[case["file"]])
        require(given["target"].tolist() == [case["target"]], f"{case}: target {given['target']}")
        require(abs(given["score"][0] - case["score"]) < TOLERANCE * (1 + abs(case["score"])), f"{case}: score")
        worst = max(worst, difference(given["attribution"][0], files.maps[case["file"]]))
    require(worst < TOLERANCE, f"a map differs by {worst}")
    print(f"{len(files.cases)} files, largest difference of a map {worst:.1e}")


def check_together(signature, files):
    """All in one batch; a last bit may decide whether a gradient passes, so only scores are compared."""
    given = explain(signature, *files.bytes.values())
    scores = [case["score"] for case in files.cases]
    require(given["target"].tolist() == [case["target"] for case in files.cases], "targets of a batch")
    np.testing.assert_allclose(given["score"], scores, rtol=1e-5, atol=1e-5)
    maps = [difference(map, files.maps[name]) for map, name in zip(given["attribution"], files.names)]
    print(f"together, largest difference of a map {max(maps):.1e}")


def check_batched(signature, files):
    """By TensorFlow's BatchFunction, which TensorFlow Serving batches with: what each caller gets is its own."""

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string), tf.TensorSpec([None], tf.int64)])
    @tf.nondifferentiable_batch_function(
        num_batch_threads=2, max_batch_size=BATCH, batch_timeout_micros=20_000, allowed_batch_sizes=[BATCH]
    )
    def batched(image_bytes, target):
        result = signature(image_bytes=image_bytes, target=target)
        return result["attribution"], result["score"], result["target"]

    names = files.names[:4]
    # Batches are padded to one size, and of equal sizes the kernels round alike.
    expected = {name: explain(signature, *[files.bytes[name]] * BATCH)["attribution"][0] for name in names}
    start = threading.Barrier(CALLERS)

    def call(file):
        start.wait()
        try:
            maps, scores, targets = batched(tf.constant([file]), tf.constant([-1], tf.int64))
            return maps.numpy()[0], int(targets[0])
        except tf.errors.InvalidArgumentError as e:
            return e.message

    targets = {case["file"]: case["target"] for case in files.cases}
    with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
        asked = [names[i % len(names)] for i in range(CALLERS)]
        answers = list(pool.map(call, [files.bytes[name] for name in asked]))
        for name, answer in zip(asked, answers):
            require(not isinstance(answer, str), f"{name}: {answer}")
            require(answer[1] == targets[name], f"{name}: target {answer[1]}")
            require(difference(answer[0], expected[name]) < TOLERANCE, f"{name}: another map in a batch")
        broken = files.bytes["china.jpg"][:-2000]
        answers = list(pool.map(call, [broken] + [files.bytes[name] for name in asked[1:]]))
        require(isinstance(answers[0], str) and "Invalid JPEG" in answers[0], f"a broken picture: {answers[0]}")
        failed = 0
        for name, answer in zip(asked[1:], answers[1:]):
            failed += isinstance(answer, str)
            wrong = not isinstance(answer, str) and difference(answer[0], expected[name]) >= TOLERANCE
            require(not wrong, f"{name}: a wrong map beside a broken picture")
        require(failed < BATCH, f"a broken picture failed {failed} others")
    print(f"{CALLERS} callers at once got their own maps; a broken picture failed its batch, {failed} other callers")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)


def check_limit(namespace, port, file):
    """Without options a client takes six maps, and not seven."""
    ask = namespace["explain_by_grpc"]
    require(len(ask(f"localhost:{port}", [file] * 6)["attribution"]) == 6, "six maps")
    try:
        ask(f"localhost:{port}", [file] * 7)
        require(False, "seven maps went through a limit of 4 MiB")
    except grpc.RpcError as e:
        # Releases of gRPC put other words around it.
        said = re.search(r"Received message larger than max .*? 4194304\)", e.details())
        require(said and f"{e.code().name}: {said.group()}\n" in blocks(""), f"the guide does not say: {e}")
    require(len(ask(f"localhost:{port}", [file] * 7, namespace["any_size"])["attribution"]) == 7, "seven maps")
    print(f"gRPC: {said.group()}; seven pictures pass with the option")


def check_errors(namespace, port, file):
    try:
        namespace["explain_by_grpc"](f"localhost:{port}", [file, file[:-2000]])
        require(False, "a broken picture was explained")
    except grpc.RpcError as e:
        require(e.code() == grpc.StatusCode.INVALID_ARGUMENT, f"a broken picture: {e}")


def check_warm_up(namespace, port):
    """Replays the recorded request."""
    records = list(tf.data.TFRecordDataset("explained/1/assets.extra/tf_serving_warmup_requests").as_numpy_iterator())
    log = prediction_log_pb2.PredictionLog.FromString(records[0])
    with grpc.insecure_channel(f"localhost:{port}", namespace["any_size"]) as channel:
        stub = serving_stand_in.prediction_service_pb2_grpc.PredictionServiceStub(channel)
        reply = stub.Predict(log.predict_log.request, timeout=60)
    require(len(records) == 1 and "attribution" in reply.outputs, "the warm-up's request was not answered")


def start_container(code):
    """The guide's container, told its port and paths as Vertex AI does."""
    os.environ.update(AIP_HTTP_PORT="0", AIP_PREDICT_ROUTE="/predict", AIP_HEALTH_ROUTE="/ready")
    os.environ["AIP_STORAGE_URI"] = ""
    container = {"__name__": "container"}
    exec(compile(code, "container.py", "exec"), container)
    container["Explanations"].log_message = lambda *arguments: None
    threading.Thread(target=container["server"].serve_forever, daemon=True).start()
    port = container["server"].server_port
    with urllib.request.urlopen(f"http://localhost:{port}/ready", timeout=60) as answer:
        require(answer.status == 200, "the container is not ready")
    broken = json.dumps({"instances": [{"image_bytes": {"b64": "AAAA"}}]}).encode()
    try:
        urllib.request.urlopen(f"http://localhost:{port}/predict", broken, timeout=60)
        require(False, "the container explained what is no picture")
    except urllib.error.HTTPError as e:
        require(e.code == 400 and "neither a JPEG nor a PNG" in e.read().decode(), f"the container said {e.code}")
    return port


def check_guide(loaded, files):
    """The guide's Python code, one block after another, where its names are those of a folder."""
    rest, rest_port = serving_stand_in.start_rest("explained", loaded)
    served, grpc_port = serving_stand_in.start_grpc("explained", loaded)
    ports = {"localhost:8500": grpc_port, "localhost:8501": rest_port}
    shutil.copytree(files.folder / "export", "explained/1")
    shutil.copytree(files.folder / "fixed", "explained-top")
    for name in ("china.jpg", "coffee.png"):
        pathlib.Path(name).write_bytes(files.bytes[name])
    namespace = {}
    for code in blocks("python"):
        if "http.server" in code:
            ports["localhost:8080"] = start_container(code)
            continue
        for address, port in ports.items():
            code = code.replace(address, f"localhost:{port}")
        exec(compile(code, str(GUIDE), "exec"), namespace)
    expected = np.stack([files.maps["china.jpg"], files.maps["coffee.png"]])
    for name in ("maps", "keras_maps", "rest_maps", "grpc_maps"):
        apart = difference(np.asarray(namespace[name], np.float32), expected)
        scores = namespace["scores"]
        print(f"{name}: {apart:.1e}")
        require(apart < TOLERANCE, f"{name} differ by {apart}")
    sums = np.asarray([row["attribution"] for row in namespace["vertex_predictions"]])
    require(difference(sums, expected.sum(axis=-1)) < 1e-4, "the container's sums")
    np.testing.assert_allclose(scores, [row["score"] for row in namespace["predictions"]], rtol=1e-6)
    check_limit(namespace, grpc_port, files.bytes["china.jpg"])
    check_errors(namespace, grpc_port, files.bytes["china.jpg"])
    check_warm_up(namespace, grpc_port)
    config = text_format.Parse(blocks("textproto")[0], model_server_config_pb2.ModelServerConfig())
    require(config.model_config_list.config[0].name == "explained", "the configuration of models")
    rest.shutdown()
    served.stop(None)
    print("The guide's code ran.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    files = Files(parser.parse_args().folder.resolve())
    loaded = tf.saved_model.load(str(files.folder / "export"))
    signature = loaded.signatures["explain_encoded"]
    check_files(signature, files)
    check_together(signature, files)
    check_batched(signature, files)
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        check_guide(loaded, files)
        os.chdir("/")


main()
