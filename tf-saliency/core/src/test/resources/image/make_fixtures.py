"""Makes the pictures in this folder with Pillow and prints the numbers that the tests expect.

    pip install pillow numpy matplotlib
    python make_fixtures.py PHOTOS linear.icc

PHOTOS is a folder with scikit-image's chelsea.png (CC0); linear.icc is any RGB colour profile that
differs much from sRGB, for example that of Java's ColorSpace.CS_LINEAR_RGB.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image

photos, profile = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
chelsea = Image.open(photos / "chelsea.png").convert("RGB")

# A smooth picture whose four corners differ.
y, x = np.mgrid[0:16, 0:24]
tiny = Image.fromarray(np.stack([x * 10, y * 15, 255 - x * 5 - y * 5], -1).astype(np.uint8))
tiny.save("rgb.png")
tiny.save("icc.jpg", quality=95, icc_profile=profile)
tiny.save("lossless.webp", lossless=True)
tiny.save("lossy.webp", quality=95)
tiny.convert("L").save("grey.png")
tiny.convert("L").save("grey.jpg", quality=95)
tiny.convert("P", palette=Image.Palette.ADAPTIVE, colors=8).save("palette.png")
rgba = tiny.copy()
rgba.putalpha(Image.fromarray((x * 11).astype(np.uint8)))
rgba.save("alpha.png")
Image.fromarray((x * 2800).astype(np.uint16)).save("grey16.png")
cmyk = np.array(tiny.convert("CMYK"))
cmyk[..., 3] = x * 5
Image.fromarray(cmyk, "CMYK").save("cmyk.jpg", quality=98)
tiny.save("rgb.jpg", quality=95)
for name in ["rgb.png", "rgb.jpg", "lossless.webp", "lossy.webp"]:
    data = Path(name).read_bytes()
    # Most of so small a JPEG is its header.
    end = len(data) - 60 if name == "rgb.jpg" else len(data) * 3 // 5
    Path("truncated-" + name).write_bytes(data[:end])

# What each orientation must look like when upright is always rgb.jpg.
inverse = [
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_270,
]
for i, turn in enumerate(inverse):
    exif = Image.Exif()
    exif[274] = i + 1
    turned = tiny if turn is None else tiny.transpose(turn)
    turned.save(f"orientation-{i + 1}.jpg", quality=95, exif=exif)
    if i + 1 == 6:
        turned.save("orientation-6.png", exif=exif)
        turned.save("orientation-6.webp", lossless=True, exif=exif)
        turned.save("orientation-6.tif", exif=exif)

# A header that claims 20000 x 20000 pixels.
import struct, zlib
header = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
Path("huge.png").write_bytes(
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))
Path("text.png").write_text("This is not a picture.\n")

# Resizing: a part of a photograph, smaller and larger.
part = chelsea.crop((60, 40, 230, 140))
part.save("chelsea-part.png")
square = part.crop((35, 0, 135, 100))
square.resize((48, 48), Image.Resampling.BICUBIC).save("chelsea-part-48.png")
square.resize((128, 128), Image.Resampling.BICUBIC).save("chelsea-part-128.png")

for name in ["alpha.png", "palette.png", "cmyk.jpg", "icc.jpg", "lossy.webp", "grey.jpg", "grey.png"]:
    im = Image.open(name)
    if im.mode == "RGBA":
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
    im = im.convert("RGB")
    print(name, [im.getpixel(p) for p in [(0, 0), (12, 8), (23, 15)]])
v = ((np.arange(400) * 37) % 400 - 150) / 10.0
print("percentiles", np.percentile(v, [0.5, 99.5]), "of the magnitude", np.percentile(abs(v), 99.5))
print("positive", np.percentile(v + 20, [0.5, 99.5]))
for p in [0, 0.1, 0.25, 0.5, 0.75, 1]:
    print("viridis", p, matplotlib.colormaps["viridis"](float(p), bytes=True))
