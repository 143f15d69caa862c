// Kernels with nothing wrong in them.

// clean: grid 100 threads 32 x=f32[100] out=f32[100]
kernel void a_last_threadgroup_that_is_smaller(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = x[i] + 1.0f;
}

// clean: grid 128 threads 64 x=f32[100] out=f32[100]
kernel void masks(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  float v = i < 100u ? x[i] : 0.0f;
  if (i < 100u) {
    out[i] = v;
  }
}

// clean: grid 256 threads 256 x=f32[256] out=f32[1]
kernel void a_tree_of_sums(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[256];
  shared[t] = x[t];
  for (uint half_size = 128u; half_size > 0u; half_size /= 2u) {
    threadgroup_barrier(mem_flags::mem_threadgroup);
    if (t < half_size) {
      shared[t] += shared[t + half_size];
    }
  }
  if (t == 0u) {
    out[0] = shared[0];
  }
}

// clean: grid 512 threads 128 x=f32[512] out=f32[512]
kernel void rows_through_simdgroups(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]],
    uint s [[simdgroup_index_in_threadgroup]], uint lane [[thread_index_in_simdgroup]]) {
  threadgroup float parts[32];
  float sum = simd_sum(x[i]);
  if (s == 0u) {
    parts[lane] = 0.0f;
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (lane == 0u) {
    parts[s] = sum;
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = x[i] / simd_sum(parts[lane]);
}

// clean: grid 64 threads 64 x=f32[64] out=f32[64]
kernel void lanes_that_wait_for_their_simdgroup(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = x[t];
  simdgroup_barrier(mem_flags::mem_threadgroup);
  float v = shared[t ^ 31u];
  simdgroup_barrier(mem_flags::mem_threadgroup);
  shared[t ^ 31u] = v * 2.0f;
  simdgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = shared[t];
}

// clean: grid 256 threads 64 keys=i32[256] count=i32[8]=zeros
kernel void a_histogram(const device int* keys [[buffer(0)]], device atomic_int* count [[buffer(1)]],
    uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup atomic_int mine[8];
  if (t < 8u) {
    atomic_store_explicit(&mine[t], 0, memory_order_relaxed);
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  atomic_fetch_add_explicit(&mine[keys[i] & 7], 1, memory_order_relaxed);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (t < 8u) {
    int many = atomic_load_explicit(&mine[t], memory_order_relaxed);
    atomic_fetch_add_explicit(&count[t], many, memory_order_relaxed);
  }
}

// clean: grid 128 threads 64 x=f32[128] out=f32[1]
kernel void all_threads_write_the_same_value(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[0] = x[7];
}

// clean: grid 64 threads 64 x=f32[64]=arange
kernel void in_place(device float* x [[buffer(0)]], uint t [[thread_index_in_threadgroup]]) {
  float other = x[63u - t];
  threadgroup_barrier(mem_flags::mem_device);
  x[t] = other;
}

// clean: grid 64 threads 64 seed=u32[1]=4294967290 out=u32[64]
kernel void unsigned_numbers_wrap(constant uint& seed [[buffer(0)]], device uint* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  out[t] = (seed + t) * 2654435761u;
}

// clean: grid 64 threads 64 x=f32[64] out=f32[64]
kernel void shuffles_that_stay_inside(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  float v = simd_shuffle_xor(x[t], ushort(16)) + simd_shuffle_down(x[t], ushort(1));
  if (t >= 32u) {
    v += simd_sum(v);
  }
  out[t] = quad_broadcast(v, ushort(2));
}

// clean: grid 32 threads 32 x=f32[128] out=f32[128]
kernel void vectors(const device float4* x [[buffer(0)]], device float4* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  threadgroup float4 shared[32];
  shared[i] = x[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = shared[31u - i].wzyx;
}

// clean: grid 64 threads 64 x=u8[256] out=u8[256]
kernel void bytes_of_neighbours_share_a_word(const device uchar* x [[buffer(0)]], device uchar* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  for (uint j = 0; j < 4u; j++) {
    out[j * 64u + t] = x[j * 64u + t];
  }
}

// clean: grid 64 threads 64 x=f32[64] out=f32[64]
kernel void a_barrier_that_some_simdgroups_need_more_often(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  for (uint round = 0; round <= t / 32u; round++) {
    shared[t] = x[t] + float(round);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    out[t] = shared[t ^ 1u];
    simdgroup_barrier(mem_flags::mem_threadgroup);
  }
}

// clean: grid 64 threads 64 x=f32[64] out=f32[64] scratch=f32[64]
kernel void threadgroup_memory_as_an_argument(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    threadgroup float* scratch [[threadgroup(0)]], uint t [[thread_index_in_threadgroup]]) {
  scratch[t] = x[t];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = scratch[63u - t];
}

// clean: grid 8 threads 8 out=u8[136]=zeros
kernel void neighbours_that_write_bytes_at_once(device uchar* out [[buffer(0)]],
    uint i [[thread_position_in_grid]]) {
  device uchar* row = out + int(17u * i);
  for (int r = 0; r < 16; r += 1) {
    row[r] = 1;
  }
}
