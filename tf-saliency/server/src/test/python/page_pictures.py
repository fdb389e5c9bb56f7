"""Pictures of the page by a headless Chromium: page_pictures.py URL PICTURE FOLDER.

Chooses a picture, moves the slider with the keyboard, and takes a screenshot of a wide and of a
narrow window. Ends with an error where a map does not appear, a map does not change with the
slider, the page is wider than the window, or something is asked of another host. Needs the package
websockets, and Chromium as `chromium` or in the environment's CHROMIUM.
"""

import asyncio
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import websockets

SHAPES = {"wide": (1200, 900, False), "phone": (390, 844, True)}


class Browser:
    def __init__(self, socket):
        self.socket = socket
        self.count = 0
        self.asked = []

    async def call(self, method, **parameters):
        self.count += 1
        await self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            message = json.loads(await self.socket.recv())
            if message.get("method") == "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
            if message.get("id") == self.count:
                assert "error" not in message, message
                return message["result"]

    async def value(self, expression):
        result = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        return result["result"].get("value")

    async def until(self, expression):
        for _ in range(600):
            if await self.value(expression):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"never true: {expression}")


async def show(browser, url, picture, folder, name):
    width, height, mobile = SHAPES[name]
    await browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width, height=height, deviceScaleFactor=1, mobile=mobile,
    )
    await browser.call("Page.navigate", url=url)
    await browser.until("document.querySelectorAll('#chosen input').length >= 2")
    document = await browser.call("DOM.getDocument")
    node = await browser.call(
        "DOM.querySelector", nodeId=document["root"]["nodeId"], selector="#file"
    )
    await browser.call("DOM.setFileInputFiles", nodeId=node["nodeId"], files=[str(picture)])
    done = "document.getElementById('status').textContent === 'Done.'"
    await browser.until(done)
    rectgrad = "document.querySelector('figure[data-key=rectified-gradient] img').src"
    before = await browser.value(rectgrad)
    assert before.startswith("data:image/png"), before
    await browser.value("document.getElementById('percentile').focus()")
    for _ in range(10):
        for kind in ("rawKeyDown", "keyUp"):
            await browser.call(
                "Input.dispatchKeyEvent",
                type=kind, key="ArrowLeft", code="ArrowLeft", windowsVirtualKeyCode=37,
            )
    await browser.until(f"{rectgrad} !== {json.dumps(before)} && {done}")
    assert await browser.value("document.getElementById('percentile').value") == "93"
    assert await browser.value("document.documentElement.scrollWidth <= window.innerWidth")
    shot = await browser.call("Page.captureScreenshot", captureBeyondViewport=True)
    (folder / f"page-{name}.png").write_bytes(base64.b64decode(shot["data"]))


async def main(url, picture, folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        chromium = subprocess.Popen(
            [
                os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox",
                "--disable-gpu", "--remote-debugging-port=0", f"--user-data-dir={profile}",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            port_file = pathlib.Path(profile) / "DevToolsActivePort"
            while not port_file.exists() or not port_file.read_text().strip():
                await asyncio.sleep(0.1)
            port = port_file.read_text().split()[0]
            pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list"))
            target = next(each for each in pages if each["type"] == "page")
            async with websockets.connect(target["webSocketDebuggerUrl"], max_size=None) as socket:
                browser = Browser(socket)
                await browser.call("Network.enable")
                for name in SHAPES:
                    await show(browser, url, picture, folder, name)
                others = [
                    each for each in browser.asked
                    if not each.startswith((url, "data:", "about:"))
                ]
                assert not others, others
        finally:
            chromium.terminate()
            chromium.wait()
    print("The page shows maps, and asks nobody but its server.")


asyncio.run(main(sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])))
