"""The CPU executor: functions of a simdgroup and of a quadgroup, against plain NumPy."""

import ml_dtypes
import numpy as np
import pytest

from msl_by_hand import INDEX, TYPES, cache, kernel, refused, run
from tmetal.runtime import cpu

__all__ = ["cache"]  # a fixture

INTEGERS = ("int32_t", "uint32_t", "int16_t", "uint16_t", "int8_t", "uint8_t")
LANES = (*INDEX, "thread_index_in_simdgroup", "simdgroup_index_in_threadgroup")
LANES = (*LANES, "threads_per_threadgroup")
SIZES = (32, 64, 96, 40, 38)
START = """
  uint t = thread_index_in_threadgroup, lane = thread_index_in_simdgroup;
  uint sg = simdgroup_index_in_threadgroup, n = threads_per_threadgroup.x;
  uint at = threadgroup_position_in_grid.x * n + t, total = threads_per_threadgroup.x * GROUPS;
"""
GROUPS = 3


def program_of(body, buffers, groups=GROUPS):
    return kernel(START.replace("GROUPS", f"{groups}u") + body, buffers, LANES)


def taken(x, lanes):
    """What lanes of one group show; 0xCD in every byte for those that take no part."""
    lanes = np.asarray(lanes)
    inside = (lanes >= 0) & (lanes < len(x))
    odd = np.frombuffer(b"\xcd" * x.itemsize, x.dtype)
    return np.where(inside, x[np.where(inside, lanes, 0)], odd)


def accumulated(ufunc, x):
    wide = x.astype(np.float32) if x.dtype == ml_dtypes.bfloat16 else x
    return ufunc.accumulate(wide, dtype=wide.dtype).astype(x.dtype)


def exclusive(ufunc, x):
    return np.concatenate([np.full(1, ufunc.identity, x.dtype), accumulated(ufunc, x)[:-1]])


def everywhere(value, x):
    return np.full(len(x), value, x.dtype)


def filled(x, delta, modulo):
    """Shift x by delta in runs of `modulo` lanes; x + 1 comes in from the other end."""
    lane = np.arange(len(x))
    at = lane % modulo + delta
    source = lane // modulo * modulo + at % modulo
    other = taken((x + x.dtype.type(1)).astype(x.dtype), source)
    return np.where((at < 0) | (at >= modulo), other, taken(x, source))


def reductions(g):
    return {
        f"{g}_sum(x)": lambda x: everywhere(accumulated(np.add, x)[-1], x),
        f"{g}_product(x)": lambda x: everywhere(accumulated(np.multiply, x)[-1], x),
        f"{g}_min(x)": lambda x: everywhere(x.min(), x),
        f"{g}_max(x)": lambda x: everywhere(x.max(), x),
        f"{g}_prefix_inclusive_sum(x)": lambda x: accumulated(np.add, x),
        f"{g}_prefix_inclusive_product(x)": lambda x: accumulated(np.multiply, x),
        f"{g}_prefix_exclusive_sum(x)": lambda x: exclusive(np.add, x),
        f"{g}_prefix_exclusive_product(x)": lambda x: exclusive(np.multiply, x),
    }


def bitwise(g):
    return {
        f"{g}_and(x)": lambda x: everywhere(np.bitwise_and.reduce(x), x),
        f"{g}_or(x)": lambda x: everywhere(np.bitwise_or.reduce(x), x),
        f"{g}_xor(x)": lambda x: everywhere(np.bitwise_xor.reduce(x), x),
    }


def kept(x, delta, width):
    """A shift that does not go round: lanes with no source keep their own."""
    lane = np.arange(len(x))
    outside = (lane + delta < 0) | (lane + delta >= width)
    return taken(x, np.where(outside, lane, lane + delta))


