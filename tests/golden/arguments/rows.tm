# arguments: a sum over rows, whose count and stride are arguments
func @kernel(%x_ptr: *f32, %rows: i32, %stride: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'rows': 'scalar', 'stride': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'rows': 'rows', 'stride': 'stride', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1, dtype='i32'} : i32
  %2 = constant {value=0.0, dtype='f32'} : f32
  %total = for %0, %rows, %1, %2 {unroll=False} (%row: i32, %sum: f32) {
    %3 = index_mul %row, %stride : i32
    %4 = index_add %3, %thread : i32
    %x = load_at %x_ptr, %4 : f32
    %5 = add %sum, %x : f32
    yield %5
  } : f32
  store_at %out_ptr, %thread, %total
  return
}
# ---
func @kernel(%x_ptr: *f32, %rows: i32, %stride: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'rows': 'scalar', 'stride': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'rows': 'rows', 'stride': 'stride', 'out_ptr': 'out_ptr'}, threads=128} {
  %rows.0 = copy %rows : i32
  %stride.1 = copy %stride : i32
  %thread = thread_index : i32
  %2 = constant {value=0, dtype='i32'} : i32
  %3 = constant {value=1, dtype='i32'} : i32
  %4 = constant {value=0.0, dtype='f32'} : f32
  %total = for %2, %rows.0, %3, %4 {unroll=False} (%row: i32, %sum: f32) {
    %5 = index_mul %row, %stride.1 : i32
    %6 = index_add %5, %thread : i32
    %x = load_at %x_ptr, %6 : f32
    %7 = add %sum, %x : f32
    yield %7
  } : f32
  store_at %out_ptr, %thread, %total
  return
}
