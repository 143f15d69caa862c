# lower: matmul_m5
# target=m5
# simdgroups=2
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
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
  %total.35, %b_ptrs = for %21, %K, %22, %total, %21 {unroll=False, layouts=('register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512', '',)} (%k: i32, %total.36: f32[32,32], %b_ptrs.37: i32) {
    %38 = splat %k {shape=(32, 16,)} : i32[32,16]
    %39 = add %23, %38 : i32[32,16]
    %40 = splat %b_ptrs.37 {shape=(16, 32,)} : i32[16,32]
    %41 = add %24, %40 : i32[16,32]
    %42 = sub %K, %k : i32
    %43 = splat %42 {shape=(1, 16,)} : i32[1,16]
    %44 = lt %11, %43 : i1[1,16]
    %45 = broadcast %44 {shape=(32, 16,)} : i1[32,16]
    %46 = and %27, %45 : i1[32,16]
    %a = load_at %a_ptr, %39, %46, %29 : f16[32,16]
    %47 = splat %42 {shape=(16, 1,)} : i32[16,1]
    %48 = lt %14, %47 : i1[16,1]
    %49 = broadcast %48 {shape=(16, 32,)} : i1[16,32]
    %50 = and %49, %32 : i1[16,32]
    %b = load_at %b_ptr, %41, %50, %33 : f16[16,32]
    %total.51 = dot %a, %b, %total.36 {unit='tensor', layout='register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512', shares=(2, 1, 0, 0, 1, 1,)} : f32[32,32]
    %52 = add %b_ptrs.37, %34 : i32
    yield %total.51, %52
  } : f32[32,32], i32
  %53 = splat %M {shape=(32, 1,)} : i32[32,1]
  %54 = lt %8, %53 : i1[32,1]
  %55 = splat %N {shape=(1, 32,)} : i32[1,32]
  %56 = lt %17, %55 : i1[1,32]
  %57 = broadcast %54 {shape=(32, 32,)} : i1[32,32]
  %58 = broadcast %56 {shape=(32, 32,)} : i1[32,32]
  %mask = and %57, %58 : i1[32,32]
  %59 = splat %N {shape=(32, 1,)} : i32[32,1]
  %60 = mul %8, %59 : i32[32,1]
  %61 = broadcast %60 {shape=(32, 32,)} : i32[32,32]
  %62 = broadcast %17 {shape=(32, 32,)} : i32[32,32]
  %63 = add %61, %62 : i32[32,32]
  store_at %c_ptr, %63, %total.35, %mask {layout='register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512'}
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
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
  %21 = add %3, %7 : i32
  %22 = add %21, %12 : i32
  %23 = and %thread, %0 : i32
  %24 = mul %23, %4 : i32
  %25 = shr %thread, %2 : i32
  %26 = and %25, %0 : i32
  %27 = mul %26, %15 : i32
  %28 = add %24, %27 : i32
  %29 = add %3, %7 : i32
  %30 = add %16, %19 : i32
  %31 = program_id {axis=0} : i32
  %32 = constant {value=32, dtype='i32'} : i32
  %33 = mul %31, %32 : i32
  %34 = program_id {axis=1} : i32
  %35 = mul %34, %32 : i32
  %36 = constant {value=0.0, dtype='f32'} : f32
  %37 = constant {value=0, dtype='i32'} : i32
  %38 = constant {value=16, dtype='i32'} : i32
  %39 = constant {value=0.0, dtype='f16'} : f16
  %40 = mul %38, %stride_bk : i32
  %total = registers_new {dtype='f32', count=16} : f32<16>
  %41 = constant {value=0, dtype='i32'} : i32
  %42 = constant {value=2, dtype='i32'} : i32
  %43 = constant {value=1, dtype='i32'} : i32
  for %41, %42, %43 {unroll=True} (%r: i32) {
    for %41, %42, %43 {unroll=True} (%r.44: i32) {
      %45 = constant {value=4, dtype='i32'} : i32
      for %41, %45, %43 {unroll=True} (%r.46: i32) {
        %47 = constant {value=8, dtype='i32'} : i32
        %48 = mul %r.44, %47 : i32
        %49 = add %13, %48 : i32
        %50 = mul %r, %45 : i32
        %51 = add %20, %50 : i32
        %52 = add %51, %r.46 : i32
        %53 = mul %r, %47 : i32
        %54 = mul %r.44, %45 : i32
        %55 = add %53, %54 : i32
        %56 = add %55, %r.46 : i32
        register_write %total, %56, %36
        yield
      }
      yield
    }
    yield
  }
  %b_ptrs = for %37, %K, %38, %37 {unroll=False} (%k: i32, %b_ptrs.57: i32) {
    %58 = sub %K, %k : i32
    %59 = constant {value=15, dtype='i32'} : i32
    %60 = lt %59, %58 : i1
    %61 = constant {value=31, dtype='i32'} : i32
    %62 = index_add %35, %61 : i32
    %63 = lt %62, %N : i1
    %64 = index_add %33, %61 : i32
    %65 = lt %64, %M : i1
    %66 = lt %59, %58 : i1
    %67 = and %60, %63 : i1
    %68 = and %67, %65 : i1
    %69 = and %68, %66 : i1
    if %69 {interior='program'} () {
      %left = registers_new {dtype='f16', count=8} : f16<8>
      %right = registers_new {dtype='f16', count=16} : f16<16>
      for %41, %43, %43 {unroll=True} (%k.70: i32) {
        for %41, %42, %43 {unroll=True} (%r.71: i32) {
          %72 = constant {value=4, dtype='i32'} : i32
          for %41, %72, %43 {unroll=True} (%r.73: i32) {
            %74 = mul %r.71, %72 : i32
            %75 = add %74, %r.73 : i32
            %76 = constant {value=8, dtype='i32'} : i32
            %77 = mul %r.71, %76 : i32
            %78 = add %22, %77 : i32
            %79 = add %28, %r.73 : i32
            %rows = add %33, %78 : i32
            %80 = mul %rows, %stride_am : i32
            %81 = add %80, %79 : i32
            %82 = add %81, %k : i32
            %83 = constant {value=True, dtype='i1'} : i1
            %a = load_at %a_ptr, %82 : f16
            register_write %left, %75, %a
            yield
          }
          yield
        }
        for %41, %42, %43 {unroll=True} (%r.84: i32) {
          for %41, %42, %43 {unroll=True} (%r.85: i32) {
            %86 = constant {value=4, dtype='i32'} : i32
            for %41, %86, %43 {unroll=True} (%r.87: i32) {
              %88 = constant {value=8, dtype='i32'} : i32
              %89 = mul %r.84, %88 : i32
              %90 = mul %r.85, %86 : i32
              %91 = add %89, %90 : i32
              %92 = add %91, %r.87 : i32
              %93 = mul %r.85, %88 : i32
              %94 = add %29, %93 : i32
              %95 = mul %r.84, %86 : i32
              %96 = add %30, %95 : i32
              %97 = add %96, %r.87 : i32
              %98 = mul %94, %stride_bk : i32
              %columns = add %35, %97 : i32
              %99 = add %98, %columns : i32
              %100 = add %99, %b_ptrs.57 : i32
              %101 = constant {value=True, dtype='i1'} : i1
              %b = load_at %b_ptr, %100 : f16
              register_write %right, %92, %b
              yield
            }
            yield
          }
          yield
        }
        tensor_multiply %total, %41, %left, %41, %right, %41 {turned_left=False, turned_right=False}
        yield
      }
      yield
    } () {
      %102 = and %60, %66 : i1
      if %102 {interior='program'} () {
        %left.103 = registers_new {dtype='f16', count=8} : f16<8>
        %right.104 = registers_new {dtype='f16', count=16} : f16<16>
        for %41, %43, %43 {unroll=False} (%k.105: i32) {
          for %41, %42, %43 {unroll=True} (%r.106: i32) {
            %107 = constant {value=4, dtype='i32'} : i32
            for %41, %107, %43 {unroll=True} (%r.108: i32) {
              %109 = mul %r.106, %107 : i32
              %110 = add %109, %r.108 : i32
              %111 = constant {value=8, dtype='i32'} : i32
              %112 = mul %r.106, %111 : i32
              %113 = add %22, %112 : i32
              %114 = add %28, %r.108 : i32
              %rows.115 = add %33, %113 : i32
              %116 = mul %rows.115, %stride_am : i32
              %117 = add %116, %114 : i32
              %118 = add %117, %k : i32
              %rows.119 = add %33, %113 : i32
              %120 = lt %rows.119, %M : i1
              %121 = constant {value=True, dtype='i1'} : i1
              %a.122 = load_at %a_ptr, %118, %120, %39 : f16
              register_write %left.103, %110, %a.122
              yield
            }
            yield
          }
          for %41, %42, %43 {unroll=True} (%r.123: i32) {
            for %41, %42, %43 {unroll=True} (%r.124: i32) {
              %125 = constant {value=4, dtype='i32'} : i32
              for %41, %125, %43 {unroll=True} (%r.126: i32) {
                %127 = constant {value=8, dtype='i32'} : i32
                %128 = mul %r.123, %127 : i32
                %129 = mul %r.124, %125 : i32
                %130 = add %128, %129 : i32
                %131 = add %130, %r.126 : i32
                %132 = mul %r.124, %127 : i32
                %133 = add %29, %132 : i32
                %134 = mul %r.123, %125 : i32
                %135 = add %30, %134 : i32
                %136 = add %135, %r.126 : i32
                %137 = mul %133, %stride_bk : i32
                %columns.138 = add %35, %136 : i32
                %139 = add %137, %columns.138 : i32
                %140 = add %139, %b_ptrs.57 : i32
                %141 = constant {value=True, dtype='i1'} : i1
                %columns.142 = add %35, %136 : i32
                %143 = lt %columns.142, %N : i1
                %b.144 = load_at %b_ptr, %140, %143, %39 : f16
                register_write %right.104, %131, %b.144
                yield
              }
              yield
            }
            yield
          }
          tensor_multiply %total, %41, %left.103, %41, %right.104, %41 {turned_left=False, turned_right=False}
          yield
        }
        yield
      } () {
        %left.145 = registers_new {dtype='f16', count=8} : f16<8>
        %right.146 = registers_new {dtype='f16', count=16} : f16<16>
        for %41, %43, %43 {unroll=False} (%k.147: i32) {
          for %41, %42, %43 {unroll=True} (%r.148: i32) {
            %149 = constant {value=4, dtype='i32'} : i32
            for %41, %149, %43 {unroll=True} (%r.150: i32) {
              %151 = mul %r.148, %149 : i32
              %152 = add %151, %r.150 : i32
              %153 = constant {value=8, dtype='i32'} : i32
              %154 = mul %r.148, %153 : i32
              %155 = add %22, %154 : i32
              %156 = add %28, %r.150 : i32
              %rows.157 = add %33, %155 : i32
              %158 = mul %rows.157, %stride_am : i32
              %159 = add %158, %156 : i32
              %160 = add %159, %k : i32
              %rows.161 = add %33, %155 : i32
              %162 = lt %rows.161, %M : i1
              %163 = lt %156, %58 : i1
              %164 = and %162, %163 : i1
              %a.165 = load_at %a_ptr, %160, %164, %39 : f16
              register_write %left.145, %152, %a.165
              yield
            }
            yield
          }
          for %41, %42, %43 {unroll=True} (%r.166: i32) {
            for %41, %42, %43 {unroll=True} (%r.167: i32) {
              %168 = constant {value=4, dtype='i32'} : i32
              for %41, %168, %43 {unroll=True} (%r.169: i32) {
                %170 = constant {value=8, dtype='i32'} : i32
                %171 = mul %r.166, %170 : i32
                %172 = mul %r.167, %168 : i32
                %173 = add %171, %172 : i32
                %174 = add %173, %r.169 : i32
                %175 = mul %r.167, %170 : i32
                %176 = add %29, %175 : i32
                %177 = mul %r.166, %168 : i32
                %178 = add %30, %177 : i32
                %179 = add %178, %r.169 : i32
                %180 = mul %176, %stride_bk : i32
                %columns.181 = add %35, %179 : i32
                %182 = add %180, %columns.181 : i32
                %183 = add %182, %b_ptrs.57 : i32
                %184 = lt %176, %58 : i1
                %columns.185 = add %35, %179 : i32
                %186 = lt %columns.185, %N : i1
                %187 = and %184, %186 : i1
                %b.188 = load_at %b_ptr, %183, %187, %39 : f16
                register_write %right.146, %174, %b.188
                yield
              }
              yield
            }
            yield
          }
          tensor_multiply %total, %41, %left.145, %41, %right.146, %41 {turned_left=False, turned_right=False}
          yield
        }
        yield
      }
      yield
    }
    %189 = add %b_ptrs.57, %40 : i32
    yield %189
  } : i32
  %190 = constant {value=31, dtype='i32'} : i32
  %191 = index_add %33, %190 : i32
  %192 = lt %191, %M : i1
  %193 = index_add %35, %190 : i32
  %194 = lt %193, %N : i1
  %195 = and %192, %194 : i1
  if %195 {interior='program'} () {
    for %41, %42, %43 {unroll=True} (%r.196: i32) {
      for %41, %42, %43 {unroll=True} (%r.197: i32) {
        %198 = constant {value=4, dtype='i32'} : i32
        for %41, %198, %43 {unroll=True} (%r.199: i32) {
          %200 = constant {value=8, dtype='i32'} : i32
          %201 = mul %r.197, %200 : i32
          %202 = add %13, %201 : i32
          %203 = mul %r.196, %198 : i32
          %204 = add %20, %203 : i32
          %205 = add %204, %r.199 : i32
          %rows.206 = add %33, %202 : i32
          %207 = mul %rows.206, %N : i32
          %columns.208 = add %35, %205 : i32
          %209 = add %207, %columns.208 : i32
          %210 = mul %r.196, %200 : i32
          %211 = mul %r.197, %198 : i32
          %212 = add %210, %211 : i32
          %213 = add %212, %r.199 : i32
          %total.214 = register_read %total, %213 : f32
          %215 = constant {value=True, dtype='i1'} : i1
          store_at %c_ptr, %209, %total.214
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    for %41, %42, %43 {unroll=True} (%r.216: i32) {
      for %41, %42, %43 {unroll=True} (%r.217: i32) {
        %218 = constant {value=4, dtype='i32'} : i32
        for %41, %218, %43 {unroll=True} (%r.219: i32) {
          %220 = constant {value=8, dtype='i32'} : i32
          %221 = mul %r.217, %220 : i32
          %222 = add %13, %221 : i32
          %223 = mul %r.216, %218 : i32
          %224 = add %20, %223 : i32
          %225 = add %224, %r.219 : i32
          %rows.226 = add %33, %222 : i32
          %227 = mul %rows.226, %N : i32
          %columns.228 = add %35, %225 : i32
          %229 = add %227, %columns.228 : i32
          %230 = mul %r.216, %220 : i32
          %231 = mul %r.217, %218 : i32
          %232 = add %230, %231 : i32
          %233 = add %232, %r.219 : i32
          %total.234 = register_read %total, %233 : f32
          %rows.235 = add %33, %222 : i32
          %236 = lt %rows.235, %M : i1
          %columns.237 = add %35, %225 : i32
          %238 = lt %columns.237, %N : i1
          %mask = and %236, %238 : i1
          store_at %c_ptr, %229, %total.234, %mask
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
