"""The rules of the language, one line each: what an expression gives, and of which dtype.

All values are computed in one kernel, so that a rule costs a line and no compilation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kernels import BACKENDS, make, run
from tmetal.errors import CompileError

X = np.arange(16, dtype=np.float32)
I = np.arange(16)  # noqa: E741 - the kernel's name for it
M = X.reshape(4, 4)

# n is the run-time integer 5, f the run-time float 1.5; s is the tile x as 4 x 4.
VALUES: dict[str, Any] = {
    "(i - 8) // 3": np.trunc((I - 8) / 3),
    "(i - 8) % 3": np.fmod(I - 8, 3),
    "-(i.to(tl.uint8))": (-I).astype(np.uint8),
    "~(x > 3)": X <= 3,
    "(x > 3) + 1": (X > 3) + 1,
    "(i << 2) | (i >> 1) & 3 ^ 1": (I << 2) | (I >> 1) & 3 ^ 1,
    "(i.to(tl.int8) * 20)": (I * 20).astype(np.int8),
    "i.to(tl.uint8) - 8 > 100": I < 8,
    "tl.where(x > 3, x, float('nan'))": np.where(X > 3, X, np.nan),
    "tl.where(i, 1, 2)": np.where(I, 1, 2),
    "x.to(tl.int32).to(tl.float32, bitcast=True) * 0 + x": X,
    "tl.maximum(n, f) + x": X + 5,
    "min(n, 3) + x": X + 3,
    "abs(-x) + max(n, 7) + float(2)": X + 9,
    "x + len((1, 2))": X + 2,
    "x + tl.constexpr(4)": X + 4,
    "x if n > 3 else -x": X,
    "tl.clamp(x, 2, 5.5)": X.clip(2, 5.5),
    "tl.clamp(i, 2, n)": X.clip(2, 5),
    "tl.cdiv(i, 4)": np.ceil(X / 4),
    "tl.cdiv(n, 2) + i * 0": np.full(16, 3),
    "tl.interleave(*s.reshape(8, 2).split())": X,
    "tl.softmax(s).ravel()": (np.exp(M - M.max(0)) / np.exp(M - M.max(0)).sum(0)).ravel(),
    "tl.dot(s, s).ravel()": (M @ M).ravel(),
    "(s @ s.T).ravel()": (M @ M.T).ravel(),
    "tl.dot(s.to(tl.int8), s.to(tl.int8)).ravel()": (M @ M).ravel(),
    "tl.trans(s, 1, 0).ravel()": M.T.ravel(),
    "tl.permute(x.reshape(2, 2, 4), 2, 0, 1).ravel()": X.reshape(2, 2, 4)
    .transpose(2, 0, 1)
    .ravel(),
    "tl.expand_dims(x, [0, 2]).reshape(16)": X,
    "tl.view(x, [4, 4]).reshape([16])": X,
    "x[None, :].broadcast_to(1, 16).ravel()": X,
    "tl.argmin(s, 1, keep_dims=True).broadcast_to(4, 4).ravel()": 0 * X,
    "tl.sum(s, axis=-1)[:, None].broadcast_to(4, 4).ravel()": np.repeat(M.sum(1), 4),
    "tl.sum(s, keep_dims=True).broadcast_to(4, 4).ravel()": 0 * X + 120,
    "tl.flip(s).ravel()": M[:, ::-1].ravel(),
    "tl.sort(x, descending=True)": X[::-1],
    "tl.gather(x, 15 - i, 0)": X[::-1],
    "tl.associative_scan(x, 0, lambda a, b: a + b, reverse=True)": X[::-1].cumsum()[::-1],
    "tl.reduce(x, 0, lambda a, b: a + b) + x": X + 120,
    "tl.reduce((x, i), 0, lambda a, b, c, d: (a + c, b + d))[1] + x": X + 120,
    "tl.cumsum(x, reverse=True)": X[::-1].cumsum()[::-1],
    "tl.cumsum((x > 3).to(tl.int8))": (X > 3).cumsum(),
    "tl.histogram(i, 16)": X * 0 + 1,
    "(i < n) and (i > 1)": (X < 5) & (X > 1),
    "1 < i < n": (X < 5) & (X > 1),
    "not (i < n)": X >= 5,
    "(x, i)[0] + [x, i][1]": X * 2,
    "[a + b for a, b in ((x, 1), (i, n)) if True][1]": X + 5,
    "sum_of([v * 2 for v in (x, i, 1)])": X * 4 + 2,
    "tl.umulhi(i.to(tl.uint32) << 28, 32)": I * 2,
    "x.to(tl.bfloat16) + i": X * 2,
    "tl.full((), 2, tl.int32) + x": X + 2,
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_expression_gives_what_its_rule_says(backend: str) -> None:
    lines = ["@tmetal.jit", "def sum_of(t):", "    return t[0] + t[1] + t[2]"]
    lines += ["@tmetal.jit", "def k(x_ptr, o_ptr, n, f):", "    i = tl.arange(0, 16)"]
    lines += ["    x = tl.load(x_ptr + i)", "    s = x.reshape(4, 4)"]
    lines += [f"    tl.store(o_ptr + {16 * at} + i, {text})" for at, text in enumerate(VALUES)]
    out = np.zeros((len(VALUES), 16), np.float32)
    _, got = run(make("\n".join(lines) + "\n"), backend, (1,), X, out, 5, 1.5)
    for text, row in zip(VALUES, got, strict=True):
        wanted = np.asarray(VALUES[text]).astype(np.float32)
        np.testing.assert_allclose(row, wanted, rtol=1e-6, err_msg=text)


CHOSEN = """
@tmetal.jit
def k(x_ptr, o_ptr, n):
    i = tl.arange(0, 16)
    x = tl.load(tl.where(i < n, x_ptr + i, x_ptr))
    tl.store(tl.where(i < n, o_ptr + i, o_ptr + 20 - i), x + i)
    p = tl.where(n > 3, o_ptr + 16, o_ptr)
    tl.store(p, tl.load(p) + 100)
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_where_chooses_between_pointers_into_one_array(backend: str) -> None:
    _, got = run(make(CHOSEN), backend, (1,), X, np.ones(17, np.float32), 5)
    moved = np.where(I < 5, X, 0) + I
    wanted = np.concatenate([moved[:5], moved[:4:-1], [101]])
    np.testing.assert_array_equal(got, wanted)
    both = CHOSEN.replace("o_ptr + 16, o_ptr)", "o_ptr, x_ptr)")
    with pytest.raises(CompileError, match=r"may point into `o_ptr` or into `x_ptr`"):
        run(make(both), backend, (1,), X, np.ones(17, np.float32), 5)


