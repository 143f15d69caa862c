// Accesses outside of buffers and threadgroup arrays.

// run: grid 100 threads 32 x=f32[100] out=f32[100]
// finds: out-of-bounds read
kernel void reads_one_after_the_end(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  float here = x[i];
  float next = x[i + 1];  // here
  out[i] = next - here;
}

// run: grid 100 threads 32 x=f32[100] out=f32[100]
// finds: out-of-bounds read
kernel void reads_one_before_the_begin(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  float before = x[int(i) - 1];  // here
  out[i] = x[i] - before;
}

// run: grid 128 threads 64 x=f32[100] out=f32[128]
// finds: out-of-bounds read
kernel void forgets_the_mask_of_a_load(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  float v = x[i];  // here
  out[i] = i < 100u ? v : 0.0f;
}

// run: grid 128 threads 64 x=f32[128] out=f32[100]
// finds: out-of-bounds write
kernel void forgets_the_mask_of_a_store(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = x[i];  // here
}

// run: grid 16,16 threads 8,8 out=f32[16,15]
// finds: out-of-bounds write
kernel void takes_the_wrong_row_length(device float* out [[buffer(0)]], uint2 at [[thread_position_in_grid]]) {
  uint index = at.y * 16u + at.x;
  out[index] = float(index);  // here
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: out-of-bounds read
kernel void reads_outside_of_a_threadgroup_array(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = x[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = shared[t + 1];  // here
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: out-of-bounds write
kernel void writes_outside_of_a_threadgroup_array(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float first[60];
  threadgroup float second[64];
  second[t] = 0.0f;
  first[t] = x[i];  // here
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = first[t % 60u] + second[t];
}

// run: grid 32 threads 32 x=f32[126] out=f32[128]
// finds: out-of-bounds read
kernel void a_vector_load_crosses_the_end(const device float* x [[buffer(0)]], device float4* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  const device float4* wide = (const device float4*)x;
  out[i] = wide[i] * 2.0f;  // here
}

// run: grid 8 threads 8 x=f32[64] n=i32[1]=64 out=f32[8]
// finds: out-of-bounds read
kernel void a_loop_goes_one_step_too_far(const device float* x [[buffer(0)]], constant int& n [[buffer(1)]],
    device float* out [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  float sum = 0.0f;
  for (int j = int(i); j <= n; j += 8) {
    sum += x[j];  // here
  }
  out[i] = sum;
}

// run: grid 32 threads 32 table=i32[32]=40 x=f32[32] out=f32[32]
// finds: out-of-bounds read
kernel void an_index_from_memory_is_too_large(const device int* table [[buffer(0)]],
    const device float* x [[buffer(1)]], device float* out [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  out[i] = x[table[i]];  // here
}

// run: grid 32 threads 32 x=f32[32] out=f32[32]
// finds: out-of-bounds read
kernel void a_difference_of_unsigned_numbers_wraps(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  uint before = i - 1u;
  out[i] = x[before];  // here
}

// run: grid 64 threads 64 count=i32[8] keys=i32[64]=9
// finds: out-of-bounds write
kernel void an_atomic_outside(device atomic_int* count [[buffer(0)]], const device int* keys [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  atomic_fetch_add_explicit(&count[keys[i]], 1, memory_order_relaxed);  // here
}

// run: grid 64 threads 64 w=f32[4] x=f32[64] out=f32[64]
// finds: out-of-bounds read
kernel void reads_outside_of_a_constant_buffer(constant float* w [[buffer(0)]], const device float* x [[buffer(1)]],
    device float* out [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  float weight = w[i % 5u];  // here
  out[i] = weight * x[i];
}

inline float fetch(const device float* p, uint i) {
  return p[i];  // here helper
}

// run: grid 64 threads 64 x=f32[60] out=f32[64]
// finds: out-of-bounds read (helper)
kernel void a_helper_reads_outside(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = fetch(x, i);
}

// run: grid 64 threads 64 x=f32[64] out=f32[64] scratch=f32[48]
// finds: out-of-bounds write
kernel void an_argument_in_threadgroup_memory_is_too_small(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], threadgroup float* scratch [[threadgroup(0)]],
    uint t [[thread_index_in_threadgroup]]) {
  scratch[t] = x[t];  // here
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = scratch[47u - t % 48u];
}
