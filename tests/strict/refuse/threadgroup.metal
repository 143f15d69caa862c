//: threadgroup variables of a helper
//: from MSL4 section 4.4; KhronosGroup/SPIRV-Cross#382
//: says threadgroup variables are declared in
float helper() { threadgroup float a[4]; return a[0]; }
//: kernel
out[0] = helper();

//: threadgroup variables of the program
//: from MSL4 section 4.4; shader-slang/slang#4045
//: says address space | threadgroup variables
threadgroup float shared[4];
//: kernel
out[0] = 1.0f;

//: an initializer
//: from MSL4 section 4.4; KhronosGroup/Vulkan-Portability#33
//: says cannot be initialized
threadgroup float a[4] = {0};

//: 32 KB and a little
//: from Metal feature set tables: 32 KB on every family
//: says more than 32 KB
threadgroup float a[8193];
out[0] = a[0];

//: 32 KB by two variables
//: from Metal feature set tables
//: says more than 32 KB
threadgroup float a[8000];
threadgroup int b[200];
out[0] = a[0] + float(b[0]);

//: a length that is not known
//: from MSL4 section 4.4
//: says constant expression
int n = int(x[0]);
threadgroup float a[n];
out[0] = a[0];
