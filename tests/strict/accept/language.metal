//: pointers and references with address spaces
//: from MSL4 section 4
float first(const device float* p) { return p[0]; }
float second(const thread float* p) { return p[1]; }
void set(thread float& r, float v) { r = v; }
//: kernel
float a[2] = {1.0f, 2.0f};
set(a[0], first(x));
device float* q = out + 1;
*q = a[0] + second(a);

//: an address space after the type
//: from shader-slang/slang#4129: `float device*` is what it prints
float device* p = out;
p[0] = 1.0f;

//: overloads by address space
//: from MSL4 section 1.5.1
float first(const device float* p) { return p[0]; }
float first(const constant float* p) { return p[0]; }
float first(const thread float* p) { return p[0]; }
constant float table[2] = {1.0f, 2.0f};
//: kernel
float own[1] = {3.0f};
out[0] = first(x) + first(table) + first(own);

//: a template over pointers takes every address space
//: from apple-gpu 2.2
template <typename P> float first(P p) { return float(p[0]); }
constant float table[2] = {1.0f, 2.0f};
//: kernel
out[0] = first(x) + first(table);

//: constants of the program
//: from MSL4 section 4.2; AliceO2Group/AliceO2#15802
constant float weights[3] = {0.25f, 0.5f, 0.25f};
constant constexpr int width = 3;
static constant constexpr const int depth = 2;
//: kernel
out[0] = weights[1] * float(width * depth);

//: constexpr locals
//: from AliceO2Group/AliceO2#15802
constexpr int n = 4;
float a[n] = {1.0f};
out[0] = a[0];

//: structures, members and methods
//: from MSL4 section 1.5
struct Pair {
  float a;
  float b;
  float sum() const { return a + b; }
};
//: kernel
Pair p = {x[0], 2.0f};
out[0] = p.sum();

//: base classes without virtual functions
//: from apple-gpu 2.1: MLX's steel kernels have them
struct Base { int n; };
struct Derived : Base { int m; };
//: kernel
Derived d;
d.n = 1;
d.m = 2;
out[0] = float(d.n + d.m);

//: unions
//: from MLX's kernels/atomic.h
union Bits { float f; uint u; };
//: kernel
Bits b;
b.f = x[0];
out[0] = float(b.u & 1u);

//: class templates and their specializations
//: from MSL4 section 1.5
template <typename T> struct Name { static constexpr constant int n = 0; };
template <> struct Name<half> { static constexpr constant int n = 1; };
template <typename T> using pointer = device T*;
//: kernel
pointer<float> p = out;
p[0] = float(Name<half>::n);

//: if constexpr, of which Apple's compiler only warns
//: from apple-gpu 2.1: MLX's kernels/sort.h, steel_attention.h
template <typename T> T half_of(T v) { if constexpr (sizeof(T) == 4) { return v / 2; } return v; }
//: kernel
out[0] = half_of(x[0]);

//: an inline static member
//: from MLX's kernels/utils.h
struct Sizes { inline static constexpr constant int n = 3; };
//: kernel
out[0] = float(Sizes::n);

//: lambdas
//: from MSL4 section 1.5.4: from Metal 3.2
auto twice = [](float v) { return v * 2.0f; };
float factor = 3.0f;
auto scaled = [&](float v) { return v * factor; };
out[0] = twice(x[0]) + scaled(x[0]);

//: the C++ of loops, switches and enumerations
//: from MSL4 section 1.5
enum Mode { sum, product };
enum class Kind : uchar { small, large };
//: kernel
Mode m = sum;
Kind k = Kind::large;
for (int i = 0; i < 4; ++i) { if (i == 2) { continue; } out[i] = float(i); }
int i = 0;
while (i < 3) { ++i; }
do { --i; } while (i > 0);
switch (m) { case sum: out[0] = 1.0f; break; default: out[0] = float(k == Kind::small); }

//: a function named once that calls an overload is not recursive
//: from C++14 13
float twice(float v) { return v + v; }
float twice(int v) { return twice(float(v)); }
//: kernel
out[0] = twice(2);

//: recursion of templates ends at compile time
//: from MLX's steel/utils/integral_constant.h
template <int n> struct Power { static float of(float v) { return v * Power<n - 1>::of(v); } };
template <> struct Power<0> { static float of(float v) { return 1.0f + 0.0f * v; } };
template <typename T> T total(T v) { return v; }
template <typename T, typename... R> T total(T v, R... rest) { return v + total(rest...); }
//: kernel
out[0] = Power<3>::of(x[0]) + total(1.0f, 2.0f, 3.0f);

//: deleted and defaulted functions
//: from C++14 8.4
struct Fixed {
  int n;
  Fixed(int v) : n(v) {}
  void grow() = delete;
};
//: kernel
Fixed f(2);
out[0] = float(f.n);

//: pragmas of loops and of mathematics
//: from apple-gpu appendix A, 2.7
#pragma METAL fp math_mode(safe)
//: kernel
#pragma clang loop unroll(full)
for (int i = 0; i < 4; ++i) { out[i] = x[i]; }

//: the headers of Metal by name
//: from MSL4 section 1.6.1
#include <metal_math>
#include <metal_atomic>
#include <metal_simdgroup>
using namespace metal;
//: kernel
out[0] = metal::sqrt(x[0]);

//: words of the dialect that are plain names in Metal
//: from MSL4 section 1.5: no keywords there
float local = 1.0f, global = 2.0f, generic = 3.0f, pipe = 4.0f, event = 5.0f;
float read_only = 6.0f, write_only = 7.0f, read_write = 8.0f;
out[0] = local + global + generic + pipe + event + read_only + write_only + read_write;

//: words in comments
//: from C++14 2.8
// goto double virtual float* p
/* new delete throw */
out[0] = 1.0f;
