//: min, max, clamp and select of one type
//: from MSL4 section 6.2, 6.4
half h = 1.0h;
ushort s = 3;
long l = 5;
out[0] = max(x[0], 1.0f) + min(x[0], 2.0f) + clamp(x[0], 0.0f, 1.0f);
out[1] = float(max(h, 0.0h)) + float(min(s, ushort(2))) + float(clamp(l, 0l, 3l));
out[2] = float(max(1, 2)) + float(min(1u, 2u)) + float(abs(-3)) + select(1.0f, 2.0f, true);
out[3] = max3(x[0], 1.0f, 2.0f) + min3(x[0], 1.0f, 2.0f) + median3(x[0], 1.0f, 2.0f);

//: select of 64 bits
//: from gfx-rs/wgpu#10277: the corrected text
ulong n = 1;
out[0] = float(select(n, 2ul, true));

//: pow with an integer exponent converts it
//: from C++14 13.3: one conversion is better than two
out[0] = pow(x[0], 2) + fma(x[0], 2.0f, 3) + ldexp(x[0], 3);

//: functions of floats
//: from MSL4 section 6.5
float v = x[0];
out[0] = acos(v) + acosh(v) + asin(v) + asinh(v) + atan(v) + atanh(v) + atan2(v, v);
out[1] = ceil(v) + floor(v) + trunc(v) + rint(v) + round(v) + fract(v) + fabs(v) + abs(v);
out[2] = cos(v) + cosh(v) + cospi(v) + sin(v) + sinh(v) + sinpi(v) + tan(v) + tanh(v) + tanpi(v);
out[3] = exp(v) + exp2(v) + exp10(v) + log(v) + log2(v) + log10(v) + pow(v, v) + powr(v, v);
out[4] = sqrt(v) + rsqrt(v) + divide(v, v) + fmod(v, v) + fdim(v, v) + fmin(v, v) + fmax(v, v);
out[5] = copysign(v, v) + nextafter(v, v) + ldexp(v, 2) + float(ilogb(v)) + fma(v, v, v);

//: functions with a second result
//: from MSL4 section 6.5
float c, whole;
int e;
out[0] = sincos(x[0], c) + modf(x[0], whole) + frexp(x[0], e);
out[1] = c + whole + float(e);

//: the precise and the fast variants
//: from MSL4 section 6.5; apple-gpu 2.7
out[0] = precise::exp(x[0]) + fast::exp(x[0]) + metal::precise::sin(x[0]) + metal::fast::cos(x[0]);
out[1] = metal::precise::rsqrt(x[0]) + fast::divide(1.0f, x[0]) + precise::divide(1.0f, x[0]);
out[2] = precise::max(x[0], 1.0f) + precise::fmin(x[0], 1.0f) + fast::tanh(x[0]);

//: functions of half
//: from MSL4 section 6.5
half h = half(x[0]);
h = sqrt(h) + exp(h) + fma(h, h, h) + sign(h) + saturate(h) + fmod(h, h);
out[0] = h;

//: MLX's functions of bfloat
//: from apple-gpu 3.6
bfloat16_t b = bfloat16_t(x[0]);
b = metal::exp(b);
b = metal::max(b, b);
b = metal::precise::rsqrt(b);
out[0] = b;

//: functions of bfloat that MLX lacks give a float
//: from apple-gpu 2.5, 3.6
bfloat b = bfloat(x[0]);
float f = clamp(b, b, b);
out[0] = f + sign(b);

//: common functions
//: from MSL4 section 6.2
out[0] = mix(x[0], x[1], 0.5f) + saturate(x[0]) + sign(x[0]) + step(0.5f, x[0]);
out[1] = smoothstep(0.0f, 1.0f, x[0]);

//: tests of floats
//: from MSL4 section 6.4
out[0] = isnan(x[0]) || isinf(x[0]) || signbit(x[0]) ? 1.0f : 0.0f;
out[1] = isfinite(x[0]) && isnormal(x[0]) && isordered(x[0], x[1]) ? 1.0f : 0.0f;
out[2] = isunordered(half(x[0]), 1.0h) || isnan(bfloat(x[0])) ? 1.0f : 0.0f;

