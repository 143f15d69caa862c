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
  %a_ptrs, %b_ptrs = for %37, %K, %38, %37, %37 {unroll=False} (%k: i32, %a_ptrs.57: i32, %b_ptrs.58: i32) {
    %59 = sub %K, %k : i32
    %60 = constant {value=15, dtype='i32'} : i32
    %61 = lt %60, %59 : i1
    %62 = constant {value=31, dtype='i64'} : i64
    %63 = cast %35 {dtype='i64'} : i64
    %64 = add %63, %62 : i64
    %65 = cast %N {dtype='i64'} : i64
    %66 = lt %64, %65 : i1
    %67 = cast %33 {dtype='i64'} : i64
    %68 = add %67, %62 : i64
    %69 = cast %M {dtype='i64'} : i64
    %70 = lt %68, %69 : i1
    %71 = lt %60, %59 : i1
    %72 = and %61, %66 : i1
    %73 = and %72, %70 : i1
    %74 = and %73, %71 : i1
    if %74 {interior=True} () {
      %left = registers_new {dtype='f16', count=8} : f16<8>
      %right = registers_new {dtype='f16', count=16} : f16<16>
      for %41, %43, %43 {unroll=True} (%k.75: i32) {
        for %41, %42, %43 {unroll=True} (%r.76: i32) {
          %77 = constant {value=4, dtype='i32'} : i32
          for %41, %77, %43 {unroll=True} (%r.78: i32) {
            %79 = mul %r.76, %77 : i32
            %80 = add %79, %r.78 : i32
            %81 = constant {value=8, dtype='i32'} : i32
            %82 = mul %r.76, %81 : i32
            %83 = add %22, %82 : i32
            %84 = add %28, %r.78 : i32
            %rows = add %33, %83 : i32
            %85 = mul %rows, %stride_am : i32
            %86 = add %85, %84 : i32
            %87 = add %86, %a_ptrs.57 : i32
            %88 = constant {value=True, dtype='i1'} : i1
            %a = load_at %a_ptr, %87 : f16
            register_write %left, %80, %a
            yield
          }
          yield
        }
        for %41, %42, %43 {unroll=True} (%r.89: i32) {
          for %41, %42, %43 {unroll=True} (%r.90: i32) {
            %91 = constant {value=4, dtype='i32'} : i32
            for %41, %91, %43 {unroll=True} (%r.92: i32) {
              %93 = constant {value=8, dtype='i32'} : i32
              %94 = mul %r.89, %93 : i32
              %95 = mul %r.90, %91 : i32
              %96 = add %94, %95 : i32
              %97 = add %96, %r.92 : i32
              %98 = mul %r.90, %93 : i32
              %99 = add %29, %98 : i32
              %100 = mul %r.89, %91 : i32
              %101 = add %30, %100 : i32
              %102 = add %101, %r.92 : i32
              %103 = mul %99, %stride_bk : i32
              %columns = add %35, %102 : i32
              %104 = add %103, %columns : i32
              %105 = add %104, %b_ptrs.58 : i32
              %106 = constant {value=True, dtype='i1'} : i1
              %b = load_at %b_ptr, %105 : f16
              register_write %right, %97, %b
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
      %107 = and %61, %71 : i1
      if %107 {interior=True} () {
        %left.108 = registers_new {dtype='f16', count=8} : f16<8>
        %right.109 = registers_new {dtype='f16', count=16} : f16<16>
        for %41, %43, %43 {unroll=False} (%k.110: i32) {
          for %41, %42, %43 {unroll=True} (%r.111: i32) {
            %112 = constant {value=4, dtype='i32'} : i32
            for %41, %112, %43 {unroll=True} (%r.113: i32) {
              %114 = mul %r.111, %112 : i32
              %115 = add %114, %r.113 : i32
              %116 = constant {value=8, dtype='i32'} : i32
              %117 = mul %r.111, %116 : i32
              %118 = add %22, %117 : i32
              %119 = add %28, %r.113 : i32
              %rows.120 = add %33, %118 : i32
              %121 = mul %rows.120, %stride_am : i32
              %122 = add %121, %119 : i32
              %123 = add %122, %a_ptrs.57 : i32
              %rows.124 = add %33, %118 : i32
              %125 = lt %rows.124, %M : i1
              %126 = constant {value=True, dtype='i1'} : i1
              %a.127 = load_at %a_ptr, %123, %125, %39 : f16
              register_write %left.108, %115, %a.127
              yield
            }
            yield
          }
          for %41, %42, %43 {unroll=True} (%r.128: i32) {
            for %41, %42, %43 {unroll=True} (%r.129: i32) {
              %130 = constant {value=4, dtype='i32'} : i32
              for %41, %130, %43 {unroll=True} (%r.131: i32) {
                %132 = constant {value=8, dtype='i32'} : i32
                %133 = mul %r.128, %132 : i32
                %134 = mul %r.129, %130 : i32
                %135 = add %133, %134 : i32
                %136 = add %135, %r.131 : i32
                %137 = mul %r.129, %132 : i32
                %138 = add %29, %137 : i32
                %139 = mul %r.128, %130 : i32
                %140 = add %30, %139 : i32
                %141 = add %140, %r.131 : i32
                %142 = mul %138, %stride_bk : i32
                %columns.143 = add %35, %141 : i32
                %144 = add %142, %columns.143 : i32
                %145 = add %144, %b_ptrs.58 : i32
                %146 = constant {value=True, dtype='i1'} : i1
                %columns.147 = add %35, %141 : i32
                %148 = lt %columns.147, %N : i1
                %b.149 = load_at %b_ptr, %145, %148, %39 : f16
                register_write %right.109, %136, %b.149
                yield
              }
              yield
            }
            yield
          }
          tensor_multiply %total, %41, %left.108, %41, %right.109, %41 {turned_left=False, turned_right=False}
          yield
        }
        yield
      } () {
        %left.150 = registers_new {dtype='f16', count=8} : f16<8>
        %right.151 = registers_new {dtype='f16', count=16} : f16<16>
        for %41, %43, %43 {unroll=False} (%k.152: i32) {
          for %41, %42, %43 {unroll=True} (%r.153: i32) {
            %154 = constant {value=4, dtype='i32'} : i32
            for %41, %154, %43 {unroll=True} (%r.155: i32) {
              %156 = mul %r.153, %154 : i32
              %157 = add %156, %r.155 : i32
              %158 = constant {value=8, dtype='i32'} : i32
              %159 = mul %r.153, %158 : i32
              %160 = add %22, %159 : i32
              %161 = add %28, %r.155 : i32
              %rows.162 = add %33, %160 : i32
              %163 = mul %rows.162, %stride_am : i32
              %164 = add %163, %161 : i32
              %165 = add %164, %a_ptrs.57 : i32
              %rows.166 = add %33, %160 : i32
              %167 = lt %rows.166, %M : i1
              %168 = lt %161, %59 : i1
              %169 = and %167, %168 : i1
              %a.170 = load_at %a_ptr, %165, %169, %39 : f16
              register_write %left.150, %157, %a.170
              yield
            }
            yield
          }
          for %41, %42, %43 {unroll=True} (%r.171: i32) {
            for %41, %42, %43 {unroll=True} (%r.172: i32) {
              %173 = constant {value=4, dtype='i32'} : i32
              for %41, %173, %43 {unroll=True} (%r.174: i32) {
                %175 = constant {value=8, dtype='i32'} : i32
                %176 = mul %r.171, %175 : i32
                %177 = mul %r.172, %173 : i32
                %178 = add %176, %177 : i32
                %179 = add %178, %r.174 : i32
                %180 = mul %r.172, %175 : i32
                %181 = add %29, %180 : i32
                %182 = mul %r.171, %173 : i32
                %183 = add %30, %182 : i32
                %184 = add %183, %r.174 : i32
                %185 = mul %181, %stride_bk : i32
                %columns.186 = add %35, %184 : i32
                %187 = add %185, %columns.186 : i32
                %188 = add %187, %b_ptrs.58 : i32
                %189 = lt %181, %59 : i1
                %columns.190 = add %35, %184 : i32
                %191 = lt %columns.190, %N : i1
                %192 = and %189, %191 : i1
                %b.193 = load_at %b_ptr, %188, %192, %39 : f16
                register_write %right.151, %179, %b.193
                yield
              }
              yield
            }
            yield
          }
          tensor_multiply %total, %41, %left.150, %41, %right.151, %41 {turned_left=False, turned_right=False}
          yield
        }
        yield
      }
      yield
    }
    %194 = add %a_ptrs.57, %38 : i32
    %195 = add %b_ptrs.58, %40 : i32
    yield %194, %195
  } : i32, i32
  %196 = constant {value=31, dtype='i64'} : i64
  %197 = cast %33 {dtype='i64'} : i64
  %198 = add %197, %196 : i64
  %199 = cast %M {dtype='i64'} : i64
  %200 = lt %198, %199 : i1
  %201 = cast %35 {dtype='i64'} : i64
  %202 = add %201, %196 : i64
  %203 = cast %N {dtype='i64'} : i64
  %204 = lt %202, %203 : i1
  %205 = and %200, %204 : i1
  if %205 {interior=True} () {
    for %41, %42, %43 {unroll=True} (%r.206: i32) {
      for %41, %42, %43 {unroll=True} (%r.207: i32) {
        %208 = constant {value=4, dtype='i32'} : i32
        for %41, %208, %43 {unroll=True} (%r.209: i32) {
          %210 = constant {value=8, dtype='i32'} : i32
          %211 = mul %r.207, %210 : i32
          %212 = add %13, %211 : i32
          %213 = mul %r.206, %208 : i32
          %214 = add %20, %213 : i32
          %215 = add %214, %r.209 : i32
          %rows.216 = add %33, %212 : i32
          %217 = mul %rows.216, %N : i32
          %columns.218 = add %35, %215 : i32
          %219 = add %217, %columns.218 : i32
          %220 = mul %r.206, %210 : i32
          %221 = mul %r.207, %208 : i32
          %222 = add %220, %221 : i32
          %223 = add %222, %r.209 : i32
          %total.224 = register_read %total, %223 : f32
          %225 = constant {value=True, dtype='i1'} : i1
          store_at %c_ptr, %219, %total.224
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    for %41, %42, %43 {unroll=True} (%r.226: i32) {
      for %41, %42, %43 {unroll=True} (%r.227: i32) {
        %228 = constant {value=4, dtype='i32'} : i32
        for %41, %228, %43 {unroll=True} (%r.229: i32) {
          %230 = constant {value=8, dtype='i32'} : i32
          %231 = mul %r.227, %230 : i32
          %232 = add %13, %231 : i32
          %233 = mul %r.226, %228 : i32
          %234 = add %20, %233 : i32
          %235 = add %234, %r.229 : i32
          %rows.236 = add %33, %232 : i32
          %237 = mul %rows.236, %N : i32
          %columns.238 = add %35, %235 : i32
          %239 = add %237, %columns.238 : i32
          %240 = mul %r.226, %230 : i32
          %241 = mul %r.227, %228 : i32
          %242 = add %240, %241 : i32
          %243 = add %242, %r.229 : i32
          %total.244 = register_read %total, %243 : f32
          %rows.245 = add %33, %232 : i32
          %246 = lt %rows.245, %M : i1
          %columns.247 = add %35, %235 : i32
          %248 = lt %columns.247, %N : i1
          %mask = and %246, %248 : i1
          store_at %c_ptr, %239, %total.244, %mask
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
