# bind: the 64-bit minimum, there from M2 on
# target=m2
# simdgroups=1
# preserve=least_ptr
func @lowest(%x_ptr: *i64, %least_ptr: *i64) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'least_ptr': 'atomic'}} {
  %i = arange {start=0, end=32} : i32[32]
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = splat %0 {shape=(32,)} : i32[32]
  %2 = remainder %i, %1 : i32[32]
  %3 = load_at %x_ptr, %i : i64[32]
  %4 = atomic_at %least_ptr, %2, %3 {kind='min', form='memory', gives=True} : i64[32]
  return
}
# ---
func @lowest(%x_ptr: *i64, %least_ptr: *i64) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'least_ptr': 'atomic'}, roles={'x_ptr': 'input', 'least_ptr': 'smallest'}, sources={'x_ptr': 'x_ptr', 'least_ptr': 'least_ptr'}} {
  %i = arange {start=0, end=32} : i32[32]
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = splat %0 {shape=(32,)} : i32[32]
  %2 = remainder %i, %1 : i32[32]
  %3 = load_at %x_ptr, %i : i64[32]
  %4 = constant {value=-9223372036854775808, dtype='i64'} : i64
  %5 = splat %4 {shape=(32,)} : i64[32]
  %6 = xor %3, %5 : i64[32]
  %7 = invert %6 : i64[32]
  atomic_at %least_ptr, %2, %7 {kind='max', form='ordered', gives=False}
  return
}