def shuffles(g, width):
    some = width // 2 + 1
    rolled = [
        (f"{g}_shuffle_rotate_{way}(x, {d})", d if way == "down" else -d)
        for way in ("up", "down")
        for d in (1, some)
    ]
    found = {e: lambda x, d=d: taken(x, (np.arange(len(x)) + d) % width) for e, d in rolled}
    for mask in (1, some, width):
        found[f"{g}_shuffle_xor(x, {mask})"] = lambda x, m=mask: taken(x, np.arange(len(x)) ^ m)
    for delta in (0, 1, some):
        found[f"{g}_shuffle_up(x, {delta})"] = lambda x, d=delta: kept(x, -d, width)
        found[f"{g}_shuffle_down(x, {delta})"] = lambda x, d=delta: kept(x, d, width)
    for modulo in (2, width):
        end = "" if modulo == width else f", {modulo}"
        fill = f"(x, T(x + T(1)), 1{end})"
        found[f"{g}_shuffle_and_fill_up{fill}"] = lambda x, m=modulo: filled(x, -1, m)
        found[f"{g}_shuffle_and_fill_down{fill}"] = lambda x, m=modulo: filled(x, 1, m)
    found[f"{g}_broadcast(x, 2)"] = lambda x: everywhere(taken(x, [2])[0], x)
    found[f"{g}_shuffle(x, ushort((lane * 7u + 3u) % {width + 1}u))"] = None  # needs the lane
    return found


def values(dtype, size):
    random = np.random.default_rng(size)
    if np.issubdtype(dtype, np.integer):
        info = np.iinfo(dtype)
        return random.integers(info.min, info.max, size, dtype, endpoint=True)
    return random.choice([-2, -1, -0.5, 0.5, 1, 2], size).astype(dtype)  # exact in any order


def expected(function, x, width):
    """`x` has a row for each threadgroup; a function of None is the shuffle by computed lanes."""
    out = np.zeros_like(x)
    for row, result in zip(x, out, strict=True):
        for at in range(0, len(row), width):
            part = slice(at, at + width)
            if function is None:
                lanes = (np.arange(at, at + width)[: len(row[part])] % 32 * 7 + 3) % (width + 1)
                result[part] = taken(row[part], np.where(lanes < width, lanes, -1))
            else:
                result[part] = function(row[part])
    return out


def check(name, functions, width):
    writes = "".join(f"  out[total * {i}u + at] = {e};\n" for i, e in enumerate(functions))
    body = f"  typedef {name} T;\n  T x = in[at];\n{writes}"
    program = program_of(body, {"in": f"const device {name}*", "out": f"device {name}*"})
    for size in SIZES:
        x = values(TYPES[name], GROUPS * size).reshape(GROUPS, size)
        out = np.zeros((len(functions), GROUPS, size), TYPES[name])
        run(program, [x, out], (GROUPS, 1, 1), size)
        with np.errstate(over="ignore"):
            for got, (expression, function) in zip(out, functions.items(), strict=True):
                wanted = expected(function, x, width)
                np.testing.assert_array_equal(got, wanted, f"{expression}, {size} threads")


@pytest.mark.parametrize("name", [*INTEGERS, "half", "float", "bfloat16_t"])
def test_every_simdgroup_function_equals_numpy_over_the_active_lanes(name):
    functions = {**reductions("simd"), **shuffles("simd", 32)}
    if name in INTEGERS:
        functions |= bitwise("simd")
    if name != "bfloat16_t":
        functions["simd_broadcast_first(x)"] = lambda x: everywhere(x[0], x)
    check(name, functions, 32)


@pytest.mark.parametrize("name", [*INTEGERS, "half", "float", "int64_t", "uint64_t"])
def test_every_quadgroup_function_equals_numpy_over_the_active_lanes(name):
    functions = {**reductions("quad"), **shuffles("quad", 4)}
    if name in INTEGERS or "64" in name:
        functions |= bitwise("quad")
    functions["quad_broadcast_first(x)"] = lambda x: everywhere(x[0], x)
    check(name, functions, 4)


@pytest.mark.parametrize("name", ["int64_t", "uint64_t", "bool"])
def test_the_shuffles_that_mlx_adds_for_64_bits_and_bool_exist(name):
    functions = {
        "simd_shuffle(x, ushort(31u - lane))": lambda x: taken(x, 31 - np.arange(32)),
        "simd_shuffle_up(x, 3)": lambda x: kept(x, -3, 32),
        "simd_shuffle_down(x, 3)": lambda x: kept(x, 3, 32),
    }
    writes = "".join(f"  out[{i}u * n + t] = {e};\n" for i, e in enumerate(functions))
    body = f"  {name} x = in[t];\n{writes}"
    program = program_of(body, {"in": f"const device {name}*", "out": f"device {name}*"})
    random = np.random.default_rng(0).integers(0, 1 << 62, 32)
    x = random % 2 == 1 if name == "bool" else random.astype(TYPES[name])
    out = np.zeros((3, 32), TYPES[name])
    run(program, [x, out], threads=32)
    np.testing.assert_array_equal(out, [f(x) for f in functions.values()])


