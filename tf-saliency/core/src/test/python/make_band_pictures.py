"""Makes small pictures of many bands and of 16 bits, for BandsTest.

python make_band_pictures.py FOLDER   # tifffile 2026.3.3, Pillow
"""
import os
import struct
import sys
import zlib

import numpy as np
import tifffile

OUT = sys.argv[1]


def values(bands, top, dtype):
    y, x, b = np.meshgrid(np.arange(4), np.arange(5), np.arange(bands), indexing="ij")
    return ((y * 7919 + x * 104729 + b * 1299709 + 17) % top).astype(dtype)


tifffile.imwrite(os.path.join(OUT, "five16.tif"), values(5, 65536, np.uint16), photometric="minisblack", planarconfig="contig")
tifffile.imwrite(os.path.join(OUT, "five16planes.tif"), np.moveaxis(values(5, 65536, np.uint16), 2, 0), photometric="minisblack", planarconfig="separate")
tifffile.imwrite(os.path.join(OUT, "five8deflate.tif"), values(5, 256, np.uint8), photometric="minisblack", planarconfig="contig", compression="zlib")
tifffile.imwrite(os.path.join(OUT, "five32.tif"), (values(5, 65536, np.float32) / 65536).astype(np.float32), photometric="minisblack", planarconfig="contig")
tifffile.imwrite(os.path.join(OUT, "rgb16.tif"), values(3, 65536, np.uint16), photometric="rgb")
tifffile.imwrite(os.path.join(OUT, "rgb8.tif"), values(3, 256, np.uint8), photometric="rgb")
tifffile.imwrite(os.path.join(OUT, "rgbn16.tif"), values(4, 65536, np.uint16), photometric="rgb", extrasamples=["unspecified"])
tifffile.imwrite(os.path.join(OUT, "grey16.tif"), values(1, 65536, np.uint16)[:, :, 0], photometric="minisblack")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rgb = values(3, 65536, np.uint16).astype(">u2")
rows = b"".join(b"\0" + row.tobytes() for row in rgb)
with open(os.path.join(OUT, "rgb16.png"), "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 4, 16, 2, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
