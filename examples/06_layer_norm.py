"""Layer norm forward and backward: loops over long rows, and sums over many rows."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl


@tmetal.jit
def forward(x_ptr, y_ptr, w_ptr, b_ptr, mean_ptr, rstd_ptr, N, eps, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    x_ptr += row * N
    y_ptr += row * N
    total = tl.zeros((BLOCK,), tl.float32)
    square = tl.zeros((BLOCK,), tl.float32)
    for start in range(0, N, BLOCK):
        cols = start + tl.arange(0, BLOCK)
        total += tl.load(x_ptr + cols, mask=cols < N, other=0.0)
    mean = tl.sum(total) / N
    for start in range(0, N, BLOCK):
        cols = start + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + cols, mask=cols < N, other=0.0)
        centred = tl.where(cols < N, x - mean, 0.0)
        square += centred * centred
    rstd = tl.rsqrt(tl.sum(square) / N + eps)
    tl.store(mean_ptr + row, mean)
    tl.store(rstd_ptr + row, rstd)
    for start in range(0, N, BLOCK):
        cols = start + tl.arange(0, BLOCK)
        mask = cols < N
        x = tl.load(x_ptr + cols, mask=mask)
        w = tl.load(w_ptr + cols, mask=mask)
        b = tl.load(b_ptr + cols, mask=mask)
        tl.store(y_ptr + cols, (x - mean) * rstd * w + b, mask=mask)


@tmetal.jit
def backward(
    dy_ptr, x_ptr, w_ptr, mean_ptr, rstd_ptr, dx_ptr, dw_ptr, db_ptr, M, N,
    ROWS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    # Each program takes ROWS rows. It writes their dx, and its own row of partial dw and db.
    pid = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < N
    w = tl.load(w_ptr + cols, mask=mask, other=0.0)
    dw = tl.zeros((BLOCK,), tl.float32)
    db = tl.zeros((BLOCK,), tl.float32)
    for row in range(pid * ROWS, tl.minimum(M, (pid + 1) * ROWS)):
        x = tl.load(x_ptr + row * N + cols, mask=mask, other=0.0)
        dy = tl.load(dy_ptr + row * N + cols, mask=mask, other=0.0)
        rstd = tl.load(rstd_ptr + row)
        normed = tl.where(mask, (x - tl.load(mean_ptr + row)) * rstd, 0.0)
        wdy = w * dy
        along = tl.sum(normed * wdy) / N
        average = tl.sum(wdy) / N
        tl.store(dx_ptr + row * N + cols, (wdy - normed * along - average) * rstd, mask=mask)
        dw += dy * normed
        db += dy
    tl.store(dw_ptr + pid * N + cols, dw, mask=mask)
    tl.store(db_ptr + pid * N + cols, db, mask=mask)


def run(rows: int, cols: int, eps: float = 1e-5) -> dict[str, float]:
    """Return the largest errors of the result and of each gradient, against float64."""
    x, dy = mx.random.normal((rows, cols)), mx.random.normal((rows, cols))
    w, b = mx.random.normal((cols,)), mx.random.normal((cols,))
    y, dx = mx.zeros((rows, cols)), mx.zeros((rows, cols))
    mean, rstd = mx.zeros((rows,)), mx.zeros((rows,))
    forward[(rows,)](x, y, w, b, mean, rstd, cols, eps, BLOCK=256)
    programs = tmetal.cdiv(rows, 8)
    dw, db = mx.zeros((programs, cols)), mx.zeros((programs, cols))
    block = tmetal.next_power_of_2(cols)
    backward[(programs,)](dy, x, w, mean, rstd, dx, dw, db, rows, cols, ROWS=8, BLOCK=block)
    got = {"y": y, "dx": dx, "dw": mx.sum(dw, axis=0), "db": mx.sum(db, axis=0)}
    expected = reference(*(np.array(a, np.float64) for a in (x, w, b, dy)), eps)
    return {n: float(np.abs(np.array(a) - expected[n]).max()) for n, a in got.items()}


def reference(x, w, b, dy, eps):
    """Return the result and the gradients in float64."""
    rstd = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    normed = (x - x.mean(axis=1, keepdims=True)) * rstd
    wdy = w * dy
    along = (normed * wdy).mean(axis=1, keepdims=True)
    dx = (wdy - normed * along - wdy.mean(axis=1, keepdims=True)) * rstd
    return {"y": normed * w + b, "dx": dx, "dw": (dy * normed).sum(0), "db": dy.sum(0)}


def main() -> None:
    for rows, cols in ((64, 1024), (13, 77)):
        errors = run(rows, cols)
        shown = ", ".join(f"{name} {error:.1e}" for name, error in errors.items())
        print(f"layer norm of {rows} x {cols} on {tmetal.backend()}: largest errors {shown}")
        assert max(errors.values()) < 2e-5


if __name__ == "__main__":
    main()