@pytest.mark.parametrize(("g", "width"), [("simd", 32), ("quad", 4)])
def test_votes_tell_which_active_lanes_agree(g, width):
    expressions = [
        f"(uint)({g}_vote::vote_t){g}_ballot(p) & {(1 << width) - 1}u",
        f"(uint)({g}_vote::vote_t){g}_active_threads_mask() & {(1 << width) - 1}u",
        f"{g}_all(p)",
        f"{g}_any(p)",
        f"{g}_is_first()",
        f"{g}_ballot(p).all()",
        f"{g}_ballot(p).any()",
    ]
    writes = "".join(f"  out[total * {i}u + at] = {e};\n" for i, e in enumerate(expressions))
    body = f"  bool p = in[at];\n{writes}"
    program = program_of(body, {"in": "const device bool*", "out": "device uint*"}, 6)
    for size in SIZES:
        x = np.random.default_rng(size).integers(0, 2, (6, size)) > 0
        x[1], x[2], x[3, ::4] = True, False, True
        out = np.zeros((len(expressions), 6, size), np.uint32)
        run(program, [x, out], (6, 1, 1), size)
        for (group, at), _ in np.ndenumerate(x):
            first = at // width * width
            p = x[group, first : first + width]
            votes, active = int(p @ (1 << np.arange(len(p)))), (1 << len(p)) - 1
            full = (1 << width) - 1
            wanted = [votes, active, p.all(), p.any(), at == first, votes == full, votes > 0]
            assert out[:, group, at].tolist() == wanted


def test_vectors_are_taken_element_by_element():
    body = """
  float4 v = float4(float(t), 1.0f, -float(t), float(lane));
  float4 s = simd_sum(v), r = simd_shuffle_xor(v, 1);
  out[t] = s.x + s.y + s.z + s.w + r.x;"""
    out = np.zeros(64, np.float32)
    run(program_of(body, {"out": "device float*"}), [out], threads=64)
    np.testing.assert_array_equal(out, 32 + 496 + (np.arange(64) ^ 1))


@pytest.mark.parametrize("threads", [32, 64, 256, 1000, 1024])
def test_a_sum_over_a_threadgroup_goes_through_simdgroups_and_a_barrier(threads):
    body = """
  threadgroup float partial[32];
  float x = 0.0f;
  for (uint i = 0u; i < 3u; i++) { x += simd_sum(in[at + i * total]); }
  if (lane == 0u) { partial[sg] = x; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (sg == 0u) {
    x = lane < (n + 31u) / 32u ? partial[lane] : 0.0f;
    x = simd_sum(x);
    if (lane == 0u) { partial[0] = x; }
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[at] = partial[0];"""
    program = program_of(body, {"in": "const device float*", "out": "device float*"}, 50)
    x = np.random.default_rng(2).integers(0, 9, (3, 50, threads)).astype(np.float32)
    out = np.zeros((50, threads), np.float32)
    run(program, [x, out], (50, 1, 1), threads)
    np.testing.assert_array_equal(out, np.broadcast_to(x.sum((0, 2))[:, None], out.shape))


def test_simdgroups_make_different_numbers_of_calls():
    body = """
  int x = int(lane);
  for (uint i = 0u; i < sg; i++) {
    x = simd_shuffle_rotate_down(x, 1);
    simdgroup_barrier(mem_flags::mem_none);
    if (i % 2u == 1u) { x += simd_max(x); } else { x -= simd_min(x); }
  }
  threadgroup_barrier(mem_flags::mem_device);
  out[t] = simd_sum(x) + x;"""
    out = np.zeros((8, 32), np.int32)
    run(program_of(body, {"out": "device int*"}), [out], threads=256)
    for group, row in enumerate(out):
        x = np.arange(32)
        for i in range(group):
            x = np.roll(x, -1)
            x = x + x.max() if i % 2 else x - x.min()
        np.testing.assert_array_equal(row, x.sum() + x)


