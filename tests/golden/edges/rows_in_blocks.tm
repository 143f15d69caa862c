# edges: a mask of sums that may wrap around
func @f(%x: *i32, %start: i32, %n: i32, %out: *i32) {level='thread', threads=32} {
  %zero = constant {value=0, dtype='i32'} : i32
  %one = constant {value=1, dtype='i32'} : i32
  %four = constant {value=4, dtype='i32'} : i32
  %three = constant {value=3, dtype='i32'} : i32
  for %zero, %four, %one {unroll=True} (%r: i32) {
    %far = index_mul %r, %three : i32
    %step = index_add %far, %r : i32
    %i = add %start, %step : i32
    %j = add %i, %start : i32
    %mask = lt %j, %n : i1
    %v = load_at %x, %r, %mask, %three : i32
    store_at %out, %r, %v
    yield
  }
  return
}
# ---
func @f(%x: *i32, %start: i32, %n: i32, %out: *i32) {level='thread', threads=32} {
  %zero = constant {value=0, dtype='i32'} : i32
  %one = constant {value=1, dtype='i32'} : i32
  %four = constant {value=4, dtype='i32'} : i32
  %three = constant {value=3, dtype='i32'} : i32
  %0 = constant {value=3, dtype='i32'} : i32
  %1 = index_mul %0, %three : i32
  %2 = index_add %1, %0 : i32
  %3 = add %start, %2 : i32
  %4 = add %3, %start : i32
  %5 = lt %4, %n : i1
  %6 = constant {value=0, dtype='i32'} : i32
  %7 = index_mul %6, %three : i32
  %8 = index_add %7, %6 : i32
  %9 = add %start, %8 : i32
  %10 = ge %3, %9 : i1
  %11 = and %5, %10 : i1
  %12 = add %9, %start : i32
  %13 = ge %4, %12 : i1
  %14 = and %11, %13 : i1
  if %14 () {
    for %zero, %four, %one {unroll=True} (%r: i32) {
      %v = load_at %x, %r : i32
      store_at %out, %r, %v
      yield
    }
    yield
  } () {
    for %zero, %four, %one {unroll=True} (%r.15: i32) {
      %far = index_mul %r.15, %three : i32
      %step = index_add %far, %r.15 : i32
      %i = add %start, %step : i32
      %j = add %i, %start : i32
      %mask = lt %j, %n : i1
      %v.16 = load_at %x, %r.15, %mask, %three : i32
      store_at %out, %r.15, %v.16
      yield
    }
    yield
  }
  return
}
