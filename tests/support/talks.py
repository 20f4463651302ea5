"""Codes of talks that the app itself would never make."""

import base64
import json
import zlib
from typing import Any

from therapies.presenting.talk_dictionary import WORDS


def packed(rows: Any) -> str:
    """The code of anything, packed as a talk is."""
    text = json.dumps(rows).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, WORDS)
    whole = zlib.crc32(text).to_bytes(4) + packer.compress(text) + packer.flush()
    return "1" + base64.urlsafe_b64encode(whole).decode().rstrip("=")
