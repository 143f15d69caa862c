func @halve(%p: *i32) {level='thread', threads=32, roles={'p': 'output'}, sources={'p': 'p'}} {
  %zero = constant {value=0, dtype='i32'} : i32
  %one = constant {value=1, dtype='i32'} : i32
  %n = load_at %p, %zero : i32
  %go = gt %n, %one : i1
  %last, %steps = while %go, %n, %zero (%m: i32, %k: i32) {
    %half = shr %m, %one : i32
    %next = add %k, %one : i32
    %more = gt %half, %one : i1
    yield %more, %half, %next
  } : i32, i32
  store_at %p, %zero, %steps
  return
}
# ---
#line 1 "tmetal"
  int32_t n = p[0];
  bool go = n > 1;
  int32_t m = n;
  int32_t k = 0;
  bool go_1 = go;
  for (uint turn = 0u; go_1 && turn < 4294967295u; ++turn) {
    int32_t half_v = int32_t(m >> (1 & 31));
    int32_t next = int32_t(uint32_t(k) + 1u);
    bool more = half_v > 1;
    go_1 = more;
    m = half_v;
    k = next;
  }
  p[0] = k;
