# lower: carried
func @carried(%x_ptr: *f16, %n: i32, %out_ptr: *f32) {level='tile', effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128, layouts={'256': 'register=128 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %0 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %0 {shape=(256,)} : f32[256]
  %1 = constant {value=0, dtype='i32'} : i32
  %2 = constant {value=1, dtype='i32'} : i32
  %3 = constant {value=0, dtype='i64'} : i64
  %4 = arange {start=0, end=256} : i32[256]
  %5 = cast %4 {dtype='i64'} : i64[256]
  %6 = constant {value=256, dtype='i64'} : i64
  %total.7, %x_ptr.8 = for %1, %n, %2, %total, %3 {unroll=False} (%k: i32, %total.9: f32[256], %x_ptr.10: i64) {
    %11 = splat %x_ptr.10 {shape=(256,)} : i64[256]
    %12 = add %11, %5 : i64[256]
    %13 = load_at %x_ptr, %12 : f16[256]
    %14 = cast %13 {dtype='f32'} : f32[256]
    %total.15 = add %total.9, %14 : f32[256]
    %16 = add %x_ptr.10, %6 : i64
    yield %total.15, %16
  } : f32[256], i64
  %17 = arange {start=0, end=256} : i32[256]
  store_at %out_ptr, %17, %total.7
  return
}
# ---
func @carried(%x_ptr: *f16, %n: i32, %out_ptr: *f32) {level='thread', effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128, layouts={'256': 'register=128 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %thread = thread_index : i32
  %0 = constant {value=0.0, dtype='f32'} : f32
  %1 = constant {value=0, dtype='i32'} : i32
  %2 = constant {value=1, dtype='i32'} : i32
  %3 = constant {value=0, dtype='i64'} : i64
  %4 = constant {value=256, dtype='i64'} : i64
  %total = registers_new {dtype='f32', count=2} : f32<2>
  %5 = constant {value=0, dtype='i32'} : i32
  %6 = constant {value=2, dtype='i32'} : i32
  %7 = constant {value=1, dtype='i32'} : i32
  for %5, %6, %7 {unroll=True} (%r: i32) {
    register_write %total, %r, %0
    yield
  }
  %x_ptr.8 = for %1, %n, %2, %3 {unroll=False} (%k: i32, %x_ptr.9: i64) {
    %10 = add %x_ptr.9, %4 : i64
    for %5, %6, %7 {unroll=True} (%r.11: i32) {
      %total.12 = register_read %total, %r.11 : f32
      %e = coordinate %thread, %r.11 {threads=128, size=256} : i32
      %13 = cast %e {dtype='i64'} : i64
      %14 = add %x_ptr.9, %13 : i64
      %15 = load_at %x_ptr, %14 : f16
      %16 = cast %15 {dtype='f32'} : f32
      %total.17 = add %total.12, %16 : f32
      register_write %total, %r.11, %total.17
      yield
    }
    yield %10
  } : i64
  for %5, %6, %7 {unroll=True} (%r.18: i32) {
    %e.19 = coordinate %thread, %r.18 {threads=128, size=256} : i32
    %total.20 = register_read %total, %r.18 : f32
    store_at %out_ptr, %e.19, %total.20
    yield
  }
  return
}
