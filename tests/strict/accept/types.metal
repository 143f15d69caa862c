//: the scalar types and their sizes
//: from MSL4 table 2.1
static_assert(sizeof(bool) == 1 && sizeof(char) == 1 && sizeof(uchar) == 1, "");
static_assert(sizeof(short) == 2 && sizeof(ushort) == 2 && sizeof(half) == 2, "");
static_assert(sizeof(bfloat) == 2 && sizeof(int) == 4 && sizeof(uint) == 4, "");
static_assert(sizeof(float) == 4 && sizeof(long) == 8 && sizeof(ulong) == 8, "");
static_assert(sizeof(size_t) == 8 && sizeof(ptrdiff_t) == 8, "");
static_assert(sizeof(int8_t) + sizeof(uint16_t) + sizeof(int32_t) + sizeof(uint64_t) == 15, "");

//: the vector types and their sizes
//: from MSL4 table 2.3
static_assert(sizeof(float2) == 8 && sizeof(float3) == 16 && sizeof(float4) == 16, "");
static_assert(sizeof(half3) == 8 && sizeof(half4) == 8 && sizeof(uchar4) == 4, "");
static_assert(sizeof(long2) == 16 && sizeof(long3) == 32, "");

//: packed vectors have no padding
//: from MSL4 table 2.4; apache/tvm#7830
static_assert(sizeof(packed_float3) == 12 && alignof(packed_float3) == 4, "");
packed_float3 p = packed_float3(1.0f, 2.0f, 3.0f);
out[0] = p.x + p[2];

//: a literal without a suffix is a float
//: from MSL4 section 2.1
float a = 1.0;
out[0] = a * 2.5 + 1e-3;

//: literals with suffixes
//: from MSL4 section 2.1
half h = 0.5h;
uint u = 3u;
long l = 4l;
ulong w = 5ul;
out[0] = float(h) + float(u) + float(l) + float(w) + 1.0f;

//: implicit conversions of scalars
//: from MSL4 section 2.22
half h = x[0];
int i = x[0];
bool b = i;
uchar c = i;
float f = h + i + b + c;
out[0] = f;

//: half arithmetic with float is float
//: from MSL4 section 2.22
out[0] = 1.0h + x[0];

//: bfloat by explicit conversion, and implicitly to float
//: from MSL4 section 2.22; tracel-ai/cubecl#1522
bfloat b = bfloat(x[0]);
bfloat16_t c = static_cast<bfloat16_t>(2.0f);
float f = b;
b = b * c + b;
int i = int(b);
out[0] = f + float(b) + float(i) + (b < c ? 1.0f : 0.0f);

//: integers become bfloats
//: from MLX's kernels/softmax.h, unary_ops.h and sort.h, whose bfloat instances are shipped
template <typename T> T sigmoid_of(T v) { T sum = 0; return sum + 1 / (1 + v); }
//: kernel
bfloat b = 1;
b = b * 2 + uint(x[0]);
out[0] = sigmoid_of(b) + sigmoid_of(x[0]);

//: literals of bfloat
//: from apple-gpu 2.1
bfloat b = 1.5bf;
out[0] = b * 2.0bf;

//: a conditional of two bfloats
//: from ml-explore/mlx-lm#814: the corrected text
bfloat16_t b = x[0] > 0.0f ? bfloat16_t(1.0f) : bfloat16_t(-INFINITY);
out[0] = b;

//: a bfloat's bits
//: from apple-gpu appendix A
bfloat b = as_type<bfloat>(ushort(0x7f80));
out[0] = as_type<float>(uint(as_type<ushort>(b)) << 16);

//: bits of floats
//: from MSL4 section 2.19; apple-gpu appendix A
float inf = as_type<float>(0x7f800000u);
half h = as_type<half>(ushort(0x7c00));
uint2 u = as_type<uint2>(float2(x[0], inf));
out[0] = float(u.x) + float(h);

//: shifts by more than the width
//: from MSL4 section 3.1: the count is masked
int a = int(x[0]);
uint u = uint(a);
out[0] = float(a << 33) + float(u >> 40);

//: limits
//: from MSL4 section 6.1
out[0] = numeric_limits<float>::max() + numeric_limits<half>::infinity();
out[1] = float(numeric_limits<int>::min()) + float(metal::numeric_limits<uchar>::max());
out[2] = INFINITY + NAN + HUGE_VALF + MAXFLOAT + FLT_MAX + FLT_EPSILON + M_PI_F + M_LN2_F;
out[3] = float(INT_MAX) + float(INT_MIN) + float(UINT_MAX) + float(LONG_MAX) + HALF_MAX;

//: type traits
//: from MSL4 section 2.20
static_assert(is_same_v<float, float> && !is_same_v<half, float>, "");
static_assert(is_integral_v<int> && is_floating_point_v<half>, "");
conditional_t<true, float, int> f = 1.5f;
out[0] = f;

//: vectors by constructors
//: from MSL4 section 2.2.2
float4 a = float4(1.0f), b = float4(float2(1.0f), 2.0f, 3.0f), c = float4(int4(1, 2, 3, 4));
float3 d = float3(a.xy, 1.0f);
vec<float, 2> e = vec<float, 2>(1.0f, 2.0f);
out[0] = a.x + b.y + c.z + d.z + e.y;

//: swizzles
//: from MSL4 section 2.2.1
float4 v = float4(x[0], x[1], x[2], x[3]);
v.xy = v.zw;
v.rg = v.ba;
out[0] = v.wzyx.x + v[2] + v.a;

//: arithmetic of vectors and scalars
//: from MSL4 section 3.1
float4 v = float4(x[0]);
v = v * 2.0f + 1.0f;
v += float4(1.0f);
int4 n = int4(v) / 2;
out[0] = v.x - float(n.y);

//: comparisons of vectors
//: from MSL4 section 3.1
float4 v = float4(x[0]);
out[0] = any(v > float4(1.0f)) && all(v < float4(9.0f)) ? 1.0f : 0.0f;
v = select(v, float4(0.0f), v < float4(0.0f));
out[1] = v.x;

//: a vector load through a cast
//: from apple-gpu appendix A: llama.cpp, MLX
float4 v = *(const device float4*)(x);
*(device float4*)(out) = v;

//: casts inside an address space
//: from apple-gpu 2.2
device uint* u = (device uint*)out;
device half* h = reinterpret_cast<device half*>(out);
u[0] = 1u;
h[2] = 1.0h;
ulong address = reinterpret_cast<ulong>(out);
out[2] = float(address & 3ul);
