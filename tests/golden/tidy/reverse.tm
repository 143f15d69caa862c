# tidy: reverse
func @reverse(%x_ptr_old: *i32, %x_ptr: *i32, %x_ptr_written: *i1) {level='thread', effects={'x_ptr': 'reload'}, roles={'x_ptr_old': 'old', 'x_ptr': 'output', 'x_ptr_written': 'written'}, sources={'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr', 'x_ptr_written': 'x_ptr'}, threads=128, layouts={'512': 'register=128,256 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %thread = thread_index : i32
  %0 = constant {value=True, dtype='i1'} : i1
  %1 = constant {value=511, dtype='i32'} : i32
  %2 = constant {value=0, dtype='i32'} : i32
  %3 = constant {value=4, dtype='i32'} : i32
  %4 = constant {value=1, dtype='i32'} : i32
  for %2, %3, %4 {unroll=True} (%r: i32) {
    %e = coordinate %thread, %r {threads=128, size=512} : i32
    store_at %x_ptr, %e, %e
    store_at %x_ptr_written, %e, %0
    yield
  }
  barrier
  %5 = constant {value=1, dtype='i32'} : i32
  %6 = registers_new {dtype='i32', count=4} : i32<4>
  %7 = registers_new {dtype='i1', count=4} : i1<4>
  for %2, %3, %4 {unroll=True} (%r.8: i32) {
    %e.9 = coordinate %thread, %r.8 {threads=128, size=512} : i32
    %10 = sub %1, %e.9 : i32
    %11 = load_at %x_ptr, %10 : i32
    %12 = load_at %x_ptr_written, %10 : i1
    register_write %6, %r.8, %11
    register_write %7, %r.8, %12
    yield
  }
  barrier
  for %2, %3, %4 {unroll=True} (%r.13: i32) {
    %e.14 = coordinate %thread, %r.13 {threads=128, size=512} : i32
    %15 = register_read %7, %r.13 : i1
    %16 = register_read %6, %r.13 : i32
    %17 = sub %1, %e.14 : i32
    %18 = load_at %x_ptr_old, %17 : i32
    %back = where %15, %16, %18 : i32
    %19 = add %back, %5 : i32
    store_at %x_ptr, %e.14, %19
    store_at %x_ptr_written, %e.14, %0
    yield
  }
  return
}
# ---
func @reverse(%x_ptr_old: *i32, %x_ptr: *i32, %x_ptr_written: *i1) {level='thread', effects={'x_ptr': 'reload'}, roles={'x_ptr_old': 'old', 'x_ptr': 'output', 'x_ptr_written': 'written'}, sources={'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr', 'x_ptr_written': 'x_ptr'}, threads=128, layouts={'512': 'register=128,256 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %thread = thread_index : i32
  %0 = constant {value=True, dtype='i1'} : i1
  %1 = constant {value=511, dtype='i32'} : i32
  %2 = constant {value=0, dtype='i32'} : i32
  %3 = constant {value=4, dtype='i32'} : i32
  %4 = constant {value=1, dtype='i32'} : i32
  for %2, %3, %4 {unroll=True} (%r: i32) {
    %e = coordinate %thread, %r {threads=128, size=512} : i32
    store_at %x_ptr, %e, %e
    store_at %x_ptr_written, %e, %0
    yield
  }
  barrier
  %5 = registers_new {dtype='i32', count=4} : i32<4>
  %6 = registers_new {dtype='i1', count=4} : i1<4>
  for %2, %3, %4 {unroll=True} (%r.7: i32) {
    %e.8 = coordinate %thread, %r.7 {threads=128, size=512} : i32
    %9 = sub %1, %e.8 : i32
    %10 = load_at %x_ptr, %9 : i32
    %11 = load_at %x_ptr_written, %9 : i1
    register_write %5, %r.7, %10
    register_write %6, %r.7, %11
    yield
  }
  barrier
  for %2, %3, %4 {unroll=True} (%r.12: i32) {
    %e.13 = coordinate %thread, %r.12 {threads=128, size=512} : i32
    %14 = register_read %6, %r.12 : i1
    %15 = register_read %5, %r.12 : i32
    %16 = sub %1, %e.13 : i32
    %17 = load_at %x_ptr_old, %16 : i32
    %back = where %14, %15, %17 : i32
    %18 = add %back, %4 : i32
    store_at %x_ptr, %e.13, %18
    store_at %x_ptr_written, %e.13, %0
    yield
  }
  return
}