DTYPES = {
    "tl.sum(x > 3)": "int32",
    "tl.sum(i.to(tl.uint8))": "uint32",
    "tl.sum(x.to(tl.float16))": "float16",
    "tl.sum(x.to(tl.float16), dtype=tl.float32)": "float32",
    "tl.max(i.to(tl.int8))": "int32",
    "tl.max(x.to(tl.float16))": "float32",
    "tl.max(x.to(tl.float16), axis=0, return_indices=True)[0]": "float16",
    "tl.max(x, axis=0, return_indices=True)[1]": "int32",
    "tl.cumsum(i.to(tl.int8))": "int32",
    "tl.cumsum(x.to(tl.bfloat16))": "bfloat16",
    "i.to(tl.int8) + 1": "int8",
    "i.to(tl.int8) + i.to(tl.uint8)": "uint8",
    "i.to(tl.uint32) + i.to(tl.int64)": "int64",
    "x.to(tl.float16) * 0.1": "float16",
    "x.to(tl.float16) + x.to(tl.bfloat16)": "float16",
    "x.to(tl.bfloat16) + i": "float32",
    "i * 0.5": "float32",
    "i / 2": "float32",
    "x.to(tl.float16) / x.to(tl.float16)": "float32",
    "x.to(tl.float16) % x.to(tl.float16)": "float32",
    "(x > 3) + i": "int32",
    "(x > 3) & (x < 9)": "int1",
    "x > 3": "int1",
    "tl.dot(s.to(tl.int8), s.to(tl.int8))": "int32",
    "tl.dot(s.to(tl.float16), s.to(tl.float16))": "float32",
    "tl.dot(s.to(tl.float16), s.to(tl.float16), out_dtype=tl.float16)": "float16",
    "tl.dot(s.to(tl.bfloat16), s.to(tl.bfloat16))": "float32",
    "tl.randint(3, i)": "uint32",
    "tl.histogram(i, 16)": "int32",
    "tl.argmax(x, 0)": "int32",
    "tl.to_tensor(3000000000)": "uint32",
    "tl.to_tensor(2.5)": "float32",
}
REFUSED = {
    "i.to(tl.uint8) + (-1)": "-1 does not fit uint8",
    "i.to(tl.int8) + 300": "300 does not fit int8",
    "n + 3000000000": "does not fit int32",
    "x // 2": "takes integers only",
    "i.to(tl.uint32) // i": "does not mix signed and unsigned",
    "i.to(tl.uint32) % i": "does not mix signed and unsigned",
    "x << 1": "takes integers or booleans",
    "tl.exp(x.to(tl.float16))": "float32",
    "tl.dot(s.to(tl.float16), s.to(tl.float16), out_dtype=tl.bfloat16)": "dtype tl.bfloat16",
    "tl.dot(s[None, :, :], s)": "Make both batches of matrices",
    "tl.load(x_ptr + i, other=0.0)": "needs a mask",
    "tl.load(x_ptr + i, mask=i)": "a mask is made of booleans",
    "tl.arange(0, 12)": "not a power of two",
    "tl.topk(x, 3)": "powers of two, not 3",
    "x[0]": "is indexed with",
    "[v for v in x]": "tl.static_range or a tuple, not over a float32 tile",
    "[v for v in (x, i) if n]": "`if` is known at compile time",
    "[v for v, w in (x, i)]": "takes 2 values",
    "-(x > 3)": "does not take booleans",
}
HEAD = "@tmetal.jit\ndef k(x_ptr, n):\n    i = tl.arange(0, 16)\n    x = tl.load(x_ptr + i)\n"


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_expression_has_the_dtype_that_its_rule_says(backend: str) -> None:
    body = "    s = x.reshape(4, 4)\n" + "".join(
        f"    tl.static_assert(({text}).dtype == tl.{title}, {text!r})\n"
        for text, title in DTYPES.items()
    )
    run(make(HEAD + body), backend, (1,), X, 5)


@pytest.mark.parametrize(("text", "says"), REFUSED.items())
def test_what_a_rule_refuses_is_named(text: str, says: str) -> None:
    with pytest.raises(CompileError) as caught:
        run(make(f"{HEAD}    s = x.reshape(4, 4)\n    y = {text}\n"), "cpu", (1,), X, 5)
    assert says in str(caught.value)
