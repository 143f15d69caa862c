import tmetal
import tmetal.language as tl

TYPES = {"x_ptr": "*f16", "out_ptr": "*f16"}
CONSTANTS = {"M": 32, "N": 64}


@tmetal.jit
def kernel(x_ptr, out_ptr, M: tl.constexpr, N: tl.constexpr):
    """Subtract each column's mean, and store the transpose."""
    rows, columns = tl.arange(0, M), tl.arange(0, N)
    x = tl.load(x_ptr + rows[:, None] * N + columns[None, :]).to(tl.float32)
    centred = x - tl.sum(x, axis=0)[None, :] / M
    tl.store(out_ptr + columns[:, None] * M + rows[None, :], tl.trans(centred))
