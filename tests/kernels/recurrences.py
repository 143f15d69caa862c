"""Recurrences as scans: the selective scan of a state-space model, and a gated recurrence."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def then(a1, b1, a2, b2):
    """First h -> a1 h + b1, then h -> a2 h + b2."""
    return a1 * a2, b1 * a2 + b2


@tmetal.jit
def selective_scan(
    u_ptr, dt_ptr, a_ptr, b_ptr, c_ptr, skip_ptr, y_ptr, T, CHANNELS,
    STATE: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """h[t] = exp(dt a) h[t-1] + dt b[t] u[t]; y[t] = c[t].h[t] + skip u[t], for one channel.

    u, dt: (T, CHANNELS); a: (CHANNELS, STATE); b, c: (T, STATE). Time goes in blocks; the state
    is carried between them.
    """
    channel = tl.program_id(0)
    n = tl.arange(0, STATE)
    a = tl.load(a_ptr + channel * STATE + n).to(tl.float32)
    skip = tl.load(skip_ptr + channel)
    h = tl.zeros((STATE,), tl.float32)
    for start in range(0, T, BLOCK):
        t = start + tl.arange(0, BLOCK)
        ok = t < T
        u = tl.load(u_ptr + t * CHANNELS + channel, mask=ok, other=0.0).to(tl.float32)
        dt = tl.load(dt_ptr + t * CHANNELS + channel, mask=ok, other=0.0).to(tl.float32)
        dt = tl.where(dt > 20.0, dt, tl.log(1.0 + tl.exp(dt)))
        dt = tl.where(ok, dt, 0.0)
        at = t[:, None] * STATE + n[None, :]
        b = tl.load(b_ptr + at, mask=ok[:, None], other=0.0).to(tl.float32)
        c = tl.load(c_ptr + at, mask=ok[:, None], other=0.0).to(tl.float32)
        gain = tl.exp(dt[:, None] * a[None, :])
        decay, inner = tl.associative_scan((gain, (dt * u)[:, None] * b), 0, then)
        states = inner + decay * h[None, :]
        y = tl.sum(states * c, axis=1) + skip * u
        tl.store(y_ptr + t * CHANNELS + channel, y, mask=ok)
        h = tl.sum(tl.where((tl.arange(0, BLOCK) == BLOCK - 1)[:, None], states, 0.0), axis=0)


@tmetal.jit
def gated_recurrence(x_ptr, gate_ptr, y_ptr, T, BLOCK: tl.constexpr, REVERSE: tl.constexpr):
    """y[t] = gate[t] y[t-1] + (1 - gate[t]) x[t] along a row that fits in one tile."""
    row = tl.program_id(0) * T
    t = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row + t, mask=t < T, other=0.0).to(tl.float32)
    g = tl.load(gate_ptr + row + t, mask=t < T, other=0.0).to(tl.float32)
    g = tl.sigmoid(g)
    _, y = tl.associative_scan((g, (1 - g) * x * (t < T)), axis=0, combine_fn=then, reverse=REVERSE)
    tl.store(y_ptr + row + t, y, mask=t < T)


@case(F32, BF16)
def selective_scan_of_channels(dtype):
    t, channels, state = 50, 3, 8
    u, dt = normal((t, channels), dtype), normal((t, channels), dtype, 1)
    a = -np.exp(normal((channels, state), F32, 2))
    b, c = normal((t, state), dtype, 3), normal((t, state), dtype, 4)
    skip, y = normal(channels, F32, 5), np.empty((t, channels), dtype)
    selective_scan[(channels,)](u, dt, a, b, c, skip, y, t, channels, STATE=state, BLOCK=16)
    soft = np.log1p(np.exp(wide(dt)))
    h, expected = np.zeros((channels, state)), np.empty((t, channels))
    for i in range(t):
        h = np.exp(soft[i][:, None] * wide(a)) * h + (soft[i] * wide(u[i]))[:, None] * wide(b[i])
        expected[i] = h @ wide(c[i]) + wide(skip) * wide(u[i])
    yield Result(y, expected, slack=2)


@case(F32, F16)
def gated_recurrence_both_ways(dtype):
    for reverse in (False, True):
        x, gate = normal((2, 100), dtype), normal((2, 100), dtype, 1)
        y = np.empty((2, 100), dtype)
        gated_recurrence[(2,)](x, gate, y, 100, BLOCK=128, REVERSE=reverse)
        g, expected, last = 1 / (1 + np.exp(-wide(gate))), np.empty((2, 100)), np.zeros(2)
        for i in reversed(range(100)) if reverse else range(100):
            last = g[:, i] * last + (1 - g[:, i]) * wide(x[:, i])
            expected[:, i] = last
        yield Result(y, expected, f"reverse={reverse}")
