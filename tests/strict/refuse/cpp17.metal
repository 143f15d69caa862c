//: nested namespace names
//: from MSL4 section 1.5: C++14 before Metal 4
//: says nested namespace names: C++17
namespace outer::inner { constant int n = 1; }
//: kernel
out[0] = 1.0f;

//: structured bindings
//: from MSL4 section 1.5: C++14 before Metal 4
//: says structured bindings: C++17
struct Pair { float a; float b; };
//: kernel
Pair p = {1.0f, 2.0f};
auto [a, b] = p;
out[0] = a + b;

//: fold expressions
//: from MSL4 section 1.5: C++14 before Metal 4
//: says fold expressions: C++17
template <typename... T> float total(T... v) { return (v + ...); }
//: kernel
out[0] = total(1.0f, 2.0f);

//: an initializer in if
//: from MSL4 section 1.5: C++14 before Metal 4
//: says an initializer in 'if' or 'switch': C++17
if (float v = x[0]; v > 0.0f) out[0] = v;

//: an initializer in switch
//: from MSL4 section 1.5: C++14 before Metal 4
//: says an initializer in 'if' or 'switch': C++17
switch (int n = int(x[0]); n) { default: out[0] = 1.0f; }

//: template parameters of type auto
//: from MSL4 section 1.5: C++14 before Metal 4
//: says template parameters of type 'auto': C++17
template <auto n> float scaled(float v) { return v * n; }
//: kernel
out[0] = scaled<2>(x[0]);

//: constexpr lambdas
//: from MSL4 section 1.5: C++14 before Metal 4
//: says constexpr lambdas: C++17
auto twice = [](float v) constexpr { return v * 2.0f; };
out[0] = twice(x[0]);

//: if constexpr, in what tmetal prints
//: from apple-gpu 2.1: Apple's compiler takes it with a warning
//: as c++14
//: says 'if constexpr': C++17
template <typename T> T half_of(T v) { if constexpr (sizeof(T) == 4) { return v / 2; } return v; }
//: kernel
out[0] = half_of(x[0]);

//: inline variables, in what tmetal prints
//: from MLX's utils.h, compiled with a warning before Metal 4
//: as c++14
//: says inline variables: C++17
inline constexpr constant int width = 4;
//: kernel
out[0] = float(width);
