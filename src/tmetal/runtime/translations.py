"""Translated kernels in the disk cache: reading a Metal text strictly takes longer than loading it.

In: a Metal text and what `translate` needs. Out: what `translate` returns. What must hold: a kept
translation is the one that this version of tmetal makes, whole, or it is made anew.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tmetal.runtime.disk_cache import cache_directory, store
from tmetal.runtime.sources import hash_of
from tmetal.runtime.translate import translate


def translated(msl: str, entry: str, buffers: Sequence[str], attributes: Sequence[str]) -> str:
    """Return the C++ text of a kernel; CompileFailure for what Apple's compiler refuses."""
    digest = hashlib.sha256(hash_of("translation").encode())
    for part in (msl, entry, *buffers, "", *attributes):
        digest.update(f"{len(part)}:{part}".encode())
    path = cache_directory() / f"text-{digest.hexdigest()[:32]}"
    try:
        mark, _, text = path.read_bytes().partition(b"\n")
        if mark.decode() == hashlib.sha256(text).hexdigest():
            return text.decode()
    except (OSError, UnicodeDecodeError):
        pass
    made = translate(msl, entry, buffers, attributes)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "text"
        content = made.encode()
        file.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        store(file, path)
    return made
