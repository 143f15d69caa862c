//: a pointer needs an address space
//: from MSL4 section 4; shader-slang/slang#4129
//: says pointer type must have explicit address space qualifier: 'float*'
float* p = 0;
out[0] = p[0];

//: a pointer parameter of a helper needs an address space
//: from MSL4 section 4; hashcat/hashcat#3540
//: says pointer type must have explicit address space qualifier
float first(float* p) { return p[0]; }
//: kernel
out[0] = 1.0f;

//: a cast to a pointer needs an address space
//: from hashcat/hashcat#4237
//: says pointer type must have explicit address space qualifier
auto p = (uint*)out;

//: two pointer parameters need two address spaces
//: from ggml-org/llama.cpp#3898
//: says pointer type must have explicit address space qualifier
void angles(float theta, float * cosine, float * sine) { *cosine = theta; *sine = theta; }
//: kernel
out[0] = 1.0f;

//: a reference needs an address space
//: from MSL4 section 4
//: says reference type must have explicit address space qualifier
int a = 1;
int& s = a;
out[0] = float(s);

//: a reference to a structure needs an address space
//: from MSL4 section 4
//: says reference type must have explicit address space qualifier
struct Pair { float a; float b; };
float sum(const Pair& p) { return p.a + p.b; }
//: kernel
out[0] = 1.0f;

//: a pointer to a named type needs an address space
//: from MSL4 section 4
//: says pointer type must have explicit address space qualifier
typedef float number;
float first(number* p) { return p[0]; }
//: kernel
out[0] = 1.0f;

//: a pointer to a template's type needs an address space
//: from MSL4 section 4
//: says pointer type must have explicit address space qualifier
template <typename T> T first(const T* p) { return p[0]; }
//: kernel
out[0] = 1.0f;

//: const is taken away by no assignment
//: from MSL4 section 4.1
//: says cannot initialize a variable
device float* p = x;

//: an input cannot be written
//: from apple-gpu 3.4: inputs of metal_kernel are const
//: says read-only
x[0] = 1.0f;

//: a device pointer is no constant pointer
//: from MSL4 section 4: no conversion between address spaces
//: says changes address space | cannot initialize a variable
const constant float* p = x;

//: a device pointer is no threadgroup pointer
//: from MSL4 section 4
//: says cannot initialize a variable
threadgroup float* p = out;

//: a cast does not change the address space
//: from MSL4 section 4
//: says C-style cast | address space
threadgroup float* p = (threadgroup float*)out;

//: a thread pointer is no device pointer
//: from MSL4 section 4
//: says cannot initialize a variable
float a = 1.0f;
device float* p = &a;

//: a helper of device pointers takes no constant pointer
//: from apple-gpu 2.2 and 2.8.13: inputs of fewer than 8 elements are constant
//: says no matching function
float first(const device float* p) { return p[0]; }
constant float table[2] = {1.0f, 2.0f};
//: kernel
out[0] = first(table);

//: a thread reference does not bind to device memory
//: from MSL4 section 4
//: says cannot be bound | binding reference | no matching function
thread float& r = out[0];
r = 1.0f;

//: a global variable must be constant
//: from MSL4 section 4.2; AdaptiveCpp/AdaptiveCpp#864
//: says program scope variable must reside in constant address space
constexpr int table[2] = {1, 2};
//: kernel
out[0] = float(table[0]);

//: a global counter has no place
//: from MSL4 section 4.2
//: says program scope variable must reside in constant address space
int counter = 0;
//: kernel
out[0] = float(counter++);

//: device variables are no globals
//: from MSL4 section 4.1
//: says program scope variable must reside in constant address space
device int counter;
//: kernel
out[0] = 1.0f;

//: constant memory is not assignable
//: from MSL4 section 4.2
//: says not assignable | const-qualified
constant float one = 1.0f;
void change() { one = 2.0f; }
//: kernel
out[0] = one;

//: a static local variable must be constant
//: from MSL4 section 4.2
//: says static local variable must reside in constant address space
static int calls = 0;
out[0] = float(calls++);

//: a structure has no member with an address space of its own
//: from MSL4 section 4; shader-slang/slang#4045
//: says address space | threadgroup variables are declared in
struct Shared { threadgroup float values[4]; };
//: kernel
out[0] = 1.0f;
