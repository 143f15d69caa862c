"""A line or two for each function of the language, which runs: data, and the head they stand under.

An example ends in an assignment to `y` if the function gives something. It may use what HEAD
defines, and nothing else. tests/test_reference.py runs every one on both sides.
"""

from __future__ import annotations

# What the examples may use, by the line that defines it.
HEAD: dict[str, str] = {
    "i": "i = tl.arange(0, 16)",
    "x": "x = tl.load(x_ptr + i)",
    "m": "m = tl.load(x_ptr + i[:, None] * 16 + i[None, :])",
    "mask": "mask = i < n",
}
HELPERS = """\
@tmetal.jit
def larger(a, b):
    return tl.maximum(a, b)

@tmetal.jit
def halved(a):
    return a * 0.5
"""

EXAMPLES: dict[str, str] = {
    name: text.strip()
    for name, _, text in (
        entry.partition(":")
        for entry in """
abs: y = tl.abs(x)
add: y = tl.add(x, x)
advance: p = tl.make_block_ptr(x_ptr, (16, 16), (16, 1), (0, 0), (8, 8), (1, 0))
    y = tl.load(tl.advance(p, (8, 8)))
arange: y = tl.arange(0, 16)
argmax: y = tl.argmax(m, axis=1)
argmin: y = tl.argmin(m, axis=1)
associative_scan: y = tl.associative_scan(x, 0, larger)
assume: tl.assume(n > 0)
atomic_add: y = tl.atomic_add(x_ptr + i, x, mask=mask)
atomic_and: y = tl.atomic_and(x_ptr + i, x.to(tl.int32))
atomic_cas: y = tl.atomic_cas(x_ptr + i, x, x)
atomic_load: y = tl.atomic_load(x_ptr + i)
atomic_max: y = tl.atomic_max(x_ptr + i, x)
atomic_min: y = tl.atomic_min(x_ptr + i, x)
atomic_or: y = tl.atomic_or(x_ptr + i, x)
atomic_poll: y = tl.atomic_poll(x_ptr, 0)
atomic_store: tl.atomic_store(x_ptr + i, x)
atomic_xchg: y = tl.atomic_xchg(x_ptr + i, x)
atomic_xor: y = tl.atomic_xor(x_ptr + i, x)
bitonic_merge: y = tl.bitonic_merge(tl.where(i < 8, i, 24 - i))
broadcast: y, z = tl.broadcast(x[:, None], x[None, :])
broadcast_to: y = tl.broadcast_to(x[:, None], (16, 16))
cast: y = tl.cast(x, tl.float16)
cat: y = tl.cat(x, x)
cdiv: y = tl.cdiv(n, 4)
ceil: y = tl.ceil(x)
clamp: y = tl.clamp(x, 0, 1)
condition: j = n
    while tl.condition(j > 1):
        j = j // 2
    y = j
cos: y = tl.cos(x)
cumprod: y = tl.cumprod(x, axis=0)
cumsum: y = tl.cumsum(x, axis=0, reverse=True)
debug_barrier: tl.debug_barrier()
device_assert: tl.device_assert(n > 0, "an empty launch")
device_print: tl.device_print("x", x)
div_rn: y = tl.div_rn(x, x)
dot: y = tl.dot(m, m)
dot_scaled: s = tl.full((16, 1), 128, tl.uint8)
    a = tl.join(m, m).reshape(16, 32).to(tl.float16)
    y = tl.dot_scaled(a, s, "fp16", tl.trans(a), None, "fp16")
erf: y = tl.erf(x)
exp: y = tl.exp(x)
exp2: y = tl.exp2(x)
expand_dims: y = tl.expand_dims(x, 1)
expect_zero: y = tl.expect_zero(tl.where(mask, 0.0, x.to(tl.float32)), mask)
fdiv: y = tl.fdiv(x, 3.0)
flip: y = tl.flip(m, 1)
floor: y = tl.floor(x)
fma: y = tl.fma(x, x, 1)
full: y = tl.full((16, 16), 2.5, tl.float16)
gather: y = tl.gather(x, 15 - i, 0)
histogram: y = tl.histogram(i // 4, 4, mask=mask)
inline_msl: y = tl.inline_msl("{0} * {0}", x, dtype=tl.float32, numpy=lambda a: a * a)
interleave: y = tl.interleave(x, x)
join: y = tl.join(x, x)
load: y = tl.load(x_ptr + i, mask=mask, other=0)
load_tensor_descriptor: d = tl.make_tensor_descriptor(x_ptr, (16, 16), (16, 1), (8, 8))
    y = tl.load_tensor_descriptor(d, (8, 12))
log: y = tl.log(x)
log2: y = tl.log2(x)
make_block_ptr: p = tl.make_block_ptr(x_ptr, (n, 16), (16, 1), (8, 0), (8, 16), (1, 0))
    y = tl.load(p, boundary_check=(0,), padding_option="zero")
make_tensor_descriptor: d = tl.make_tensor_descriptor(x_ptr, (n, 16), (16, 1), (8, 16))
    y = d.load((4, 0))
map_elementwise: y = tl.map_elementwise(halved, x)
max: y, at = tl.max(m, axis=1, return_indices=True)
max_constancy: y = tl.max_constancy(i // 4, 4)
max_contiguous: y = tl.max_contiguous(i, 16)
maximum: y = tl.maximum(x, 0)
min: y = tl.min(m, axis=0, keep_dims=True)
minimum: y = tl.minimum(x, 0)
mul: y = tl.mul(x, x)
multiple_of: y = tl.multiple_of(n * 16, 16)
num_programs: y = tl.num_programs(0)
pair_uniform_to_normal: y, z = tl.pair_uniform_to_normal(x, x)
permute: y = tl.permute(m, (1, 0))
philox: y, b, c, d = tl.philox(42, i.to(tl.uint32), 0, 0, 0)
philox_impl: y, b, c, d = tl.philox_impl(i.to(tl.uint32), 0, 0, 0, 42, 0)
program_id: y = tl.program_id(0)
rand: y = tl.rand(42, i)
rand4x: y, b, c, d = tl.rand4x(42, i)
randint: y = tl.randint(42, i)
randint4x: y, b, c, d = tl.randint4x(42, i)
randn: y = tl.randn(42, i)
randn4x: y, b, c, d = tl.randn4x(42, i)
ravel: y = tl.ravel(m)
reduce: y = tl.reduce(m, 1, larger)
reduce_or: y = tl.reduce_or(x, 0)
reshape: y = tl.reshape(m, (8, 32))
rsqrt: y = tl.rsqrt(x)
sigmoid: y = tl.sigmoid(x)
sin: y = tl.sin(x)
slice: y = (x, i, n)[tl.slice(0, 2)]
softmax: y = tl.softmax(x)
sort: y = tl.sort(x, descending=True)
split: y, z = tl.split(tl.reshape(x, (8, 2)))
sqrt: y = tl.sqrt(x)
sqrt_rn: y = tl.sqrt_rn(x)
squeeze: y = tl.squeeze(x[:, None], 1)
static_assert: tl.static_assert(x.shape[0] == 16, "16 elements")
static_print: tl.static_print("x is", x)
store: tl.store(x_ptr + i, x, mask=mask)
store_tensor_descriptor: d = tl.make_tensor_descriptor(x_ptr, (16, 16), (16, 1), (16, 16))
    tl.store_tensor_descriptor(d, (8, 0), m)
sub: y = tl.sub(x, x)
sum: y = tl.sum(m, axis=1)
swizzle2d: y, z = tl.swizzle2d(tl.program_id(0), n, 8, 8, 2)
tanh: y = tl.tanh(x)
to_tensor: y = tl.to_tensor(1.5)
topk: y = tl.topk(x, 4)
trans: y = tl.trans(m)
tuple: y = tl.tuple([x, i])
uint_to_uniform_float: y = tl.uint_to_uniform_float(tl.randint(42, i))
umulhi: y = tl.umulhi(i, i)
unsqueeze: y = tl.unsqueeze(x, 0)
view: y = tl.view(m, (256,))
where: y = tl.where(mask, x, 0)
xor_sum: y = tl.xor_sum(x, axis=0)
zeros: y = tl.zeros((16, 16), tl.float32)
zeros_like: y = tl.zeros_like(m)
""".replace("\n    ", "\x00")
        .strip()
        .splitlines()
    )
}
EXAMPLES = {n: t.replace("\x00", "\n") for n, t in EXAMPLES.items()}
