//: 32 buffers
//: from Metal feature set tables: 31 entries
//: says 'buffer' attribute parameter is out of bounds
//: whole
kernel void k(device float* out [[buffer(31)]], uint i [[thread_position_in_grid]]) { out[i] = 1.0f; }

//: an unknown attribute
//: from MSL4 section 5.2
//: says unknown attribute 'thread_position_in_town'
//: whole
kernel void k(device float* out [[buffer(0)]], uint i [[thread_position_in_town]]) { out[i] = 1.0f; }

//: one buffer index twice
//: from MSL4 section 5.2.1
//: says buffer index 0 is used twice
//: whole
kernel void k(const device float* x [[buffer(0)]], device float* out [[buffer(0)]]) { out[0] = x[0]; }

//: a kernel that returns a value
//: from MSL4 section 5.1
//: says kernel 'k' must return void
//: whole
kernel float k(device float* out [[buffer(0)]]) { out[0] = 1.0f; return 1.0f; }

//: a kernel that is called
//: from MSL4 section 5.1
//: says kernel 'inner' cannot be called
//: whole
kernel void inner(device float* out [[buffer(0)]]) { out[0] = 1.0f; }
kernel void k(device float* out [[buffer(0)]]) { inner(out); }

//: a default value
//: from MSL4 section 5.1
//: says cannot have a default value
//: whole
kernel void k(device float* out [[buffer(0)]], uint i [[thread_position_in_grid]] = 0) { out[i] = 1.0f; }

//: a signed position
//: from MSL4 table 5.8
//: says 'thread_position_in_grid' has the type ushort or uint
//: whole
kernel void k(device float* out [[buffer(0)]], int i [[thread_position_in_grid]]) { out[i] = 1.0f; }

//: a position of four
//: from MSL4 table 5.8
//: says 'thread_position_in_grid' has the type ushort or uint
//: whole
kernel void k(device float* out [[buffer(0)]], uint4 i [[thread_position_in_grid]]) { out[i.x] = 1.0f; }

//: a float lane
//: from MSL4 table 5.8
//: says 'thread_index_in_simdgroup' has the type ushort or uint
//: whole
kernel void k(device float* out [[buffer(0)]], float i [[thread_index_in_simdgroup]]) { out[0] = i; }

//: a scalar without an address space or attribute
//: from MSL4 section 5.2
//: says needs an attribute or an address space
//: whole
kernel void k(device float* out [[buffer(0)]], float scale) { out[0] = scale; }

//: both names of the simdgroup's width
//: from larsgeb/m1-gpu-cpp#4
//: says two names of one value
//: whole
kernel void k(device float* out [[buffer(0)]], uint a [[thread_execution_width]],
              uint b [[threads_per_simdgroup]]) { out[0] = float(a + b); }

//: a misspelt kernel attribute
//: from MSL4 section 5.1
//: says unknown attribute 'krenel'
//: whole
[[krenel]] void k(device float* out [[buffer(0)]]) { out[0] = 1.0f; }
