# lower: matmul_m5
# target=m5
# simdgroups=2
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=32, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=32} : i32[32]
  %4 = splat %2 {shape=(32,)} : i32[32]
  %rows = add %4, %3 : i32[32]
  %5 = program_id {axis=1} : i32
  %6 = mul %5, %1 : i32
  %7 = splat %6 {shape=(32,)} : i32[32]
  %columns = add %7, %3 : i32[32]
  %inner = arange {start=0, end=16} : i32[16]
  %8 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %9 = splat %stride_am {shape=(32, 1,)} : i32[32,1]
  %10 = mul %8, %9 : i32[32,1]
  %11 = reshape %inner {shape=(1, 16,)} : i32[1,16]
  %12 = broadcast %10 {shape=(32, 16,)} : i32[32,16]
  %13 = broadcast %11 {shape=(32, 16,)} : i32[32,16]
  %14 = reshape %inner {shape=(16, 1,)} : i32[16,1]
  %15 = splat %stride_bk {shape=(16, 1,)} : i32[16,1]
  %16 = mul %14, %15 : i32[16,1]
  %17 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %18 = broadcast %16 {shape=(16, 32,)} : i32[16,32]
  %19 = broadcast %17 {shape=(16, 32,)} : i32[16,32]
  %20 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %20 {shape=(32, 32,)} : f32[32,32]
  %21 = constant {value=0, dtype='i32'} : i32
  %22 = constant {value=16, dtype='i32'} : i32
  %23 = add %12, %13 : i32[32,16]
  %24 = add %18, %19 : i32[16,32]
  %25 = splat %M {shape=(32, 1,)} : i32[32,1]
  %26 = lt %8, %25 : i1[32,1]
  %27 = broadcast %26 {shape=(32, 16,)} : i1[32,16]
  %28 = constant {value=0.0, dtype='f16'} : f16
  %29 = splat %28 {shape=(32, 16,)} : f16[32,16]
  %30 = splat %N {shape=(1, 32,)} : i32[1,32]
  %31 = lt %17, %30 : i1[1,32]
  %32 = broadcast %31 {shape=(16, 32,)} : i1[16,32]
  %33 = splat %28 {shape=(16, 32,)} : f16[16,32]
  %34 = mul %22, %stride_bk : i32
  %total.35, %a_ptrs, %b_ptrs = for %21, %K, %22, %total, %21, %21 {unroll=False, layouts=('register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512', '', '',)} (%k: i32, %total.36: f32[32,32], %a_ptrs.37: i32, %b_ptrs.38: i32) {
    %39 = splat %a_ptrs.37 {shape=(32, 16,)} : i32[32,16]
    %40 = add %23, %39 : i32[32,16]
    %41 = splat %b_ptrs.38 {shape=(16, 32,)} : i32[16,32]
    %42 = add %24, %41 : i32[16,32]
    %43 = sub %K, %k : i32
    %44 = splat %43 {shape=(1, 16,)} : i32[1,16]
    %45 = lt %11, %44 : i1[1,16]
    %46 = broadcast %45 {shape=(32, 16,)} : i1[32,16]
    %47 = and %27, %46 : i1[32,16]
    %a = load_at %a_ptr, %40, %47, %29 : f16[32,16]
    %48 = splat %43 {shape=(16, 1,)} : i32[16,1]
    %49 = lt %14, %48 : i1[16,1]
    %50 = broadcast %49 {shape=(16, 32,)} : i1[16,32]
    %51 = and %50, %32 : i1[16,32]
    %b = load_at %b_ptr, %42, %51, %33 : f16[16,32]
    %total.52 = dot %a, %b, %total.36 {unit='tensor', layout='register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512', shares=(2, 1, 0, 0, 1, 1,)} : f32[32,32]
    %53 = add %a_ptrs.37, %22 : i32
    %54 = add %b_ptrs.38, %34 : i32
    yield %total.52, %53, %54
  } : f32[32,32], i32, i32
  %55 = splat %M {shape=(32, 1,)} : i32[32,1]
  %56 = lt %8, %55 : i1[32,1]
  %57 = splat %N {shape=(1, 32,)} : i32[1,32]
  %58 = lt %17, %57 : i1[1,32]
  %59 = broadcast %56 {shape=(32, 32,)} : i1[32,32]
  %60 = broadcast %58 {shape=(32, 32,)} : i1[32,32]
  %mask = and %59, %60 : i1[32,32]
  %61 = splat %N {shape=(32, 1,)} : i32[32,1]
  %62 = mul %8, %61 : i32[32,1]
  %63 = broadcast %62 {shape=(32, 32,)} : i32[32,32]
  %64 = broadcast %17 {shape=(32, 32,)} : i32[32,32]
  %65 = add %63, %64 : i32[32,32]
  store_at %c_ptr, %65, %total.35, %mask {layout='register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512'}
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = and %5, %0 : i32
  %7 = mul %6, %4 : i32
  %8 = add %3, %7 : i32
  %9 = constant {value=5, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = constant {value=16, dtype='i32'} : i32
  %12 = mul %10, %11 : i32
  %13 = add %8, %12 : i32
  %14 = and %thread, %0 : i32
  %15 = constant {value=8, dtype='i32'} : i32
  %16 = mul %14, %15 : i32
  %17 = shr %thread, %2 : i32
  %18 = and %17, %0 : i32
  %19 = mul %18, %11 : i32
  %20 = add %16, %19 : i32
  %21 = shr %thread, %0 : i32
  %22 = and %21, %2 : i32
  %23 = shr %thread, %4 : i32
  %24 = and %23, %0 : i32
  %25 = mul %24, %4 : i32
  %26 = add %22, %25 : i32
  %27 = shr %thread, %9 : i32
  %28 = mul %27, %11 : i32
  %29 = add %26, %28 : i32
  %30 = and %thread, %0 : i32
  %31 = mul %30, %4 : i32
  %32 = shr %thread, %2 : i32
  %33 = and %32, %0 : i32
  %34 = mul %33, %15 : i32
  %35 = add %31, %34 : i32
  %36 = shr %thread, %0 : i32
  %37 = and %36, %2 : i32
  %38 = shr %thread, %4 : i32
  %39 = and %38, %0 : i32
  %40 = mul %39, %4 : i32
  %41 = add %37, %40 : i32
  %42 = and %thread, %0 : i32
  %43 = mul %42, %15 : i32
  %44 = shr %thread, %2 : i32
  %45 = and %44, %0 : i32
  %46 = mul %45, %11 : i32
  %47 = add %43, %46 : i32
  %48 = program_id {axis=0} : i32
  %49 = constant {value=32, dtype='i32'} : i32
  %50 = mul %48, %49 : i32
  %51 = program_id {axis=1} : i32
  %52 = mul %51, %49 : i32
  %53 = constant {value=0.0, dtype='f32'} : f32
  %54 = constant {value=0, dtype='i32'} : i32
  %55 = constant {value=16, dtype='i32'} : i32
  %56 = constant {value=0.0, dtype='f16'} : f16
  %57 = mul %55, %stride_bk : i32
  %total = registers_new {dtype='f32', count=16} : f32<16>
  %58 = constant {value=0, dtype='i32'} : i32
  %59 = constant {value=2, dtype='i32'} : i32
  %60 = constant {value=1, dtype='i32'} : i32
  for %58, %59, %60 {unroll=True} (%r: i32) {
    for %58, %59, %60 {unroll=True} (%r.61: i32) {
      %62 = constant {value=4, dtype='i32'} : i32
      for %58, %62, %60 {unroll=True} (%r.63: i32) {
        %64 = constant {value=8, dtype='i32'} : i32
        %65 = mul %r.61, %64 : i32
        %66 = add %13, %65 : i32
        %67 = mul %r, %62 : i32
        %68 = add %20, %67 : i32
        %69 = mul %r.63, %60 : i32
        %70 = add %68, %69 : i32
        %71 = mul %r, %64 : i32
        %72 = mul %r.61, %62 : i32
        %73 = add %71, %72 : i32
        %74 = add %73, %r.63 : i32
        register_write %total, %74, %53
        yield
      }
      yield
    }
    yield
  }
  %a_ptrs, %b_ptrs = for %54, %K, %55, %54, %54 {unroll=False} (%k: i32, %a_ptrs.75: i32, %b_ptrs.76: i32) {
    %77 = sub %K, %k : i32
    %78 = constant {value=15, dtype='i32'} : i32
    %79 = lt %78, %77 : i1
    %80 = cast %52 {dtype='i64'} : i64
    %81 = constant {value=31, dtype='i64'} : i64
    %82 = add %80, %81 : i64
    %83 = cast %N {dtype='i64'} : i64
    %84 = lt %82, %83 : i1
    %85 = and %79, %84 : i1
    %86 = cast %50 {dtype='i64'} : i64
    %87 = add %86, %81 : i64
    %88 = cast %M {dtype='i64'} : i64
    %89 = lt %87, %88 : i1
    %90 = lt %78, %77 : i1
    %91 = and %89, %90 : i1
    %92 = and %85, %91 : i1
    if %92 {interior=True} () {
      %left = registers_new {dtype='f16', count=8} : f16<8>
      %right = registers_new {dtype='f16', count=16} : f16<16>
      for %58, %60, %60 {unroll=True} (%k.93: i32) {
        for %58, %59, %60 {unroll=True} (%r.94: i32) {
          %95 = constant {value=4, dtype='i32'} : i32
          for %58, %95, %60 {unroll=True} (%r.96: i32) {
            %97 = mul %r.94, %95 : i32
            %98 = add %97, %r.96 : i32
            %99 = constant {value=8, dtype='i32'} : i32
            %100 = mul %r.94, %99 : i32
            %101 = add %29, %100 : i32
            %102 = mul %r.96, %60 : i32
            %103 = add %35, %102 : i32
            %rows = add %50, %101 : i32
            %104 = mul %rows, %stride_am : i32
            %105 = add %104, %103 : i32
            %106 = add %105, %a_ptrs.75 : i32
            %a = load_at %a_ptr, %106 : f16
            register_write %left, %98, %a
            yield
          }
          yield
        }
        for %58, %59, %60 {unroll=True} (%r.107: i32) {
          for %58, %59, %60 {unroll=True} (%r.108: i32) {
            %109 = constant {value=4, dtype='i32'} : i32
            for %58, %109, %60 {unroll=True} (%r.110: i32) {
              %111 = constant {value=8, dtype='i32'} : i32
              %112 = mul %r.107, %111 : i32
              %113 = mul %r.108, %109 : i32
              %114 = add %112, %113 : i32
              %115 = add %114, %r.110 : i32
              %116 = mul %r.108, %111 : i32
              %117 = add %41, %116 : i32
              %118 = mul %r.107, %109 : i32
              %119 = add %47, %118 : i32
              %120 = mul %r.110, %60 : i32
              %121 = add %119, %120 : i32
              %122 = mul %117, %stride_bk : i32
              %columns = add %52, %121 : i32
              %123 = add %122, %columns : i32
              %124 = add %123, %b_ptrs.76 : i32
              %b = load_at %b_ptr, %124 : f16
              register_write %right, %115, %b
              yield
            }
            yield
          }
          yield
        }
        tensor_multiply %total, %58, %left, %58, %right, %58 {turned_left=False, turned_right=False}
        yield
      }
      yield
    } () {
      %left.125 = registers_new {dtype='f16', count=8} : f16<8>
      %right.126 = registers_new {dtype='f16', count=16} : f16<16>
      for %58, %60, %60 {unroll=False} (%k.127: i32) {
        for %58, %59, %60 {unroll=True} (%r.128: i32) {
          %129 = constant {value=4, dtype='i32'} : i32
          for %58, %129, %60 {unroll=True} (%r.130: i32) {
            %131 = mul %r.128, %129 : i32
            %132 = add %131, %r.130 : i32
            %133 = constant {value=8, dtype='i32'} : i32
            %134 = mul %r.128, %133 : i32
            %135 = add %29, %134 : i32
            %136 = mul %r.130, %60 : i32
            %137 = add %35, %136 : i32
            %rows.138 = add %50, %135 : i32
            %139 = mul %rows.138, %stride_am : i32
            %140 = add %139, %137 : i32
            %141 = add %140, %a_ptrs.75 : i32
            %rows.142 = add %50, %135 : i32
            %143 = lt %rows.142, %M : i1
            %144 = lt %137, %77 : i1
            %145 = and %143, %144 : i1
            %a.146 = load_at %a_ptr, %141, %145, %56 : f16
            register_write %left.125, %132, %a.146
            yield
          }
          yield
        }
        for %58, %59, %60 {unroll=True} (%r.147: i32) {
          for %58, %59, %60 {unroll=True} (%r.148: i32) {
            %149 = constant {value=4, dtype='i32'} : i32
            for %58, %149, %60 {unroll=True} (%r.150: i32) {
              %151 = constant {value=8, dtype='i32'} : i32
              %152 = mul %r.147, %151 : i32
              %153 = mul %r.148, %149 : i32
              %154 = add %152, %153 : i32
              %155 = add %154, %r.150 : i32
              %156 = mul %r.148, %151 : i32
              %157 = add %41, %156 : i32
              %158 = mul %r.147, %149 : i32
              %159 = add %47, %158 : i32
              %160 = mul %r.150, %60 : i32
              %161 = add %159, %160 : i32
              %162 = mul %157, %stride_bk : i32
              %columns.163 = add %52, %161 : i32
              %164 = add %162, %columns.163 : i32
              %165 = add %164, %b_ptrs.76 : i32
              %166 = lt %157, %77 : i1
              %columns.167 = add %52, %161 : i32
              %168 = lt %columns.167, %N : i1
              %169 = and %166, %168 : i1
              %b.170 = load_at %b_ptr, %165, %169, %56 : f16
              register_write %right.126, %155, %b.170
              yield
            }
            yield
          }
          yield
        }
        tensor_multiply %total, %58, %left.125, %58, %right.126, %58 {turned_left=False, turned_right=False}
        yield
      }
      yield
    }
    %171 = add %a_ptrs.75, %55 : i32
    %172 = add %b_ptrs.76, %57 : i32
    yield %171, %172
  } : i32, i32
  %173 = cast %50 {dtype='i64'} : i64
  %174 = constant {value=31, dtype='i64'} : i64
  %175 = add %173, %174 : i64
  %176 = cast %M {dtype='i64'} : i64
  %177 = lt %175, %176 : i1
  %178 = cast %52 {dtype='i64'} : i64
  %179 = add %178, %174 : i64
  %180 = cast %N {dtype='i64'} : i64
  %181 = lt %179, %180 : i1
  %182 = and %177, %181 : i1
  if %182 {interior=True} () {
    for %58, %59, %60 {unroll=True} (%r.183: i32) {
      for %58, %59, %60 {unroll=True} (%r.184: i32) {
        %185 = constant {value=4, dtype='i32'} : i32
        for %58, %185, %60 {unroll=True} (%r.186: i32) {
          %187 = constant {value=8, dtype='i32'} : i32
          %188 = mul %r.184, %187 : i32
          %189 = add %13, %188 : i32
          %190 = mul %r.183, %185 : i32
          %191 = add %20, %190 : i32
          %192 = mul %r.186, %60 : i32
          %193 = add %191, %192 : i32
          %rows.194 = add %50, %189 : i32
          %195 = mul %rows.194, %N : i32
          %columns.196 = add %52, %193 : i32
          %197 = add %195, %columns.196 : i32
          %198 = mul %r.183, %187 : i32
          %199 = mul %r.184, %185 : i32
          %200 = add %198, %199 : i32
          %201 = add %200, %r.186 : i32
          %total.202 = register_read %total, %201 : f32
          store_at %c_ptr, %197, %total.202
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    for %58, %59, %60 {unroll=True} (%r.203: i32) {
      for %58, %59, %60 {unroll=True} (%r.204: i32) {
        %205 = constant {value=4, dtype='i32'} : i32
        for %58, %205, %60 {unroll=True} (%r.206: i32) {
          %207 = constant {value=8, dtype='i32'} : i32
          %208 = mul %r.204, %207 : i32
          %209 = add %13, %208 : i32
          %210 = mul %r.203, %205 : i32
          %211 = add %20, %210 : i32
          %212 = mul %r.206, %60 : i32
          %213 = add %211, %212 : i32
          %rows.214 = add %50, %209 : i32
          %215 = mul %rows.214, %N : i32
          %columns.216 = add %52, %213 : i32
          %217 = add %215, %columns.216 : i32
          %218 = mul %r.203, %207 : i32
          %219 = mul %r.204, %205 : i32
          %220 = add %218, %219 : i32
          %221 = add %220, %r.206 : i32
          %total.222 = register_read %total, %221 : f32
          %rows.223 = add %50, %209 : i32
          %224 = lt %rows.223, %M : i1
          %columns.225 = add %52, %213 : i32
          %226 = lt %columns.225, %N : i1
          %mask = and %224, %226 : i1
          store_at %c_ptr, %217, %total.222, %mask
          yield
        }
        yield
      }
      yield
    }
    yield
  }
  return
}
