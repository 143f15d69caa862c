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
  %8 = flip %x {axis=0} : f32[65536]
  %9 = scan %8 {axis=0} (%10: f32, %11: f32) {
    %12 = add %10, %11 : f32
    yield %12
  } : f32[65536]
  %y = flip %9 {axis=0} : f32[65536]
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
  %5 = constant {value=0.0, dtype='f32'} : f32
  %6 = for %2, %3, %4, %5 {unroll=False} (%start: i32, %7: f32) {
    %8 = constant {value=0, dtype='i32'} : i32
    %first = eq %start, %8 : i1
    %9 = splat %1 {shape=(2048,)} : i32[2048]
    %10 = arange {start=0, end=2048} : i32[2048]
    %11 = constant {value=63488, dtype='i32'} : i32
    %12 = sub %11, %start : i32
    %13 = splat %12 {shape=(2048,)} : i32[2048]
    %o = add %13, %10 : i32[2048]
    %14 = add %9, %o : i32[2048]
    %15 = splat %n {shape=(2048,)} : i32[2048]
    %16 = lt %o, %15 : i1[2048]
    %17 = constant {value=0.0, dtype='f32'} : f32
    %18 = splat %17 {shape=(2048,)} : f32[2048]
    %x = load_at %x_ptr, %14, %16, %18 : f32[2048]
    %19 = flip %x {axis=0} : f32[2048]
    %20 = scan %19 {axis=0} (%21: f32, %22: f32) {
      %23 = add %21, %22 : f32
      yield %23
    } : f32[2048]
    %24 = splat %7 {shape=(2048,)} : f32[2048]
    %25 = add %24, %20 : f32[2048]
    %26 = splat %first {shape=(2048,)} : i1[2048]
    %27 = where %26, %20, %25 : f32[2048]
    %28 = arange {start=0, end=2048} : i32[2048]
    %29 = constant {value=2047, dtype='i32'} : i32
    %30 = splat %29 {shape=(2048,)} : i32[2048]
    %31 = eq %28, %30 : i1[2048]
    %32 = bitcast %27 {dtype='u32'} : u32[2048]
    %33 = constant {value=0, dtype='u32'} : u32
    %34 = splat %33 {shape=(2048,)} : u32[2048]
    %35 = where %31, %32, %34 : u32[2048]
    %36 = reduce %35 {axis=0} (%37: u32, %38: u32) {
      %39 = or %37, %38 : u32
      yield %39
    } : u32
    %40 = bitcast %36 {dtype='f32'} : f32
    %y = flip %27 {axis=0} : f32[2048]
    store_at %y_ptr, %14, %y, %16
    yield %40
  } : f32
  return
}
