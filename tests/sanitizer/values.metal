// Reads of what nobody wrote, outputs that nobody writes, misaligned vectors, numbers that overflow.

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: uninitialized read
kernel void half_of_a_threadgroup_array_is_never_written(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  if (t < 32u) {
    shared[t] = x[t];
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = shared[t];  // here
}

// run: grid 64 threads 32 x=f32[64] out=f32[64]
// finds: uninitialized read
kernel void threadgroup_memory_is_not_zero_to_begin_with(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float total[32];
  total[t] += x[i];  // here
  out[i] = total[t];
}

// run: grid 128 threads 64 x=f32[128] out=f32[128]
// finds: uninitialized read
kernel void threadgroup_memory_does_not_last(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]],
    uint group [[threadgroup_position_in_grid]]) {
  threadgroup float shared[64];
  if (group == 0u) {
    shared[t] = x[i];
  }
  out[i] = shared[t];  // here
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: uninitialized read
kernel void adds_to_a_fresh_output(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] += x[i];  // here
}

// run: grid 64 threads 64 x=f32[64] count=i32[1]
// finds: uninitialized read
kernel void counts_in_a_fresh_output(const device float* x [[buffer(0)]], device atomic_int* count [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  if (x[i] >= 0.0f) {
    atomic_fetch_add_explicit(count, 1, memory_order_relaxed);  // here
  }
}

// run: grid 60 threads 32 x=f32[64] out=f32[64]
// finds: unwritten output
kernel void the_grid_is_too_small(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = x[i];
}

// run: grid 64 threads 32 x=f32[64] out=f32[64]
// finds: unwritten output
kernel void a_branch_leaves_elements_unwritten(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  if (x[i] != 7.0f) {
    out[i] = x[i];
  }
}

// run: grid 31 threads 31 x=f32[128] out=f32[31]
// finds: misaligned access
kernel void a_vector_from_an_odd_element(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  float4 v = *(const device float4*)(x + i * 4u + 1u);  // here
  out[i] = v.x + v.w;
}

// run: grid 32 threads 32 x=f32[32] out=f32[64]
// finds: misaligned access
kernel void a_vector_to_an_odd_element_of_threadgroup_memory(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[68];
  threadgroup float2* pairs = (threadgroup float2*)(shared + 1);
  pairs[t] = float2(x[t], -x[t]);  // here
  out[2u * t] = pairs[t].x;
  out[2u * t + 1u] = pairs[t].y;
}

// run: grid 32 threads 32 x=u8[130] out=u32[32]
// finds: misaligned access
kernel void words_from_bytes_at_an_offset(const device uchar* x [[buffer(0)]], device uint* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  const device uint* words = (const device uint*)(x + 2);
  out[i] = words[i];  // here
}

// run: grid 64 threads 64 stride=i32[1]=100000000 x=f32[64] out=f32[64]
// finds: integer overflow
kernel void a_row_times_a_stride_overflows(constant int& stride [[buffer(0)]], const device float* x [[buffer(1)]],
    device float* out [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  int start = int(i) * stride;  // here
  out[i] = start >= 0 ? x[i] : 0.0f;
}

// run: grid 64 threads 64 base=i32[1]=2147483600 out=i32[64]
// finds: integer overflow
kernel void an_offset_overflows(constant int& base [[buffer(0)]], device int* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  int at = base + int(i);  // here
  out[i] = at % 64;
}

// run: grid 64 threads 64 least=i32[1]=-2147483648 out=i32[64]
// finds: integer overflow
kernel void the_least_number_has_no_opposite(constant int& least [[buffer(0)]], device int* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = -(least + int(i));  // here
}

// run: grid 4 threads 4 n=i64[1]=9223372036854775807 out=i64[4]
// finds: integer overflow
kernel void a_long_overflows_too(constant long& n [[buffer(0)]], device long* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = n - long(i) + 2;  // here
}
