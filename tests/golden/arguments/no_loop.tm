# arguments: a loop over registers is unrolled, and reads its mask's bound once
func @kernel(%out_ptr: *i32, %n: i32) {level='thread', programs=1048576, numbers=1073741824, effects={'out_ptr': 'write'}, roles={'out_ptr': 'output', 'n': 'scalar'}, sources={'out_ptr': 'out_ptr', 'n': 'n'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1, dtype='i32'} : i32
  %2 = constant {value=4, dtype='i32'} : i32
  %3 = index_mul %thread, %2 : i32
  for %0, %2, %1 {unroll=True} (%r: i32) {
    %4 = index_add %3, %r : i32
    %mask = lt %4, %n : i1
    store_at %out_ptr, %4, %4, %mask
    yield
  }
  return
}
# ---
func @kernel(%out_ptr: *i32, %n: i32) {level='thread', programs=1048576, numbers=1073741824, effects={'out_ptr': 'write'}, roles={'out_ptr': 'output', 'n': 'scalar'}, sources={'out_ptr': 'out_ptr', 'n': 'n'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1, dtype='i32'} : i32
  %2 = constant {value=4, dtype='i32'} : i32
  %3 = index_mul %thread, %2 : i32
  for %0, %2, %1 {unroll=True} (%r: i32) {
    %4 = index_add %3, %r : i32
    %mask = lt %4, %n : i1
    store_at %out_ptr, %4, %4, %mask
    yield
  }
  return
}
