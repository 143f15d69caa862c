// Barriers and simdgroup functions that not all threads reach.

// run: grid 64 threads 64 out=f32[64]
// finds: barrier divergence
kernel void a_barrier_in_a_branch(device float* out [[buffer(0)]], uint t [[thread_index_in_threadgroup]]) {
  if (t < 40u) {
    threadgroup_barrier(mem_flags::mem_threadgroup);  // here
  }
  out[t] = 1.0f;
}

// run: grid 60 threads 64 n=u32[1]=50 out=f32[64]
// finds: barrier divergence
kernel void an_early_return_before_a_barrier(constant uint& n [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  if (i >= n) {
    return;
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);  // here
  out[i] = 1.0f;
}

// run: grid 64 threads 64 out=f32[64]
// finds: barrier divergence
kernel void a_loop_of_different_lengths_with_a_barrier(device float* out [[buffer(0)]],
    uint t [[thread_index_in_threadgroup]]) {
  for (uint i = 0; i < t; i++) {
    threadgroup_barrier(mem_flags::mem_threadgroup);  // here
  }
  out[t] = 1.0f;
}

// run: grid 64 threads 64 out=f32[64]
// finds: barrier divergence
kernel void one_simdgroup_misses_the_barrier(device float* out [[buffer(0)]],
    uint s [[simdgroup_index_in_threadgroup]], uint t [[thread_index_in_threadgroup]]) {
  if (s == 0u) {
    threadgroup_barrier(mem_flags::mem_threadgroup);  // here
  }
  out[t] = 1.0f;
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: divergent call
kernel void different_functions_in_two_branches(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  float v = x[t];
  if (t % 2u == 0u) {
    v = simd_sum(v);  // either
  } else {
    v = simd_max(v);  // either
  }
  out[t] = v;
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: divergent call
kernel void a_sum_by_half_a_simdgroup_before_a_barrier(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  float v = x[t];
  if (t % 32u < 16u) {
    v = simd_sum(v);  // here
  }
  threadgroup_barrier(mem_flags::mem_none);
  out[t] = v;
}

// run: grid 32 threads 32 x=f32[32] out=f32[32]
// finds: inactive lane
kernel void a_shuffle_from_lanes_that_have_returned(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  if (t >= 20u) {
    out[t] = 0.0f;
    return;
  }
  out[t] = simd_shuffle_xor(x[t], ushort(16));  // here
}

// run: grid 20 threads 20 x=f32[20] out=f32[20]
// finds: inactive lane
kernel void a_shuffle_in_a_simdgroup_that_is_not_full(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  out[t] = x[t] + simd_shuffle_xor(x[t], ushort(1)) + simd_shuffle(x[t], ushort(25));  // here
}

// run: grid 10 threads 10 x=f32[10] out=f32[10]
// finds: inactive lane
kernel void a_broadcast_from_a_lane_that_is_not_there(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  out[t] = simd_broadcast(x[t], ushort(31));  // here
}

// run: grid 32 threads 32 x=f32[32] out=f32[32]
// finds: inactive lane
kernel void a_quad_shuffle_from_a_lane_in_another_branch(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  float v = x[t];
  if (t % 4u != 3u) {
    v = quad_shuffle(v, ushort(3));  // here
  }
  out[t] = v;
}
