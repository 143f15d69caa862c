# ranges: a thread's place in a row, and one that may be negative
func @kernel(%x: *i32, %n: i32, %out: *i32) {level='thread', threads=128, programs=1048576} {
  %thread = thread_index : i32
  %eight = constant {value=8, dtype='i32'} : i32
  %row = quotient %thread, %eight : i32
  %column = remainder %thread, %eight : i32
  %other = remainder %n, %eight : i32
  %ten = constant {value=10, dtype='i32'} : i32
  %third = remainder %thread, %ten : i32
  %v = load_at %x, %column : i32
  %w = load_at %x, %other : i32
  %u = load_at %x, %third : i32
  %s = add %v, %w : i32
  %t = add %s, %u : i32
  store_at %out, %row, %t
  return
}
# ---
func @kernel(%x: *i32, %n: i32, %out: *i32) {level='thread', threads=128, programs=1048576} {
  %thread = thread_index : i32
  %eight = constant {value=8, dtype='i32'} : i32
  %0 = constant {value=3, dtype='i32'} : i32
  %row = shr %thread, %0 : i32
  %1 = constant {value=7, dtype='i32'} : i32
  %column = and %thread, %1 : i32
  %other = remainder %n, %eight : i32
  %ten = constant {value=10, dtype='i32'} : i32
  %third = remainder %thread, %ten : i32
  %v = load_at %x, %column : i32
  %w = load_at %x, %other : i32
  %u = load_at %x, %third : i32
  %s = add %v, %w : i32
  %t = add %s, %u : i32
  store_at %out, %row, %t
  return
}
