"""MLX's kernels that its wheel ships compiled only: norms, arg_reduce, random bits and rope.

Their text is in a checkout of MLX, which `TMETAL_MLX_HEADERS` can name; without it there is no
case. The arguments are those of 0.32, rope's those of a checkout in which offsets are an array.
"""

import numpy as np
from elementwise import close
from harness import F32, Array, Case, Launch, name_of, scalar
from rows import normal, row_threads


def rms_norm(dtype: object = F32, rows: int = 5, n: int = 300) -> Case:
    """Rows of up to 4096 elements, one threadgroup each."""
    x, w = normal((rows, n), dtype, 1), normal(n, dtype, 2)
    out = np.zeros_like(x)
    threads = row_threads(n)
    given = [x, w, out, scalar(1e-5, np.float32), scalar(n, np.uint32), scalar(1, np.uint32)]
    entry = f"rms_single_row<{name_of(dtype)}>"
    grid, group = (rows * threads, 1, 1), (threads, 1, 1)
    launch = Launch(("rms_norm.metal",), entry, given, grid, group, {20: True, 21: False})
    wide = x.astype(np.float64)
    wanted = wide / np.sqrt((wide**2).mean(1, keepdims=True) + 1e-5) * w.astype(np.float64)
    return Case([launch], out, wanted, close(dtype))


def layer_norm(dtype: object = F32, rows: int = 5, n: int = 300, reads: int = 4) -> Case:
    """Rows of up to 4096 elements, one threadgroup each."""
    x, w, b = normal((rows, n), dtype, 1), normal(n, dtype, 2), normal(n, dtype, 3)
    out = np.zeros_like(x)
    threads = row_threads(n, reads)
    numbers = [scalar(1e-5, np.float32), *(scalar(v, np.uint32) for v in (n, 1, 1))]
    entry = f"layer_norm_single_row<{name_of(dtype)}, {reads}>"
    grid, group = (rows * threads, 1, 1), (threads, 1, 1)
    launch = Launch(("layer_norm.metal",), entry, [x, w, b, out, *numbers], grid, group)
    wide = x.astype(np.float64)
    centred = wide - wide.mean(1, keepdims=True)
    wanted = centred / np.sqrt(wide.var(1, keepdims=True) + 1e-5) * w.astype(np.float64)
    return Case([launch], out, wanted + b.astype(np.float64), close(dtype) * 3)


def arg_reduce(dtype: object = F32, rows: int = 5, n: int = 3000) -> Case:
    """The first index of the greatest element of each row."""
    x = (np.random.default_rng(0).permutation(rows * n).reshape(rows, n) % 199).astype(dtype)  # type: ignore[call-overload]
    out = np.zeros(rows, np.uint32)
    threads = min(1024, row_threads(n))
    dims = [np.array([rows], np.int32), np.array([n], np.int64), np.array([1], np.int64)]
    given = [x, out, *dims, scalar(1, np.uint64), scalar(1, np.int64), scalar(n, np.uint64)]
    entry = f"arg_reduce_general<{name_of(dtype)}, ArgMax<{name_of(dtype)}>, 4>"
    launch = Launch(("arg_reduce.metal",), entry, given, (threads, rows, 1), (threads, 1, 1))
    return Case([launch], out, np.argmax(x.astype(np.float64), 1))


def threefry(key: Array, counts: Array) -> Array:
    """Return the Threefry-2x32 cipher, 20 rounds (Salmon et al., SC 2011), of pairs of counters."""
    x, y = (counts[i].astype(np.uint32) for i in range(2))
    parity = np.uint32(0x1BD11BDA)
    keys = [key[0], key[1], key[0] ^ key[1] ^ parity]
    x, y = x + keys[0], y + keys[1]
    for block in range(5):
        for turn in ((13, 15, 26, 6), (17, 29, 16, 24))[block % 2]:
            x = x + y
            y = (y << np.uint32(turn)) | (y >> np.uint32(32 - turn))
            y = y ^ x
        x = x + keys[(block + 1) % 3]
        y = y + keys[(block + 2) % 3] + np.uint32(block + 1)
    return np.stack([x, y])


def random_bits(keys: int = 3, words: int = 11) -> Case:
    """Words of 32 random bits for each key; the first half of the counters beside the second."""
    key = np.random.default_rng(0).integers(0, 1 << 32, (keys, 2), np.uint32)
    out = np.zeros((keys, words), np.uint32)
    odd, half = words % 2 == 1, words // 2 + words % 2
    given = [key, out, scalar(odd, np.bool_), scalar(words * 4, np.uint64)]
    launch = Launch(("random.metal",), "rbitsc", given, (keys, half, 1), (1, half, 1))
    first = np.arange(half)
    second = first + half
    second[second >= words] = 0
    wanted = np.zeros_like(out)
    for one, row in zip(key, wanted, strict=True):
        left, right = threefry(one, np.stack([first, second]))
        row[:half] = left
        row[half:] = right[: words - half]
    return Case([launch], out, wanted)


def rope(
    dtype: object = F32, traditional: bool = False, heads: int = 3, rows: int = 7, dims: int = 32
) -> Case:
    """Rotations of pairs of elements by the position of their row; four heads a thread."""
    x, offset, base = normal((2, heads, rows, dims), dtype, 1), 5, 10_000.0
    out, pairs = np.zeros_like(x), dims // 2
    strides = np.array([rows * dims, dims, 1], np.int64)
    given = [x, out, np.array([offset, offset + 2], np.int32), scalar(1.0, np.float32)]
    given += [strides, strides, scalar(1, np.int64), scalar(heads, np.int32)]
    given += [scalar(np.log2(base), np.float32)]
    word = str(traditional).lower()
    entry = f"rope<{name_of(dtype)}, {word}, true, 4>"
    grid = (pairs, rows, 2 * -(-heads // 4))
    launch = Launch(("rope.metal",), entry, given, grid, (pairs, 1, 1))
    angle = np.add.outer([offset, offset + 2], np.arange(rows))[..., None]
    angle = (angle * base ** (-np.arange(pairs) / pairs))[:, None]
    wide = x.astype(np.float64)
    parts = wide.reshape(2, heads, rows, pairs, 2) if traditional else None
    left, right = (
        (wide[..., :pairs], wide[..., pairs:]) if parts is None else (parts[..., 0], parts[..., 1])
    )
    turned = (
        left * np.cos(angle) - right * np.sin(angle),
        left * np.sin(angle) + right * np.cos(angle),
    )
    wanted = np.concatenate(turned, -1) if parts is None else np.stack(turned, -1).reshape(x.shape)
    return Case([launch], out, wanted, close(dtype))