//: functions of integers
//: from MSL4 section 6.3
int i = int(x[0]);
uint u = uint(i);
out[0] = float(absdiff(i, 3)) + float(addsat(i, 3)) + float(subsat(u, 3u)) + float(mulhi(i, i));
out[1] = float(clz(u)) + float(ctz(u)) + float(popcount(u)) + float(reverse_bits(u));
out[2] = float(extract_bits(u, 3u, 5u)) + float(insert_bits(u, 7u, 3u, 5u)) + float(rotate(u, 3u));
out[3] = float(hadd(i, 3)) + float(rhadd(i, 3)) + float(madhi(i, 3, 4)) + float(madsat(i, 3, 4));
out[4] = float(mul24(i, 3)) + float(mad24(u, 3u, 4u)) + float(max3(i, 1, 2));

//: integer functions of narrow types
//: from MSL4 section 6.3
uchar c = uchar(x[0]);
short s = short(x[0]);
c = addsat(c, uchar(200));
s = clamp(s, short(-1), short(1));
out[0] = float(popcount(c)) + float(clz(s)) + float(abs(s));

//: functions of vectors
//: from MSL4 section 6.2, 6.5, 6.6
float4 v = float4(x[0]);
v = max(v, float4(0.0f));
v = clamp(v, float4(0.0f), float4(1.0f));
v = exp(v) + sqrt(abs(v)) + fma(v, v, v) + mix(v, v, float4(0.5f));
out[0] = dot(v, v) + length(v) + distance(v, v) + normalize(v).x + cross(v.xyz, v.zyx).y;
int4 n = max(int4(v), int4(1));
out[1] = float(popcount(n).x);

//: a scalar beside a vector becomes one
//: from MSL4 section 2.22: scalars convert to vectors
float4 v = float4(x[0]);
v = max(v, 0.0f);
v = clamp(v, 0.0f, 1.0f);
out[0] = v.x;

//: MLX's prelude
//: from apple-gpu 3.6
out[0] = log1p(x[0]) + hypot(x[0], x[1]) + Limits<float>::finite_max + float(ceildiv(7, 2));

//: a function of one's own with a name of the C library
//: from MLX's kernels/expm1f.h
float expm1f(float v) { return metal::exp(v) - 1.0f; }
float expf(float v) { return metal::exp(v); }
//: kernel
out[0] = expm1f(x[0]) + expf(x[0]);

//: a function with a namespace of its own
//: from apple-gpu 3.6
namespace mine { float step(float edge, float v) { return v < edge ? 0.0f : 1.0f; } }
//: kernel
out[0] = mine::step(1.0f, x[0]);

//: atomics
//: from MSL4 section 6.15; numbers 2.6
device atomic_int* a = (device atomic_int*)out;
device atomic_uint* b = (device atomic_uint*)out;
device atomic_float* f = (device atomic_float*)out;
atomic_fetch_add_explicit(a, 1, memory_order_relaxed);
atomic_fetch_max_explicit(b, 1u, memory_order_relaxed);
atomic_fetch_xor_explicit(b + 1, 1u, memory_order_relaxed);
atomic_fetch_add_explicit(f, 1.0f, memory_order_relaxed);
atomic_store_explicit(a, 1, memory_order_relaxed);
int expected = atomic_load_explicit(a, memory_order_relaxed);
atomic_compare_exchange_weak_explicit(a, &expected, 3, memory_order_relaxed, memory_order_relaxed);
atomic_exchange_explicit(f, 2.0f, memory_order_relaxed);

//: atomics of 64 bits
//: from numbers 2.6.2
atomic_max_explicit((device atomic_ulong*)out, 3ul, memory_order_relaxed);
atomic_min_explicit((device atomic_ulong*)out, 3ul, memory_order_relaxed);

//: atomics in threadgroup memory
//: from MSL4 section 6.15
threadgroup atomic_uint count;
atomic_store_explicit(&count, 0u, memory_order_relaxed);
threadgroup_barrier(mem_flags::mem_threadgroup);
atomic_fetch_add_explicit(&count, 1u, memory_order_relaxed);

//: barriers and their flags
//: from MSL4 section 6.9.1
threadgroup float shared[64];
shared[0] = x[0];
threadgroup_barrier(mem_flags::mem_threadgroup);
threadgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);
simdgroup_barrier(mem_flags::mem_none);
out[0] = shared[0];

//: threadgroup memory by a pointer
//: from MSL4 section 4.4; gogpu/naga#77
float last(threadgroup const float* p, int n) { return p[n - 1]; }
//: kernel
threadgroup float shared[32], other[8];
threadgroup float* p = shared + 1;
p[0] = x[0];
other[0] = 1.0f;
threadgroup_barrier(mem_flags::mem_threadgroup);
out[0] = last(shared, 2) + other[0];