def test_threads_that_finished_or_wait_at_a_barrier_take_no_part():
    body = """
  out[t] = -1;
  if (t >= 50u) { return; }
  int x = 0;
  for (uint i = 0u; i <= t / 10u; i++) { x = x * 100 + simd_sum(1); }
  out[t] = x;"""
    out = np.zeros(64, np.int32)
    run(program_of(body, {"out": "device int*"}), [out], (3, 1, 1), 64)
    first = np.repeat([32, 3222, 322212, 32221202], [10, 10, 10, 2])
    second = np.repeat([18181818, 1818181810], [8, 10])
    np.testing.assert_array_equal(out, [*first, *second, *[-1] * 14])
    body = """
  int x = 0;
  if (lane % 3u == 1u) { x = simd_sum(int(lane)) + (simd_is_first() ? 1000 : 0); }
  threadgroup_barrier(mem_flags::mem_none);
  out[t] = x + simd_sum(1);"""
    run(program_of(body, {"out": "device int*"}), [out], threads=64)
    lane = np.arange(64) % 32
    taking = lane % 3 == 1
    value = np.where(taking, lane[:32][taking[:32]].sum(), 0) + (lane == 1) * 1000 + 32
    np.testing.assert_array_equal(out, value)


def test_threads_of_a_simdgroup_at_different_calls_are_reported():
    body = "  out[t] = lane < 7u ? simd_sum(1) : simd_max(2);"
    program = program_of(body, {"out": "device int*"})
    with pytest.raises(cpu.KernelError, match="two different simdgroup functions"):
        run(program, [np.zeros(64, np.int32)], threads=64)
    body = """
  if (lane < 7u) { threadgroup_barrier(mem_flags::mem_none); }
  out[t] = simd_sum(1);"""
    program = program_of(body, {"out": "device int*"})
    with pytest.raises(cpu.KernelError, match="same barrier"):
        run(program, [np.zeros(64, np.int32)], threads=64)


@pytest.mark.parametrize(
    "call",
    [
        *("simd_sum(long(1))", "simd_max(ulong(1))", "simd_min(true)", "simd_shuffle_xor(1l, 1)"),
        *("metal::simd_shuffle(true, 1)", "metal::simd_shuffle_up(1l, 1)"),
        *("simd_broadcast(1ul, 0)", "simd_broadcast_first(bfloat16_t(1.0f))"),
        *("simd_and(1.0f)", "simd_xor(bfloat16_t(1.0f))", "quad_sum(bfloat16_t(1.0f))"),
        *("quad_shuffle(true, 1)", "quad_or(half(1.0h))", "simd_ballot(true)"),
        *("simd_shuffle_and_fill_up(1.0f, 1, 1)", "simd_sum(1, 2)"),
    ],
)
def test_what_metal_has_no_overload_for_is_refused(call):
    assert "error" in refused(f"  out[0] = {call};", {"out": "device float*"})


def test_one_refused_call_does_not_hide_that_its_neighbours_are_taken():
    body = """
  out[0] = simd_sum(1.0f) + float(simd_sum(char(1))) + float(simd_shuffle(true, 1));
  out[1] = float(quad_sum(1l)) + float(metal::simd_shuffle(bfloat16_t(1.0f), 0));"""
    out = np.zeros(2, np.float32)
    run(program_of(body, {"out": "device float*"}), [out], threads=4)
    np.testing.assert_array_equal(out, [9, 5])


def test_helpers_macros_and_includes_reach_the_functions():
    header = """
#include <metal_simdgroup>
#define REDUCE(op) simd_##op
template <typename T>
T helper(T x) { return T(metal::simd_max(x) + simd_shuffle(x, 0)); }"""
    body = """
  threadgroup float shared[64];
  shared[t] = float(t);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  long4 v = quad_shuffle_and_fill_up(long4(long(t), 1l, 2l, 3l), long4(100l), 1);
  out[t] = REDUCE(sum)(shared[t]) + helper(float(v.x)) + float(helper(char(lane)));"""
    program = kernel(START.split("uint at")[0] + body, {"out": "device float*"}, LANES, header)
    out = np.zeros(64, np.float32)
    run(program, [out], threads=64)
    t = np.arange(64).reshape(2, 32)
    shifted = np.where(t % 4 == 0, 100, t - 1)
    wanted = t.sum(1) + shifted.max(1) + shifted[:, 0] + 31
    np.testing.assert_array_equal(out.reshape(2, 32), np.broadcast_to(wanted[:, None], (2, 32)))
