//: a name that is a macro of the library
//: from apple-gpu 3.6; numbers 2.7.4
//: says error
float INFINITY = 1.0f;

//: a limit's name
//: from numbers 2.7.4
//: says error
int INT_MAX = 3;

//: a constant's name
//: from numbers 2.7.4
//: says error
float M_PI_F = 3.0f;

//: the word kernel
//: from MSL4 section 5.1
//: says error
int kernel = 1;
out[0] = float(kernel);

//: the word device
//: from MSL4 section 4.1
//: says error
int device = 1;
out[0] = float(device);

//: the word constant
//: from MSL4 section 4.2
//: says error
int constant = 1;
out[0] = float(constant);

//: the word threadgroup
//: from MSL4 section 4.4
//: says error
int threadgroup = 1;

//: the word ray_data
//: from numbers 2.7.4
//: says address space of Metal
int ray_data = 1;

//: the word object_data
//: from numbers 2.7.4
//: says address space of Metal
float object_data = 1.0f;

//: the word threadgroup_imageblock
//: from numbers 2.7.4
//: says address space of Metal
int threadgroup_imageblock = 1;

//: a type's name
//: from MSL4 section 2.1
//: says error
int half = 1;
out[0] = float(half * 2);

//: a vector type's name
//: from MSL4 section 2.2
//: says error
int float4 = 1;
out[0] = float(float4 * 2);

//: MLX's log1p again
//: from apple-gpu 3.6
//: says redefinition of 'log1p'
float log1p(float v) { return v; }
//: kernel
out[0] = log1p(x[0]);

//: MLX's ceildiv again
//: from apple-gpu 3.6
//: says redefinition of 'ceildiv'
template <typename T, typename U> inline T ceildiv(T n, U m) { return (n + m - 1) / m; }
//: kernel
out[0] = 1.0f;

//: a global function that is Metal's too
//: from apple-gpu 3.6: using namespace metal makes the call ambiguous
//: says call to 'step' is ambiguous
float step(float edge, float v) { return v < edge ? 0.0f : 1.0f; }
//: kernel
out[0] = step(1.0f, x[0]);

//: a global clamp
//: from apple-gpu 3.6
//: says call to 'clamp' is ambiguous
float clamp(float v, float low, float high) { return v < low ? low : v > high ? high : v; }
//: kernel
out[0] = clamp(x[0], 0.0f, 1.0f);

//: a name of the host
//: from MSL4 section 4: Metal has its own address space words
//: says name of the host
__global float* p = out;

//: a namespace of the host
//: from MSL4 chapter 6
//: says name of the host
out[0] = tm::exp(x[0]);

//: a type of the host
//: from MSL4 section 2.1
//: says name of the host
_Float16 h = 1.0f;
