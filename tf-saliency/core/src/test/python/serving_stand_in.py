"""Serves a signature of a SavedModel as TensorFlow Serving does: gRPC by tensorflow-serving-api's own stubs, and REST.

A stand-in for tests: the messages, their limits and the JSON are TensorFlow Serving's, the server is not.
"""

import base64
import concurrent.futures
import http.server
import json
import threading

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc


class Prediction(prediction_service_pb2_grpc.PredictionServiceServicer):
    """PredictionService of one model."""

    def __init__(self, name, loaded):
        self.name = name
        self.loaded = loaded

    def Predict(self, request, context):
        spec = request.model_spec
        signature = self.loaded.signatures.get(spec.signature_name or "serving_default")
        if spec.name != self.name or signature is None:
            context.abort(grpc.StatusCode.NOT_FOUND, f"no signature {spec.signature_name} of {spec.name}")
        specs = signature.structured_input_signature[1]
        if set(specs) != set(request.inputs):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"inputs {sorted(request.inputs)}, not {sorted(specs)}")
        try:
            inputs = {key: tf.constant(tf.make_ndarray(value), specs[key].dtype) for key, value in request.inputs.items()}
            outputs = signature(**inputs)
        except tf.errors.InvalidArgumentError as e:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, e.message)
        reply = predict_pb2.PredictResponse(model_spec=spec)
        for key in request.output_filter or outputs:
            # As bytes, which is what TensorFlow Serving's as_proto_content is by default for gRPC.
            reply.outputs[key].CopyFrom(tf.make_tensor_proto(outputs[key].numpy()))
        return reply


def start_grpc(name, loaded):
    """Starts a server on a free port, which takes and sends messages of any size as TensorFlow Serving does."""
    options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), options=options)
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Prediction(name, loaded), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    return server, port


def from_json(value):
    """A value of a row: base64 is bytes, as in TensorFlow Serving's RESTful API."""
    if isinstance(value, dict) and list(value) == ["b64"]:
        return base64.b64decode(value["b64"], validate=True)
    return value


def start_rest(name, loaded):
    """Starts a server of rows on a free port."""

    class Rows(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            signature = loaded.signatures[body.get("signature_name", "serving_default")]
            specs = signature.structured_input_signature[1]
            if self.path != f"/v1/models/{name}:predict" or any(set(row) != set(specs) for row in body["instances"]):
                self.answer(400, {"error": f"{self.path} does not take these rows"})
                return
            try:
                inputs = {
                    key: tf.constant([from_json(row[key]) for row in body["instances"]], spec.dtype)
                    for key, spec in specs.items()
                }
                outputs = {key: value.numpy() for key, value in signature(**inputs).items()}
            except tf.errors.InvalidArgumentError as e:
                self.answer(400, {"error": e.message})
                return
            rows = [
                {key: np.asarray(value[i]).tolist() for key, value in outputs.items()}
                for i in range(len(body["instances"]))
            ]
            self.answer(200, {"predictions": rows})

        def answer(self, status, body):
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Rows)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_port
