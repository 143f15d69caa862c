//: memory orders other than relaxed
//: from MSL4 section 6.15.1
//: says undeclared identifier 'memory_order_seq_cst'
atomic_fetch_add_explicit((device atomic_int*)out, 1, memory_order_seq_cst);

//: acquire and release
//: from MSL4 section 6.15.1
//: says undeclared identifier 'memory_order_acquire'
out[0] = float(atomic_load_explicit((device atomic_int*)out, memory_order_acquire));

//: an order that is a number
//: from MSL4 section 6.15.1
//: says no matching function
atomic_fetch_add_explicit((device atomic_int*)out, 1, 5);

//: atomics without an order
//: from MSL4 section 6.15: only the _explicit functions
//: says undeclared identifier 'atomic_fetch_add'
atomic_fetch_add((device atomic_int*)out, 1);

//: an atomic object has no operators
//: from MSL4 section 2.6
//: says no viable overloaded '+='
device atomic_int* a = (device atomic_int*)out;
a[0] += 1;

//: a plain pointer is no atomic
//: from MSL4 section 6.15
//: says no matching function
device int* a = (device int*)out;
atomic_fetch_add_explicit(a, 1, memory_order_relaxed);

//: max of atomic floats
//: from apple-gpu 2.12: add and sub only
//: says no matching function
atomic_fetch_max_explicit((device atomic_float*)out, 1.0f, memory_order_relaxed);

//: bits of atomic floats
//: from apple-gpu 2.12
//: says no matching function
atomic_fetch_or_explicit((device atomic_float*)out, 1.0f, memory_order_relaxed);

//: atomic floats in threadgroup memory
//: from apple-gpu 2.12: from Metal 4.1
//: says no matching function
threadgroup atomic_float total;
atomic_fetch_add_explicit(&total, 1.0f, memory_order_relaxed);

//: adding to 64 bits
//: from numbers 2.6.2
//: says no matching function
atomic_fetch_add_explicit((device atomic_ulong*)out, 1ul, memory_order_relaxed);

//: loading 64 bits
//: from numbers 2.6.2
//: says no matching function
out[0] = float(atomic_load_explicit((device atomic_ulong*)out, memory_order_relaxed));

//: 64 bits in threadgroup memory
//: from numbers 2.6.2
//: says no matching function
threadgroup atomic_ulong best;
atomic_max_explicit(&best, 1ul, memory_order_relaxed);

//: an atomic half
//: from MSL4 section 2.6
//: says int, uint
device atomic<half>* a = 0;
atomic_store_explicit(a, 1.0h, memory_order_relaxed);

//: simd_sum of a bool
//: from apple-gpu 2.10
//: says no matching function for call to 'simd_sum'
out[0] = float(simd_sum(x[0] > 0.0f));

//: simd_sum of 64 bits
//: from apple-gpu 2.10
//: says no matching function for call to 'simd_sum'
out[0] = float(simd_sum(1l));

//: a barrier without flags
//: from MSL4 section 6.9.1
//: says no matching function for call to 'threadgroup_barrier'
threadgroup_barrier();

//: a barrier with a number
//: from MSL4 section 6.9.1
//: says no matching function for call to 'threadgroup_barrier'
threadgroup_barrier(3);

//: OpenCL's barrier
//: from MSL4 section 6.9.1
//: says undeclared identifier 'barrier'
barrier(1);

//: CUDA's barrier
//: from MSL4 section 6.9.1
//: says undeclared identifier '__syncthreads'
__syncthreads();
