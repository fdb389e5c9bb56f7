"""KServe's own client against a running server: kserve_client.py URL [PICTURE MODEL].

Asks a server that serves the model `mlp` of the tests, and, where a picture is given, a model that
takes pictures. Ends with an error where an answer is not what KServe's client understands.
"""

import asyncio
import base64
import sys

import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

MLP = "mlp"
SAMPLE = [[0.1 * i for i in range(12)], [1.0 - 0.1 * i for i in range(12)]]


def close(first, second, tolerance=1e-5):
    return np.allclose(np.asarray(first), np.asarray(second), atol=tolerance)


async def v1(url):
    client = InferenceRESTClient(RESTConfig(protocol="v1"))
    assert await client.is_model_ready(url, MLP)
    predictions = await client.infer(url, {"instances": SAMPLE}, model_name=MLP)
    assert np.shape(predictions["predictions"]) == (2, 5)
    explained = await client.explain(
        url, MLP, {"instances": SAMPLE, "parameters": {"method": "input-x-gradient", "target": [1, 2]}}
    )
    maps = [each["map"] for each in explained["explanations"]]
    assert np.shape(maps) == (2, 12)
    assert [each["target"] for each in explained["explanations"]] == [1, 2]
    await client.close()
    return predictions["predictions"], maps


async def v2(url, binary):
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    assert await client.is_server_live(url)
    assert await client.is_server_ready(url)
    assert await client.is_model_ready(url, MLP)
    array = np.asarray(SAMPLE, dtype=np.float32)
    tensor = InferInput("image", array.shape, "FP32")
    tensor.set_data_from_numpy(array, binary_data=binary)
    output = {"binary_data": binary}
    maps = {"binary_data": binary, "method": "input-x-gradient", "target": "1"}
    request = InferRequest(
        MLP,
        [tensor],
        request_id="a request",
        request_outputs=[RequestedOutput("output_0", output), RequestedOutput("explain", maps)],
    )
    response = await client.infer(url, request, model_name=MLP)
    assert response.id == "a request" and response.model_name == MLP
    outputs = {each.name: each.as_numpy() for each in response.outputs}
    assert outputs["explain"].shape == (2, 12) and outputs["output_0"].shape == (2, 5)
    plain = await client.infer(url, InferRequest(MLP, [tensor]), model_name=MLP)
    assert [each.name for each in plain.outputs] == ["output_0"]
    await client.close()
    return outputs


async def picture(url, file, model):
    client = InferenceRESTClient(RESTConfig(protocol="v1", timeout=300))
    with open(file, "rb") as stream:
        instance = {"b64": base64.b64encode(stream.read()).decode()}
    data = {"instances": [instance], "parameters": {"format": "png"}}
    explained = (await client.explain(url, model, data))["explanations"][0]
    png = base64.b64decode(explained["png"])
    assert png.startswith(b"\x89PNG")
    await client.close()
    print(f"{model}: {explained['label']} {explained['score']}, a PNG of {len(png)} bytes")


async def main(url, *pictures):
    predictions, maps = await v1(url)
    for binary in (False, True):
        outputs = await v2(url, binary)
        assert close(outputs["output_0"], predictions)
        assert close(outputs["explain"][0], maps[0])
    if pictures:
        await picture(url, *pictures)
    print("KServe's client understands all answers.")


asyncio.run(main(*sys.argv[1:]))
