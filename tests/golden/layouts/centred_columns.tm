# layouts: centred_columns
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}} {
  %rows = arange {start=0, end=32} : i32[32]
  %columns = arange {start=0, end=64} : i32[64]
  %0 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %1 = constant {value=64, dtype='i32'} : i32
  %2 = splat %1 {shape=(32, 1,)} : i32[32,1]
  %3 = mul %0, %2 : i32[32,1]
  %4 = reshape %columns {shape=(1, 64,)} : i32[1,64]
  %5 = broadcast %3 {shape=(32, 64,)} : i32[32,64]
  %6 = broadcast %4 {shape=(32, 64,)} : i32[32,64]
  %7 = add %5, %6 : i32[32,64]
  %8 = load_at %x_ptr, %7 : f16[32,64]
  keep %8 {layout=''}
  %x = cast %8 {dtype='f32'} : f32[32,64]
  %9 = reduce %x {axis=0} (%10: f32, %11: f32) {
    %12 = add %10, %11 : f32
    yield %12
  } : f32[64]
  %13 = reshape %9 {shape=(1, 64,)} : f32[1,64]
  %14 = constant {value=32.0, dtype='f32'} : f32
  %15 = splat %14 {shape=(1, 64,)} : f32[1,64]
  %16 = div %13, %15 : f32[1,64]
  %17 = broadcast %16 {shape=(32, 64,)} : f32[32,64]
  %centred = sub %x, %17 : f32[32,64]
  %18 = reshape %columns {shape=(64, 1,)} : i32[64,1]
  %19 = constant {value=32, dtype='i32'} : i32
  %20 = splat %19 {shape=(64, 1,)} : i32[64,1]
  %21 = mul %18, %20 : i32[64,1]
  %22 = reshape %rows {shape=(1, 32,)} : i32[1,32]
  %23 = broadcast %21 {shape=(64, 32,)} : i32[64,32]
  %24 = broadcast %22 {shape=(64, 32,)} : i32[64,32]
  %25 = permute %centred {dims=(1, 0,)} : f32[64,32]
  %26 = cast %25 {dtype='f16'} : f16[64,32]
  %27 = add %23, %24 : i32[64,32]
  store_at %out_ptr, %27, %26
  return
}
# ---
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %rows = arange {start=0, end=32} : i32[32]
  %columns = arange {start=0, end=64} : i32[64]
  %0 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %1 = constant {value=64, dtype='i32'} : i32
  %2 = splat %1 {shape=(32, 1,)} : i32[32,1]
  %3 = mul %0, %2 : i32[32,1]
  %4 = reshape %columns {shape=(1, 64,)} : i32[1,64]
  %5 = broadcast %3 {shape=(32, 64,)} : i32[32,64]
  %6 = broadcast %4 {shape=(32, 64,)} : i32[32,64]
  %7 = add %5, %6 : i32[32,64]
  %8 = load_at %x_ptr, %7 : f16[32,64]
  keep %8 {layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512'}
  stage %8 {layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512', pad=2}
  %x = cast %8 {dtype='f32'} : f32[32,64]
  %9 = reduce %x {axis=0, layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512'} (%10: f32, %11: f32) {
    %12 = add %10, %11 : f32
    yield %12
  } : f32[64]
  stage %9 {layout='register=1,2,4 lane=8,16,32,0,0 simdgroup=0,0', pad=1}
  %13 = reshape %9 {shape=(1, 64,)} : f32[1,64]
  %14 = constant {value=32.0, dtype='f32'} : f32
  %15 = splat %14 {shape=(1, 64,)} : f32[1,64]
  %16 = div %13, %15 : f32[1,64]
  %17 = broadcast %16 {shape=(32, 64,)} : f32[32,64]
  %centred = sub %x, %17 : f32[32,64]
  %18 = reshape %columns {shape=(64, 1,)} : i32[64,1]
  %19 = constant {value=32, dtype='i32'} : i32
  %20 = splat %19 {shape=(64, 1,)} : i32[64,1]
  %21 = mul %18, %20 : i32[64,1]
  %22 = reshape %rows {shape=(1, 32,)} : i32[1,32]
  %23 = broadcast %21 {shape=(64, 32,)} : i32[64,32]
  %24 = broadcast %22 {shape=(64, 32,)} : i32[64,32]
  %25 = permute %centred {dims=(1, 0,)} : f32[64,32]
  %26 = cast %25 {dtype='f16'} : f16[64,32]
  %27 = add %23, %24 : i32[64,32]
  store_at %out_ptr, %27, %26 {layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512'}
  return
}
