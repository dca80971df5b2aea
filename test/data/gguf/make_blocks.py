"""Makes blocks.json: random bytes in each block format of GGUF with the values that the `gguf` package reads in them.

Run: python test/data/gguf/make_blocks.py   (gguf 0.19.0, numpy 2.4.6)
"""

import base64
import json
import os

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize

HERE = os.path.dirname(os.path.abspath(__file__))
# Where the half-precision scales stand in a block: they are kept finite, everything else is random.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}  # fmt: skip

rng = np.random.default_rng(20261123)
golden = {}
for name in ["F32", "F16", "BF16", *SCALES]:
    kind = Type[name]
    size, width = GGML_QUANT_SIZES[kind]
    blocks = 3 if size > 1 else 40
    data = rng.integers(0, 256, (blocks, width), dtype=np.uint8)
    if name in ("F32", "F16"):
        dtype = np.float32 if name == "F32" else np.float16
        data = (rng.standard_normal(blocks) * 3).astype(dtype).view(np.uint8).reshape(blocks, width)
    if name == "BF16":
        data = (rng.standard_normal(blocks).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
        data = data.view(np.uint8).reshape(blocks, width)
    for at in SCALES.get(name, []):
        scale = (rng.standard_normal(blocks) * 0.02).astype(np.float16).view(np.uint8).reshape(blocks, 2)
        data[:, at : at + 2] = scale
    values = dequantize(data.reshape(blocks, width), kind).astype(np.float32).reshape(-1)
    golden[name] = {
        "type": int(kind),
        "bytes": base64.b64encode(data.tobytes()).decode(),
        "float32": base64.b64encode(values.tobytes()).decode(),
    }
with open(os.path.join(HERE, "blocks.json"), "w") as file:
    json.dump(golden, file, indent=0)
    file.write("\n")
