// Accesses that nothing orders.

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: data race
kernel void no_barrier_between_store_and_load(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = 0.0f;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  shared[t] = x[t];  // other
  out[t] = shared[63u - t];  // here
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: data race
kernel void no_barrier_before_memory_is_used_again(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  float sum = 0.0f;
  for (uint round = 0; round < 4u; round++) {
    shared[t] = x[(t + round) % 64u];  // here
    threadgroup_barrier(mem_flags::mem_threadgroup);
    sum += shared[63u - t];  // other
  }
  out[t] = sum;
}

// run: grid 64 threads 64 x=f32[64] out=f32[1]
// finds: data race
kernel void all_threads_add_to_one_element(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  out[0] += x[t];  // here other
}

// run: grid 64 threads 64 x=f32[64] out=f32[1]
// finds: data race
kernel void all_threads_store_to_one_element(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  out[0] = x[t];  // here other
}

// run: grid 256 threads 64 x=f32[256] out=f32[1]
// finds: data race
kernel void threadgroups_store_to_one_element(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]], uint t [[thread_index_in_threadgroup]]) {
  if (t == 0u) {
    out[0] = x[i];  // here other
  }
}

// run: grid 256 threads 64 x=f32[256] out=f32[256]
// finds: data race
kernel void reads_what_another_threadgroup_writes(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = x[i];  // either
  threadgroup_barrier(mem_flags::mem_device);
  float next = out[(i + 64u) % 256u];  // either
  if (next < 0.0f) {
    out[i] = 0.0f;
  }
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: data race
kernel void a_barrier_with_the_wrong_flag_for_threadgroup_memory(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = x[t];  // other
  threadgroup_barrier(mem_flags::mem_device);
  out[t] = shared[63u - t];  // here
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: data race
kernel void a_barrier_with_the_wrong_flag_for_device_memory(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  out[t] = x[t];  // either
  threadgroup_barrier(mem_flags::mem_threadgroup);
  float other = out[63u - t];  // either
  threadgroup_barrier(mem_flags::mem_device);
  out[t] = other;
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: data race
kernel void a_barrier_without_flags(const device float* x [[buffer(0)]], device float* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = x[t];  // other
  threadgroup_barrier(mem_flags::mem_none);
  out[t] = shared[63u - t];  // here
}

// run: grid 64 threads 64 x=f32[64] out=f32[64]
// finds: data race
kernel void a_simdgroup_barrier_where_a_threadgroup_barrier_is_needed(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = x[t];  // either
  simdgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = shared[63u - t];  // either
}

// run: grid 32 threads 32 x=f32[32] out=f32[32]
// finds: data race
kernel void lanes_of_a_simdgroup_need_a_barrier_too(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[32];
  shared[t] = x[t];  // either
  out[t] = shared[31u - t];  // either
}

// run: grid 64 threads 64 out=f32[64] count=i32[1]
// finds: data race
kernel void a_plain_load_of_what_others_update_atomically(device float* out [[buffer(0)]],
    device atomic_int* count [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  atomic_fetch_add_explicit(count, 1, memory_order_relaxed);  // either
  out[t] = float(*(device int*)count);  // either
}

// run: grid 64 threads 64 x=f32[64] out=f32[1]
// finds: data race
kernel void a_reduction_lacks_the_barrier_of_its_last_round(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], uint t [[thread_index_in_threadgroup]]) {
  threadgroup float shared[64];
  shared[t] = x[t];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  for (uint half_size = 32u; half_size > 0u; half_size /= 2u) {
    if (t < half_size) {
      shared[t] += shared[t + half_size];  // either
    }
    if (half_size > 1u) {
      threadgroup_barrier(mem_flags::mem_threadgroup);
    }
  }
  if (t == 63u) {
    out[0] = shared[0];  // either
  }
}

// run: grid 64 threads 64 x=u8[256] out=u8[256]
// finds: data race
kernel void rows_of_bytes_overlap_by_one(const device uchar* x [[buffer(0)]], device uchar* out [[buffer(1)]],
    uint t [[thread_index_in_threadgroup]]) {
  for (uint j = 0; j < 5u; j++) {
    uint at = t * 4u + j;
    if (at < 256u) {
      out[at] = x[at] + uchar(t);  // here other
    }
  }
}

// run: grid 128 threads 64 x=f32[128] out=f32[2] parts=f32[4]
// finds: data race
kernel void simdgroups_of_two_threadgroups_share_scratch(const device float* x [[buffer(0)]],
    device float* out [[buffer(1)]], device float* parts [[buffer(2)]], uint i [[thread_position_in_grid]],
    uint t [[thread_index_in_threadgroup]], uint group [[threadgroup_position_in_grid]]) {
  float sum = simd_sum(x[i] + 1.0f);
  if (t % 32u == 0u) {
    parts[t / 32u] = sum;  // either
  }
  threadgroup_barrier(mem_flags::mem_device);
  if (t == 0u) {
    out[group] = parts[0] + parts[1];  // either
  }
}
