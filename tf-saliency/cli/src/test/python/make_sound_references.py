"""Makes the expected samples of ResamplerTest and small WAV files of SoundReaderTest, with SciPy.

python make_sound_references.py FOLDER   # SciPy 1.17.1
"""
import json
import os
import sys

import numpy as np
import scipy
from scipy.io import wavfile
from scipy.signal import resample_poly

OUT = sys.argv[1]
rng = np.random.default_rng(5)
t = np.arange(300)
signal = (0.6 * np.sin(t / 7) + 0.3 * np.sin(t / 1.7) + 0.1 * rng.uniform(-1, 1, 300)).round(6)
results = {"scipy": scipy.__version__, "signal": signal.tolist(), "resampled": []}
for start, end in ((44100, 16000), (8000, 16000), (16000, 8000), (48000, 44100), (22050, 16000), (11025, 8001)):
    common = np.gcd(start, end)
    samples = resample_poly(signal, end // common, start // common)
    results["resampled"].append({"from": start, "to": end, "samples": samples.round(12).tolist()})
with open(os.path.join(OUT, "resampled.json"), "w") as file:
    json.dump(results, file)
    file.write("\n")
stereo = np.stack([signal, signal / 2], 1)[:100]
wavfile.write(os.path.join(OUT, "pcm16.wav"), 16000, (stereo * 32767).astype(np.int16))
wavfile.write(os.path.join(OUT, "pcm8.wav"), 16000, (stereo * 127 + 128).astype(np.uint8))
wavfile.write(os.path.join(OUT, "pcm32.wav"), 16000, (stereo * 2147483647).astype(np.int32))
wavfile.write(os.path.join(OUT, "float32.wav"), 16000, stereo.astype(np.float32))
# 24 bits SciPy cannot write; its chunk is written by hand.
data = b"".join(int(v).to_bytes(3, "little", signed=True) for v in (stereo * 8388607).astype(np.int64).ravel())
header = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
header += (1).to_bytes(2, "little") + (2).to_bytes(2, "little") + (16000).to_bytes(4, "little")
header += (96000).to_bytes(4, "little") + (6).to_bytes(2, "little") + (24).to_bytes(2, "little")
with open(os.path.join(OUT, "pcm24.wav"), "wb") as file:
    file.write(header + b"data" + len(data).to_bytes(4, "little") + data)
wavfile.write(os.path.join(OUT, "mono44.wav"), 44100, (signal * 32767).astype(np.int16))
print(scipy.__version__)