//: threadgroup memory of an inner scope
//: from MLX's kernels/sort.h
if (x[0] > 0.0f) {
  threadgroup float inner[8];
  inner[0] = x[0];
  out[0] = inner[0];
}

//: functions of simdgroups
//: from MSL4 section 6.9.2
float v = simd_sum(x[0]) + simd_max(x[0]) + simd_min(x[0]) + simd_product(x[0]);
v += simd_shuffle(x[0], ushort(0)) + simd_shuffle_xor(x[0], ushort(1));
v += simd_shuffle_down(x[0], ushort(1)) + simd_shuffle_up(x[0], ushort(1));
v += simd_broadcast(x[0], ushort(0)) + simd_broadcast_first(x[0]);
v += simd_prefix_inclusive_sum(x[0]) + simd_prefix_exclusive_sum(x[0]);
out[0] = v + float(simd_any(v > 0.0f)) + float(simd_all(v > 0.0f));

//: a reduction over a threadgroup
//: from apple-gpu appendix A
threadgroup float sums[32];
float v = simd_sum(x[0]);
sums[0] = v;
threadgroup_barrier(mem_flags::mem_threadgroup);
out[0] = simd_sum(sums[0]);

//: functions of vectors, lane by lane
//: from MSL4 sections 6.2 to 6.6
float4 v = float4(x[0]), whole, c;
half2 h = half2(v.xy);
int4 e;
v = smoothstep(0.0f, 1.0f, v) + step(0.5f, v) + max(0.0f, v) + min3(v, v, v) + copysign(v, v);
v = modf(v, whole) + frexp(v, e) + sincos(v, c) + ldexp(v, e) + float4(ilogb(v));
h = fmedian3(h, h, h) + nextafter(h, h);
bool4 b = signbit(v);
bool2 normal = isnormal(h);
uint3 u = extract_bits(uint3(7u), 1u, 2u) + insert_bits(uint3(1u), uint3(2u), 1u, 2u);
u = madsat(u, u, u) + madhi(u, u, u) + mul24(u, u) + mad24(u, u, u) + median3(u, u, u);
out[0] = v.x + float(h.x) + float(b.x) + float(normal.x) + float(u.x);

//: geometry
//: from MSL4 section 6.9
float3 v = float3(x[0], 1.0f, 2.0f);
out[0] = dot(v, v) + length(v) + length_squared(v) + distance(v, v) + distance_squared(v, v);
v = normalize(v) + reflect(v, v) + refract(v, v, 1.5f) + faceforward(v, v, v) + cross(v, v);
out[1] = v.x + fast::length(v) + precise::distance(v, v);

//: colours in one integer
//: from MSL4 section 6.14
float4 v = unpack_unorm4x8_to_float(7u) + unpack_unorm10a2_to_float(7u);
half2 h = unpack_snorm2x16_to_half(7u);
out[0] = float(pack_float_to_snorm4x8(v) + pack_half_to_unorm2x16(h));

//: constants of the three floating-point types
//: from MSL4 section 6
half h = M_PI_H + HALF_MAX;
bfloat b = M_E_BF;
out[0] = M_SQRT2_F + float(h) + float(b) + HUGE_VALF;
static_assert(FLT_MANT_DIG == 24 && HALF_DIG == 3, "");

//: what numeric_limits tells
//: from C++14 18.3.2.4, whose members it has
static_assert(numeric_limits<float>::digits10 == 6 && numeric_limits<half>::max_exponent == 16, "");
static_assert(numeric_limits<uint>::is_modulo && numeric_limits<bool>::max(), "");
static_assert(numeric_limits<long>::digits10 == 18 && numeric_limits<int>::epsilon() == 0, "");
out[0] = numeric_limits<float>::denorm_min() + numeric_limits<bfloat>::round_error();

//: matrices in place
//: from MSL4 section 2.3
float2x2 m = float2x2(1.0f);
m *= 2.0f;
m *= m;
m += m;
out[0] = m[0][0] + float(half2x2(m)[1][1]);

//: an array in a loop, and where its elements are
//: from MSL4 section 2.13
array<float, 3> a = {1.0f, 2.0f, 3.0f};
float sum = 0.0f;
for (float v : a) sum += v;
out[0] = sum + a.data()[2];

//: booleans become numbers, and numbers booleans
//: from MSL4 section 2.2
bool3 b = bool3(float3(x[0], 0.0f, 1.0f));
out[0] = dot(float3(b), float3(1.0f));

//: a bfloat vector of a half vector
//: from MSL4 section 2.22: an explicit conversion
out[0] = float(bfloat2(half2(1.0h)).x);
