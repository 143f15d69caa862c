//: a kernel by attribute, with thirty-one buffers' last
//: from MSL4 section 5.1; Metal feature set tables
//: whole
[[kernel]] void k(const device float* x [[buffer(0)]], device float* out [[buffer(30)]],
                  uint3 i [[thread_position_in_grid]]) { out[i.x] = x[i.x]; }

//: a kernel by keyword, with scalar and short positions
//: from MSL4 table 5.8
//: whole
kernel void k(device float* out [[buffer(0)]], uint i [[thread_position_in_grid]],
              ushort lane [[thread_index_in_simdgroup]]) { out[i] = float(lane); }

//: constants by reference
//: from MSL4 section 4.2
//: whole
struct Sizes { int rows; int columns; };
kernel void k(constant Sizes& sizes [[buffer(0)]], const constant int& n [[buffer(1)]],
              device float* out [[buffer(2)]]) { out[0] = float(sizes.rows * n); }

//: an array of constants
//: from MLX's kernels/binary.h
//: whole
kernel void k(constant const long strides[2] [[buffer(0)]], device float* out [[buffer(1)]]) {
  out[0] = float(strides[0]);
}

//: a reference to a size_t
//: from MLX's kernels/reduction/reduce_row.h, though MSL4 section 5.2 forbids the type
//: whole
kernel void k(const constant size_t& n [[buffer(0)]], device float* out [[buffer(1)]]) {
  out[0] = float(n);
}

//: a limit of threads
//: from apple-gpu 2.11
//: whole
[[kernel, max_total_threads_per_threadgroup(256)]] void k(device float* out [[buffer(0)]]) {
  out[0] = 1.0f;
}

//: what surrounds a kernel that MLX assembles
//: from apple-gpu 3.2
//: whole
[[kernel]] void custom_kernel_k(const device float* x [[buffer(0)]], const constant int& n [[buffer(1)]],
  device float* out [[buffer(2)]], uint3 thread_position_in_grid [[thread_position_in_grid]],
  uint3 threads_per_grid [[threads_per_grid]],
  uint thread_index_in_threadgroup [[thread_index_in_threadgroup]]) {
  out[thread_position_in_grid.x] = x[n] + float(threads_per_grid.x + thread_index_in_threadgroup);
}
