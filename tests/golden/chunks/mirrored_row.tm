# chunks: a row of 65,536 is summed from its end, 2,048 elements a turn
func @running(%x_ptr: *f32, %n: i32, %y_ptr: *f32) {level='tile', programs=32768, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'y_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'y_ptr': 'y_ptr'}} {
  %o = arange {start=0, end=65536} : i32[65536]
  %0 = program_id {axis=0} : i32
  %1 = mul %0, %n : i32
  %2 = splat %n {shape=(65536,)} : i32[65536]
  %3 = lt %o, %2 : i1[65536]
  %4 = constant {value=0.0, dtype='f32'} : f32
  %5 = splat %4 {shape=(65536,)} : f32[65536]
  %6 = splat %1 {shape=(65536,)} : i32[65536]
  %7 = add %6, %o : i32[65536]
  %x = load_at %x_ptr, %7, %3, %5 : f32[65536]
  %y = scan %x {axis=0, reverse=True} (%8: f32, %9: f32) {
    %10 = add %8, %9 : f32
    yield %10
  } : f32[65536]
  store_at %y_ptr, %7, %y, %3
  return
}
# ---
func @running(%x_ptr: *f32, %n: i32, %y_ptr: *f32) {level='tile', programs=32768, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'y_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'y_ptr': 'y_ptr'}} {
  %0 = program_id {axis=0} : i32
  %1 = mul %0, %n : i32
  %2 = constant {value=0, dtype='i32'} : i32
  %3 = constant {value=65536, dtype='i32'} : i32
  %4 = constant {value=2048, dtype='i32'} : i32
  %5 = constant {value=-0.0, dtype='f32'} : f32
  %6 = for %2, %3, %4, %5 {unroll=False} (%start: i32, %y: f32) {
    %7 = constant {value=0, dtype='i32'} : i32
    %8 = splat %1 {shape=(2048,)} : i32[2048]
    %9 = arange {start=0, end=2048} : i32[2048]
    %10 = constant {value=63488, dtype='i32'} : i32
    %11 = sub %10, %start : i32
    %12 = splat %11 {shape=(2048,)} : i32[2048]
    %o = add %12, %9 : i32[2048]
    %13 = add %8, %o : i32[2048]
    %14 = splat %n {shape=(2048,)} : i32[2048]
    %15 = lt %o, %14 : i1[2048]
    %16 = constant {value=0.0, dtype='f32'} : f32
    %17 = splat %16 {shape=(2048,)} : f32[2048]
    %x = load_at %x_ptr, %13, %15, %17 : f32[2048]
    %18 = scan %x {axis=0, reverse=True} (%19: f32, %20: f32) {
      %21 = add %19, %20 : f32
      yield %21
    } : f32[2048]
    %22 = splat %y {shape=(2048,)} : f32[2048]
    %y.23 = add %22, %18 : f32[2048]
    %24 = arange {start=0, end=2048} : i32[2048]
    %25 = splat %7 {shape=(2048,)} : i32[2048]
    %26 = eq %24, %25 : i1[2048]
    %27 = bitcast %y.23 {dtype='u32'} : u32[2048]
    %28 = constant {value=0, dtype='u32'} : u32
    %29 = splat %28 {shape=(2048,)} : u32[2048]
    %30 = where %26, %27, %29 : u32[2048]
    %31 = reduce %30 {axis=0} (%32: u32, %33: u32) {
      %34 = or %32, %33 : u32
      yield %34
    } : u32
    %35 = bitcast %31 {dtype='f32'} : f32
    store_at %y_ptr, %13, %y.23, %15
    yield %35
  } : f32
  return
}
