//: there is no double
//: from MSL4 section 2.1; JuliaGPU/Metal.jl#84
//: says Metal has no type 'double'
double d = 1.0;
out[0] = d;

//: a conversion to double has no meaning
//: from MSL4 section 2.1; apache/tvm#7118
//: says Metal has no type 'double'
out[0] = float(double(x[0]) * 2.0);

//: there is no long long
//: from MSL4 section 2.1; tinygrad/tinygrad#7082
//: says Metal has no type 'long long
unsigned long long n = 1;

//: a literal cannot be a long long
//: from MSL4 section 2.1
//: says Metal has no type 'long long'
out[0] = float(1ull << 40);

//: a literal cannot be a long double
//: from MSL4 section 2.1
//: says Metal has no type 'long double'
out[0] = 1.0L;

//: there is no long double
//: from MSL4 section 2.1
//: says Metal has no type 'long double'
long double d = 1.0f;

//: vectors of eight do not exist
//: from MSL4 section 2.2; apple-gpu 1.9
//: says unknown type name 'float8'
float8 v;

//: templates of vectors have at most four elements
//: from MSL4 section 2.2; apple-gpu 1.9
//: says a vector has 2, 3 or 4 elements
vec<float, 8> v = vec<float, 8>(1.0f);
out[0] = v[0];

//: there is no goto
//: from MSL4 section 1.5.4
//: says Metal has no 'goto'
again:
if (out[0] < 1.0f) { out[0] += 1.0f; goto again; }

//: there are no exceptions
//: from MSL4 section 1.5.4
//: says Metal has no 'try'
try { out[0] = 1.0f; } catch (...) { out[0] = 2.0f; }

//: nothing is thrown
//: from MSL4 section 1.5.4
//: says Metal has no 'throw'
if (x[0] < 0.0f) throw 1;

//: there is no new
//: from MSL4 section 1.5.4
//: says Metal has no 'new'
thread float* p = new float;

//: there is no placement new either, before Metal 4.1
//: from MSL4 section 1.5.4; apple-gpu 2.1
//: says Metal has no 'new'
new (out) float(1.0f);

//: there is no delete
//: from MSL4 section 1.5.4
//: says Metal has no 'delete'
thread float* p = 0;
delete p;

//: there are no virtual functions
//: from MSL4 section 1.5.4
//: says Metal has no 'virtual'
struct Shape { virtual float area() { return 1.0f; } };
//: kernel
out[0] = 1.0f;

//: there is no dynamic_cast
//: from MSL4 section 1.5.4
//: says Metal has no 'dynamic_cast'
struct A {};
struct B : A {};
//: kernel
B b;
thread A* a = dynamic_cast<thread A*>(&b);

//: there is no typeid
//: from MSL4 section 1.5.4
//: says Metal has no 'typeid'
bool same = typeid(float) == typeid(int);

//: there is no thread_local
//: from MSL4 section 1.5.4
//: says Metal has no 'thread_local'
thread_local int n = 1;

//: there is no register
//: from MSL4 section 1.5.4
//: says Metal has no 'register'
register int n = 1;
out[0] = float(n);

//: there is no noexcept operator
//: from MSL4 section 1.5.4
//: says Metal has no 'noexcept' operator
bool safe = noexcept(out[0] + 1.0f);

//: there is no assembly
//: from MSL4 section 1.5
//: says Metal has no 'asm'
asm("nop");

//: no function is called main
//: from MSL4 section 1.5.4
//: says may not be called 'main'
float main(float v) { return v; }
//: kernel
out[0] = 1.0f;

//: an array's length is known at compile time
//: from MSL4 section 1.5.4, apple-gpu 2.11
//: says array size is not a constant expression
int n = int(x[0]);
float a[n];
out[0] = a[0];

//: there are no pointers to functions
//: from MSL4 section 1.5.4: only to visible functions, from Metal 2.3
//: says pointers to functions are not allowed
float (*f)(float) = 0;

//: a recursive function has no stack of known depth
//: from MSL4 section 1.5.4: only kernels, from Metal 2.4, with a depth that MLX does not set; shader-slang/slang#5684
//: says calls itself
int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }
//: kernel
out[0] = float(factorial(4));

//: two functions that call each other are recursive
//: from MSL4 section 1.5.4
//: says calls itself
bool odd(int n);
bool even(int n) { return n == 0 ? true : odd(n - 1); }
bool odd(int n) { return n == 0 ? false : even(n - 1); }
//: kernel
out[0] = even(4) ? 1.0f : 0.0f;

//: there is no C++ library
//: from MSL4 section 1.5.4
//: says file not found
#include <cmath>
//: kernel
out[0] = 1.0f;

//: the host's own headers are not there
//: from MSL4 section 1.6.1: runtime sources include system headers only
//: says file not found
#include "elementary.h"
//: kernel
out[0] = 1.0f;

//: there is no std
//: from MSL4 section 1.5.4
//: says undeclared identifier 'std'
out[0] = std::max(x[0], 1.0f);

//: there is no printf
//: from MSL4 section 1.5.4; numbers 1.3.12
//: says undeclared identifier 'printf'
printf("%f", x[0]);

//: there is no malloc
//: from MSL4 section 1.5.4
//: says undeclared identifier 'malloc'
device float* p = (device float*)malloc(4);

//: a function that must return returns
//: from MSL4 section 1.5 (clang's -Wreturn-type is an error here)
//: says non-void function does not return
int sign_of(int a) { if (a) return 1; }
//: kernel
out[0] = 1.0f;

//: a statement ends with a semicolon
//: from MSL4 section 1.5
//: says expected ';'
out[0] = 1.0f

//: an undeclared name
//: from MSL4 section 1.5
//: says undeclared identifier 'y'
out[0] = y[0];

//: text outside ASCII
//: from apple-gpu 3.2: MLX passes the source as ASCII
//: says ASCII
out[0] = "é"[0];

//: floats have no remainder operator
//: from MSL4 section 3.1
//: says invalid operands to binary expression
out[0] = x[0] % 2.0f;

//: floats have no bits
//: from MSL4 section 3.1
//: says invalid operands to binary expression
out[0] = x[0] & 1;

//: an enumeration is no integer's target
//: from C++14 7.2
//: says cannot initialize a variable
enum Mode { sum, product };
//: kernel
Mode m = 1;

//: as_type keeps the size
//: from MSL4 section 2.19
//: says the types differ in size
out[0] = float(as_type<ushort>(x[0]));

//: as_type is not for pointers
//: from MSL4 section 2.19
//: says not for pointers
out[0] = float(as_type<ulong>(x));
