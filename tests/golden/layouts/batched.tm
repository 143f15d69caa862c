# layouts: batched
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}} {
  %0 = arange {start=0, end=8} : i32[8]
  %i = reshape %0 {shape=(8, 1, 1,)} : i32[8,1,1]
  %row = reshape %0 {shape=(1, 8, 1,)} : i32[1,8,1]
  %column = reshape %0 {shape=(1, 1, 8,)} : i32[1,1,8]
  %1 = constant {value=32, dtype='i32'} : i32
  %2 = splat %1 {shape=(8, 1, 1,)} : i32[8,1,1]
  %3 = mul %i, %2 : i32[8,1,1]
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = splat %4 {shape=(1, 8, 1,)} : i32[1,8,1]
  %6 = mul %row, %5 : i32[1,8,1]
  %7 = broadcast %3 {shape=(8, 8, 1,)} : i32[8,8,1]
  %8 = broadcast %6 {shape=(8, 8, 1,)} : i32[8,8,1]
  %9 = arange {start=0, end=4} : i32[4]
  %10 = reshape %9 {shape=(1, 1, 4,)} : i32[1,1,4]
  %11 = broadcast %7 {shape=(8, 8, 4,)} : i32[8,8,4]
  %12 = broadcast %8 {shape=(8, 8, 4,)} : i32[8,8,4]
  %13 = broadcast %10 {shape=(8, 8, 4,)} : i32[8,8,4]
  %14 = add %11, %12 : i32[8,8,4]
  %15 = add %14, %13 : i32[8,8,4]
  %x = load_at %x_ptr, %15 : f16[8,8,4]
  %16 = reshape %9 {shape=(1, 4, 1,)} : i32[1,4,1]
  %17 = constant {value=8, dtype='i32'} : i32
  %18 = splat %17 {shape=(1, 4, 1,)} : i32[1,4,1]
  %19 = mul %16, %18 : i32[1,4,1]
  %20 = broadcast %3 {shape=(8, 4, 1,)} : i32[8,4,1]
  %21 = broadcast %19 {shape=(8, 4, 1,)} : i32[8,4,1]
  %22 = broadcast %20 {shape=(8, 4, 8,)} : i32[8,4,8]
  %23 = broadcast %21 {shape=(8, 4, 8,)} : i32[8,4,8]
  %24 = broadcast %column {shape=(8, 4, 8,)} : i32[8,4,8]
  %25 = add %22, %23 : i32[8,4,8]
  %26 = add %25, %24 : i32[8,4,8]
  %y = load_at %y_ptr, %26 : f16[8,4,8]
  %27 = constant {value=64, dtype='i32'} : i32
  %28 = splat %27 {shape=(8, 1, 1,)} : i32[8,1,1]
  %29 = mul %i, %28 : i32[8,1,1]
  %30 = splat %17 {shape=(1, 8, 1,)} : i32[1,8,1]
  %31 = mul %row, %30 : i32[1,8,1]
  %32 = broadcast %29 {shape=(8, 8, 1,)} : i32[8,8,1]
  %33 = broadcast %31 {shape=(8, 8, 1,)} : i32[8,8,1]
  %34 = broadcast %32 {shape=(8, 8, 8,)} : i32[8,8,8]
  %35 = broadcast %33 {shape=(8, 8, 8,)} : i32[8,8,8]
  %36 = broadcast %column {shape=(8, 8, 8,)} : i32[8,8,8]
  %37 = constant {value=0, dtype='f32'} : f32
  %38 = splat %37 {shape=(8, 8, 8,)} : f32[8,8,8]
  %39 = dot %x, %y, %38 : f32[8,8,8]
  %40 = add %34, %35 : i32[8,8,8]
  %41 = add %40, %36 : i32[8,8,8]
  store_at %out_ptr, %41, %39
  return
}
# ---
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %0 = arange {start=0, end=8} : i32[8]
  %i = reshape %0 {shape=(8, 1, 1,)} : i32[8,1,1]
  %row = reshape %0 {shape=(1, 8, 1,)} : i32[1,8,1]
  %column = reshape %0 {shape=(1, 1, 8,)} : i32[1,1,8]
  %1 = constant {value=32, dtype='i32'} : i32
  %2 = splat %1 {shape=(8, 1, 1,)} : i32[8,1,1]
  %3 = mul %i, %2 : i32[8,1,1]
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = splat %4 {shape=(1, 8, 1,)} : i32[1,8,1]
  %6 = mul %row, %5 : i32[1,8,1]
  %7 = broadcast %3 {shape=(8, 8, 1,)} : i32[8,8,1]
  %8 = broadcast %6 {shape=(8, 8, 1,)} : i32[8,8,1]
  %9 = arange {start=0, end=4} : i32[4]
  %10 = reshape %9 {shape=(1, 1, 4,)} : i32[1,1,4]
  %11 = broadcast %7 {shape=(8, 8, 4,)} : i32[8,8,4]
  %12 = broadcast %8 {shape=(8, 8, 4,)} : i32[8,8,4]
  %13 = broadcast %10 {shape=(8, 8, 4,)} : i32[8,8,4]
  %14 = add %11, %12 : i32[8,8,4]
  %15 = add %14, %13 : i32[8,8,4]
  %x = load_at %x_ptr, %15 : f16[8,8,4]
  %16 = reshape %9 {shape=(1, 4, 1,)} : i32[1,4,1]
  %17 = constant {value=8, dtype='i32'} : i32
  %18 = splat %17 {shape=(1, 4, 1,)} : i32[1,4,1]
  %19 = mul %16, %18 : i32[1,4,1]
  %20 = broadcast %3 {shape=(8, 4, 1,)} : i32[8,4,1]
  %21 = broadcast %19 {shape=(8, 4, 1,)} : i32[8,4,1]
  %22 = broadcast %20 {shape=(8, 4, 8,)} : i32[8,4,8]
  %23 = broadcast %21 {shape=(8, 4, 8,)} : i32[8,4,8]
  %24 = broadcast %column {shape=(8, 4, 8,)} : i32[8,4,8]
  %25 = add %22, %23 : i32[8,4,8]
  %26 = add %25, %24 : i32[8,4,8]
  %y = load_at %y_ptr, %26 : f16[8,4,8]
  %27 = constant {value=64, dtype='i32'} : i32
  %28 = splat %27 {shape=(8, 1, 1,)} : i32[8,1,1]
  %29 = mul %i, %28 : i32[8,1,1]
  %30 = splat %17 {shape=(1, 8, 1,)} : i32[1,8,1]
  %31 = mul %row, %30 : i32[1,8,1]
  %32 = broadcast %29 {shape=(8, 8, 1,)} : i32[8,8,1]
  %33 = broadcast %31 {shape=(8, 8, 1,)} : i32[8,8,1]
  %34 = broadcast %32 {shape=(8, 8, 8,)} : i32[8,8,8]
  %35 = broadcast %33 {shape=(8, 8, 8,)} : i32[8,8,8]
  %36 = broadcast %column {shape=(8, 8, 8,)} : i32[8,8,8]
  %37 = constant {value=0, dtype='f32'} : f32
  %38 = splat %37 {shape=(8, 8, 8,)} : f32[8,8,8]
  %39 = dot %x, %y, %38 {layout='register=1,64 lane=2,8,16,4,32 simdgroup=128,256', shares=(1, 1, 0, 0, 0, 4,)} : f32[8,8,8]
  %40 = add %34, %35 : i32[8,8,8]
  %41 = add %40, %36 : i32[8,8,8]
  store_at %out_ptr, %41, %39 {layout='register=1,64 lane=2,8,16,4,32 simdgroup=128,256'}
  return
}
