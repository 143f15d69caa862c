# split: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = mul %5, %4 : i32
  %7 = add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = mul %12, %13 : i32
  %15 = add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = mul %8, %16 : i32
  %18 = mul %12, %4 : i32
  %19 = add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = mul %20, %4 : i32
  %22 = add %3, %21 : i32
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = mul %29, %27 : i32
  %31 = constant {value=0.0, dtype='f32'} : f32
  %32 = constant {value=0, dtype='i32'} : i32
  %33 = constant {value=0.0, dtype='f16'} : f16
  %34 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %32, %9, %0 {unroll=True} (%r: i32) {
    %35 = shr %r, %0 : i32
    %36 = and %r, %0 : i32
    fragment_set %total, %35, %36, %31
    yield
  }
  %37 = constant {value=15, dtype='i32'} : i32
  %38 = constant {value=31, dtype='i64'} : i64
  %39 = cast %30 {dtype='i64'} : i64
  %40 = add %39, %38 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %38 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %a_ptrs, %b_ptrs = for %32, %K, %13, %32, %32 {unroll=False} (%k: i32, %a_ptrs.47: i32, %b_ptrs.48: i32) {
    %49 = sub %K, %k : i32
    %50 = lt %37, %49 : i1
    %51 = and %50, %42 : i1
    %52 = and %51, %46 : i1
    %53 = and %52, %50 : i1
    if %53 {interior=True} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %rows = add %28, %7 : i32
      %54 = mul %rows, %stride_am : i32
      for %32, %16, %0 {unroll=True} (%k.55: i32) {
        %56 = mul %k.55, %9 : i32
        %57 = add %19, %56 : i32
        for %32, %16, %0 {unroll=True} (%r.58: i32) {
          %59 = add %57, %r.58 : i32
          %60 = add %54, %59 : i32
          %61 = add %60, %a_ptrs.47 : i32
          %a = load_at %a_ptr, %61 : f16
          %62 = shr %r.58, %0 : i32
          %63 = and %r.58, %0 : i32
          fragment_set %left, %62, %63, %a
          yield
        }
        %64 = add %22, %56 : i32
        %65 = mul %64, %stride_bk : i32
        for %32, %9, %0 {unroll=True} (%r.66: i32) {
          %67 = add %15, %r.66 : i32
          %columns = add %30, %67 : i32
          %68 = add %65, %columns : i32
          %69 = add %68, %b_ptrs.48 : i32
          %b = load_at %b_ptr, %69 : f16
          %70 = shr %r.66, %0 : i32
          %71 = and %r.66, %0 : i32
          fragment_set %right, %70, %71, %b
          yield
        }
        fragment_multiply %total, %32, %left, %32, %right, %32
        fragment_multiply %total, %0, %left, %32, %right, %0
        fragment_multiply %total, %16, %left, %32, %right, %16
        fragment_multiply %total, %2, %left, %32, %right, %2
        yield
      }
      yield
    } () {
      %72 = and %50, %50 : i1
      if %72 {interior=True} () {
        %left.73 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.74 = fragments_new {dtype='f16', count=4} : !f16<4>
        %75 = constant {value=7, dtype='i64'} : i64
        %76 = cast %25 {dtype='i64'} : i64
        %77 = add %43, %76 : i64
        %78 = add %77, %75 : i64
        %79 = lt %78, %45 : i1
        for %32, %16, %0 {unroll=False} (%k.80: i32) {
          if %79 () {
            %81 = mul %k.80, %9 : i32
            %82 = add %19, %81 : i32
            %rows.83 = add %28, %7 : i32
            %84 = mul %rows.83, %stride_am : i32
            for %32, %16, %0 {unroll=True} (%r.85: i32) {
              %86 = add %82, %r.85 : i32
              %87 = add %84, %86 : i32
              %88 = add %87, %a_ptrs.47 : i32
              %a.89 = load_at %a_ptr, %88 : f16
              %90 = shr %r.85, %0 : i32
              %91 = and %r.85, %0 : i32
              fragment_set %left.73, %90, %91, %a.89
              yield
            }
            yield
          } () {
            %92 = mul %k.80, %9 : i32
            %93 = add %19, %92 : i32
            %rows.94 = add %28, %7 : i32
            %95 = mul %rows.94, %stride_am : i32
            %96 = lt %rows.94, %M : i1
            for %32, %16, %0 {unroll=True} (%r.97: i32) {
              %98 = add %93, %r.97 : i32
              %99 = add %95, %98 : i32
              %100 = add %99, %a_ptrs.47 : i32
              %a.101 = load_at %a_ptr, %100, %96, %33 : f16
              %102 = shr %r.97, %0 : i32
              %103 = and %r.97, %0 : i32
              fragment_set %left.73, %102, %103, %a.101
              yield
            }
            yield
          }
          if %42 () {
            %104 = mul %k.80, %9 : i32
            %105 = add %22, %104 : i32
            %106 = mul %105, %stride_bk : i32
            for %32, %9, %0 {unroll=True} (%r.107: i32) {
              %108 = add %15, %r.107 : i32
              %columns.109 = add %30, %108 : i32
              %110 = add %106, %columns.109 : i32
              %111 = add %110, %b_ptrs.48 : i32
              %b.112 = load_at %b_ptr, %111 : f16
              %113 = shr %r.107, %0 : i32
              %114 = and %r.107, %0 : i32
              fragment_set %right.74, %113, %114, %b.112
              yield
            }
            yield
          } () {
            %115 = mul %k.80, %9 : i32
            %116 = add %22, %115 : i32
            %117 = mul %116, %stride_bk : i32
            for %32, %9, %0 {unroll=True} (%r.118: i32) {
              %119 = add %15, %r.118 : i32
              %columns.120 = add %30, %119 : i32
              %121 = add %117, %columns.120 : i32
              %122 = add %121, %b_ptrs.48 : i32
              %123 = lt %columns.120, %N : i1
              %b.124 = load_at %b_ptr, %122, %123, %33 : f16
              %125 = shr %r.118, %0 : i32
              %126 = and %r.118, %0 : i32
              fragment_set %right.74, %125, %126, %b.124
              yield
            }
            yield
          }
          fragment_multiply %total, %32, %left.73, %32, %right.74, %32
          fragment_multiply %total, %0, %left.73, %32, %right.74, %0
          fragment_multiply %total, %16, %left.73, %32, %right.74, %16
          fragment_multiply %total, %2, %left.73, %32, %right.74, %2
          yield
        }
        yield
      } () {
        %left.127 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.128 = fragments_new {dtype='f16', count=4} : !f16<4>
        %129 = constant {value=7, dtype='i32'} : i32
        %130 = constant {value=2147483647, dtype='i32'} : i32
        for %32, %16, %0 {unroll=False} (%k.131: i32) {
          %132 = index_mul %k.131, %9 : i32
          %133 = index_add %132, %129 : i32
          %134 = le %133, %130 : i1
          %135 = ge %132, %49 : i1
          %136 = and %134, %135 : i1
          %137 = and %136, %136 : i1
          if %137 () {
            yield
          } () {
            %138 = constant {value=7, dtype='i64'} : i64
            %139 = cast %25 {dtype='i64'} : i64
            %140 = add %43, %139 : i64
            %141 = add %140, %138 : i64
            %142 = lt %141, %45 : i1
            %143 = lt %133, %49 : i1
            %144 = and %142, %143 : i1
            if %144 () {
              %145 = mul %k.131, %9 : i32
              %146 = add %19, %145 : i32
              %rows.147 = add %28, %7 : i32
              %148 = mul %rows.147, %stride_am : i32
              for %32, %16, %0 {unroll=True} (%r.149: i32) {
                %150 = add %146, %r.149 : i32
                %151 = add %148, %150 : i32
                %152 = add %151, %a_ptrs.47 : i32
                %a.153 = load_at %a_ptr, %152 : f16
                %154 = shr %r.149, %0 : i32
                %155 = and %r.149, %0 : i32
                fragment_set %left.127, %154, %155, %a.153
                yield
              }
              yield
            } () {
              %156 = mul %k.131, %9 : i32
              %157 = add %19, %156 : i32
              %rows.158 = add %28, %7 : i32
              %159 = mul %rows.158, %stride_am : i32
              %160 = lt %rows.158, %M : i1
              for %32, %16, %0 {unroll=True} (%r.161: i32) {
                %162 = add %157, %r.161 : i32
                %163 = add %159, %162 : i32
                %164 = add %163, %a_ptrs.47 : i32
                %165 = lt %162, %49 : i1
                %166 = and %160, %165 : i1
                %a.167 = load_at %a_ptr, %164, %166, %33 : f16
                %168 = shr %r.161, %0 : i32
                %169 = and %r.161, %0 : i32
                fragment_set %left.127, %168, %169, %a.167
                yield
              }
              yield
            }
            %170 = and %143, %42 : i1
            if %170 () {
              %171 = mul %k.131, %9 : i32
              %172 = add %22, %171 : i32
              %173 = mul %172, %stride_bk : i32
              for %32, %9, %0 {unroll=True} (%r.174: i32) {
                %175 = add %15, %r.174 : i32
                %columns.176 = add %30, %175 : i32
                %177 = add %173, %columns.176 : i32
                %178 = add %177, %b_ptrs.48 : i32
                %b.179 = load_at %b_ptr, %178 : f16
                %180 = shr %r.174, %0 : i32
                %181 = and %r.174, %0 : i32
                fragment_set %right.128, %180, %181, %b.179
                yield
              }
              yield
            } () {
              %182 = mul %k.131, %9 : i32
              %183 = add %22, %182 : i32
              %184 = mul %183, %stride_bk : i32
              %185 = lt %183, %49 : i1
              for %32, %9, %0 {unroll=True} (%r.186: i32) {
                %187 = add %15, %r.186 : i32
                %columns.188 = add %30, %187 : i32
                %189 = add %184, %columns.188 : i32
                %190 = add %189, %b_ptrs.48 : i32
                %191 = lt %columns.188, %N : i1
                %192 = and %185, %191 : i1
                %b.193 = load_at %b_ptr, %190, %192, %33 : f16
                %194 = shr %r.186, %0 : i32
                %195 = and %r.186, %0 : i32
                fragment_set %right.128, %194, %195, %b.193
                yield
              }
              yield
            }
            fragment_multiply %total, %32, %left.127, %32, %right.128, %32
            fragment_multiply %total, %0, %left.127, %32, %right.128, %0
            fragment_multiply %total, %16, %left.127, %32, %right.128, %16
            fragment_multiply %total, %2, %left.127, %32, %right.128, %2
            yield
          }
          yield
        }
        yield
      }
      yield
    }
    %196 = add %a_ptrs.47, %13 : i32
    %197 = add %b_ptrs.48, %34 : i32
    yield %196, %197
  } : i32, i32
  %198 = and %46, %42 : i1
  if %198 {interior=True} () {
    %rows.199 = add %28, %7 : i32
    %200 = mul %rows.199, %N : i32
    for %32, %9, %0 {unroll=True} (%r.201: i32) {
      %202 = add %15, %r.201 : i32
      %columns.203 = add %30, %202 : i32
      %204 = add %200, %columns.203 : i32
      %205 = shr %r.201, %0 : i32
      %206 = and %r.201, %0 : i32
      %total.207 = fragment_get %total, %205, %206 : f32
      store_at %c_ptr, %204, %total.207
      yield
    }
    yield
  } () {
    %rows.208 = add %28, %7 : i32
    %209 = mul %rows.208, %N : i32
    %210 = lt %rows.208, %M : i1
    for %32, %9, %0 {unroll=True} (%r.211: i32) {
      %212 = add %15, %r.211 : i32
      %columns.213 = add %30, %212 : i32
      %214 = add %209, %columns.213 : i32
      %215 = shr %r.211, %0 : i32
      %216 = and %r.211, %0 : i32
      %total.217 = fragment_get %total, %215, %216 : f32
      %218 = lt %columns.213, %N : i1
      %mask = and %210, %218 : i1
      store_at %c_ptr, %214, %total.217, %mask
      yield
    }
    yield
  }
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = mul %5, %4 : i32
  %7 = add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = mul %12, %13 : i32
  %15 = add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = mul %8, %16 : i32
  %18 = mul %12, %4 : i32
  %19 = add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = mul %20, %4 : i32
  %22 = add %3, %21 : i32
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = mul %29, %27 : i32
  %31 = constant {value=0.0, dtype='f32'} : f32
  %32 = constant {value=0, dtype='i32'} : i32
  %33 = constant {value=0.0, dtype='f16'} : f16
  %34 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %32, %9, %0 {unroll=True} (%r: i32) {
    %35 = shr %r, %0 : i32
    %36 = and %r, %0 : i32
    fragment_set %total, %35, %36, %31
    yield
  }
  %37 = constant {value=15, dtype='i32'} : i32
  %38 = constant {value=31, dtype='i64'} : i64
  %39 = cast %30 {dtype='i64'} : i64
  %40 = add %39, %38 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %38 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %47 = constant {value=0, dtype='i64'} : i64
  %48 = cast %K {dtype='i64'} : i64
  %49 = constant {value=15, dtype='i64'} : i64
  %50 = cast %K {dtype='i64'} : i64
  %51 = cast %K {dtype='i64'} : i64
  %52 = constant {value=1, dtype='i64'} : i64
  %53 = sub %51, %52 : i64
  %54 = constant {value=-2147483648, dtype='i64'} : i64
  %55 = constant {value=2147483647, dtype='i64'} : i64
  %56 = ge %50, %54 : i1
  %57 = le %50, %55 : i1
  %58 = sub %50, %53 : i64
  %59 = ge %58, %54 : i1
  %60 = le %58, %55 : i1
  %61 = sub %50, %49 : i64
  %62 = minimum %48, %61 : i64
  %63 = and %56, %57 : i1
  %64 = and %63, %59 : i1
  %65 = and %64, %60 : i1
  %66 = and %65, %42 : i1
  %67 = and %66, %46 : i1
  %68 = where %67, %62, %47 : i64
  %69 = maximum %68, %47 : i64
  %70 = add %69, %49 : i64
  %71 = constant {value=-16, dtype='i64'} : i64
  %72 = and %70, %71 : i64
  %73 = minimum %72, %48 : i64
  %74 = cast %69 {dtype='i32'} : i32
  %75 = cast %73 {dtype='i32'} : i32
  %a_ptrs, %b_ptrs = for %32, %74, %13, %32, %32 {unroll=False} (%k: i32, %a_ptrs.76: i32, %b_ptrs.77: i32) {
    %78 = sub %K, %k : i32
    %79 = lt %37, %78 : i1
    %80 = and %79, %42 : i1
    %81 = and %80, %46 : i1
    %82 = and %81, %79 : i1
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %rows = add %28, %7 : i32
    %83 = mul %rows, %stride_am : i32
    for %32, %16, %0 {unroll=True} (%k.84: i32) {
      %85 = mul %k.84, %9 : i32
      %86 = add %19, %85 : i32
      for %32, %16, %0 {unroll=True} (%r.87: i32) {
        %88 = add %86, %r.87 : i32
        %89 = add %83, %88 : i32
        %90 = add %89, %a_ptrs.76 : i32
        %a = load_at %a_ptr, %90 : f16
        %91 = shr %r.87, %0 : i32
        %92 = and %r.87, %0 : i32
        fragment_set %left, %91, %92, %a
        yield
      }
      %93 = add %22, %85 : i32
      %94 = mul %93, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.95: i32) {
        %96 = add %15, %r.95 : i32
        %columns = add %30, %96 : i32
        %97 = add %94, %columns : i32
        %98 = add %97, %b_ptrs.77 : i32
        %b = load_at %b_ptr, %98 : f16
        %99 = shr %r.95, %0 : i32
        %100 = and %r.95, %0 : i32
        fragment_set %right, %99, %100, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %101 = add %a_ptrs.76, %13 : i32
    %102 = add %b_ptrs.77, %34 : i32
    yield %101, %102
  } : i32, i32
  %103 = cast %75 {dtype='i64'} : i64
  %104 = cast %K {dtype='i64'} : i64
  %105 = cast %K {dtype='i64'} : i64
  %106 = cast %K {dtype='i64'} : i64
  %107 = sub %106, %52 : i64
  %108 = cast %75 {dtype='i64'} : i64
  %109 = sub %105, %108 : i64
  %110 = ge %109, %54 : i1
  %111 = le %109, %55 : i1
  %112 = sub %105, %107 : i64
  %113 = ge %112, %54 : i1
  %114 = le %112, %55 : i1
  %115 = sub %105, %49 : i64
  %116 = minimum %104, %115 : i64
  %117 = and %110, %111 : i1
  %118 = and %117, %113 : i1
  %119 = and %118, %114 : i1
  %120 = where %119, %116, %103 : i64
  %121 = maximum %120, %103 : i64
  %122 = sub %121, %103 : i64
  %123 = add %122, %49 : i64
  %124 = and %123, %71 : i64
  %125 = add %103, %124 : i64
  %126 = minimum %125, %104 : i64
  %127 = cast %121 {dtype='i32'} : i32
  %128 = cast %126 {dtype='i32'} : i32
  %a_ptrs.129, %b_ptrs.130 = for %75, %127, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.131: i32, %a_ptrs.132: i32, %b_ptrs.133: i32) {
    %134 = sub %K, %k.131 : i32
    %135 = lt %37, %134 : i1
    %136 = and %135, %42 : i1
    %137 = and %136, %46 : i1
    %138 = and %137, %135 : i1
    %left.139 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.140 = fragments_new {dtype='f16', count=4} : !f16<4>
    %141 = constant {value=7, dtype='i64'} : i64
    %142 = cast %25 {dtype='i64'} : i64
    %143 = add %43, %142 : i64
    %144 = add %143, %141 : i64
    %145 = lt %144, %45 : i1
    for %32, %16, %0 {unroll=False} (%k.146: i32) {
      if %145 () {
        %147 = mul %k.146, %9 : i32
        %148 = add %19, %147 : i32
        %rows.149 = add %28, %7 : i32
        %150 = mul %rows.149, %stride_am : i32
        for %32, %16, %0 {unroll=True} (%r.151: i32) {
          %152 = add %148, %r.151 : i32
          %153 = add %150, %152 : i32
          %154 = add %153, %a_ptrs.132 : i32
          %a.155 = load_at %a_ptr, %154 : f16
          %156 = shr %r.151, %0 : i32
          %157 = and %r.151, %0 : i32
          fragment_set %left.139, %156, %157, %a.155
          yield
        }
        yield
      } () {
        %158 = mul %k.146, %9 : i32
        %159 = add %19, %158 : i32
        %rows.160 = add %28, %7 : i32
        %161 = mul %rows.160, %stride_am : i32
        %162 = lt %rows.160, %M : i1
        for %32, %16, %0 {unroll=True} (%r.163: i32) {
          %164 = add %159, %r.163 : i32
          %165 = add %161, %164 : i32
          %166 = add %165, %a_ptrs.132 : i32
          %a.167 = load_at %a_ptr, %166, %162, %33 : f16
          %168 = shr %r.163, %0 : i32
          %169 = and %r.163, %0 : i32
          fragment_set %left.139, %168, %169, %a.167
          yield
        }
        yield
      }
      if %42 () {
        %170 = mul %k.146, %9 : i32
        %171 = add %22, %170 : i32
        %172 = mul %171, %stride_bk : i32
        for %32, %9, %0 {unroll=True} (%r.173: i32) {
          %174 = add %15, %r.173 : i32
          %columns.175 = add %30, %174 : i32
          %176 = add %172, %columns.175 : i32
          %177 = add %176, %b_ptrs.133 : i32
          %b.178 = load_at %b_ptr, %177 : f16
          %179 = shr %r.173, %0 : i32
          %180 = and %r.173, %0 : i32
          fragment_set %right.140, %179, %180, %b.178
          yield
        }
        yield
      } () {
        %181 = mul %k.146, %9 : i32
        %182 = add %22, %181 : i32
        %183 = mul %182, %stride_bk : i32
        for %32, %9, %0 {unroll=True} (%r.184: i32) {
          %185 = add %15, %r.184 : i32
          %columns.186 = add %30, %185 : i32
          %187 = add %183, %columns.186 : i32
          %188 = add %187, %b_ptrs.133 : i32
          %189 = lt %columns.186, %N : i1
          %b.190 = load_at %b_ptr, %188, %189, %33 : f16
          %191 = shr %r.184, %0 : i32
          %192 = and %r.184, %0 : i32
          fragment_set %right.140, %191, %192, %b.190
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.139, %32, %right.140, %32
      fragment_multiply %total, %0, %left.139, %32, %right.140, %0
      fragment_multiply %total, %16, %left.139, %32, %right.140, %16
      fragment_multiply %total, %2, %left.139, %32, %right.140, %2
      yield
    }
    %193 = add %a_ptrs.132, %13 : i32
    %194 = add %b_ptrs.133, %34 : i32
    yield %193, %194
  } : i32, i32
  %a_ptrs.195, %b_ptrs.196 = for %128, %K, %13, %a_ptrs.129, %b_ptrs.130 {unroll=False} (%k.197: i32, %a_ptrs.198: i32, %b_ptrs.199: i32) {
    %200 = sub %K, %k.197 : i32
    %201 = lt %37, %200 : i1
    %202 = and %201, %42 : i1
    %203 = and %202, %46 : i1
    %204 = and %203, %201 : i1
    %left.205 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.206 = fragments_new {dtype='f16', count=4} : !f16<4>
    %207 = constant {value=7, dtype='i32'} : i32
    %208 = constant {value=2147483647, dtype='i32'} : i32
    for %32, %16, %0 {unroll=False} (%k.209: i32) {
      %210 = index_mul %k.209, %9 : i32
      %211 = index_add %210, %207 : i32
      %212 = le %211, %208 : i1
      %213 = ge %210, %200 : i1
      %214 = and %212, %213 : i1
      if %214 () {
        yield
      } () {
        %215 = constant {value=7, dtype='i64'} : i64
        %216 = cast %25 {dtype='i64'} : i64
        %217 = add %43, %216 : i64
        %218 = add %217, %215 : i64
        %219 = lt %218, %45 : i1
        %220 = lt %211, %200 : i1
        %221 = and %219, %220 : i1
        if %221 () {
          %222 = mul %k.209, %9 : i32
          %223 = add %19, %222 : i32
          %rows.224 = add %28, %7 : i32
          %225 = mul %rows.224, %stride_am : i32
          for %32, %16, %0 {unroll=True} (%r.226: i32) {
            %227 = add %223, %r.226 : i32
            %228 = add %225, %227 : i32
            %229 = add %228, %a_ptrs.198 : i32
            %a.230 = load_at %a_ptr, %229 : f16
            %231 = shr %r.226, %0 : i32
            %232 = and %r.226, %0 : i32
            fragment_set %left.205, %231, %232, %a.230
            yield
          }
          yield
        } () {
          %233 = mul %k.209, %9 : i32
          %234 = add %19, %233 : i32
          %rows.235 = add %28, %7 : i32
          %236 = mul %rows.235, %stride_am : i32
          %237 = lt %rows.235, %M : i1
          for %32, %16, %0 {unroll=True} (%r.238: i32) {
            %239 = add %234, %r.238 : i32
            %240 = add %236, %239 : i32
            %241 = add %240, %a_ptrs.198 : i32
            %242 = lt %239, %200 : i1
            %243 = and %237, %242 : i1
            %a.244 = load_at %a_ptr, %241, %243, %33 : f16
            %245 = shr %r.238, %0 : i32
            %246 = and %r.238, %0 : i32
            fragment_set %left.205, %245, %246, %a.244
            yield
          }
          yield
        }
        %247 = and %220, %42 : i1
        if %247 () {
          %248 = mul %k.209, %9 : i32
          %249 = add %22, %248 : i32
          %250 = mul %249, %stride_bk : i32
          for %32, %9, %0 {unroll=True} (%r.251: i32) {
            %252 = add %15, %r.251 : i32
            %columns.253 = add %30, %252 : i32
            %254 = add %250, %columns.253 : i32
            %255 = add %254, %b_ptrs.199 : i32
            %b.256 = load_at %b_ptr, %255 : f16
            %257 = shr %r.251, %0 : i32
            %258 = and %r.251, %0 : i32
            fragment_set %right.206, %257, %258, %b.256
            yield
          }
          yield
        } () {
          %259 = mul %k.209, %9 : i32
          %260 = add %22, %259 : i32
          %261 = mul %260, %stride_bk : i32
          %262 = lt %260, %200 : i1
          for %32, %9, %0 {unroll=True} (%r.263: i32) {
            %264 = add %15, %r.263 : i32
            %columns.265 = add %30, %264 : i32
            %266 = add %261, %columns.265 : i32
            %267 = add %266, %b_ptrs.199 : i32
            %268 = lt %columns.265, %N : i1
            %269 = and %262, %268 : i1
            %b.270 = load_at %b_ptr, %267, %269, %33 : f16
            %271 = shr %r.263, %0 : i32
            %272 = and %r.263, %0 : i32
            fragment_set %right.206, %271, %272, %b.270
            yield
          }
          yield
        }
        fragment_multiply %total, %32, %left.205, %32, %right.206, %32
        fragment_multiply %total, %0, %left.205, %32, %right.206, %0
        fragment_multiply %total, %16, %left.205, %32, %right.206, %16
        fragment_multiply %total, %2, %left.205, %32, %right.206, %2
        yield
      }
      yield
    }
    %273 = add %a_ptrs.198, %13 : i32
    %274 = add %b_ptrs.199, %34 : i32
    yield %273, %274
  } : i32, i32
  %275 = and %46, %42 : i1
  if %275 {interior=True} () {
    %rows.276 = add %28, %7 : i32
    %277 = mul %rows.276, %N : i32
    for %32, %9, %0 {unroll=True} (%r.278: i32) {
      %279 = add %15, %r.278 : i32
      %columns.280 = add %30, %279 : i32
      %281 = add %277, %columns.280 : i32
      %282 = shr %r.278, %0 : i32
      %283 = and %r.278, %0 : i32
      %total.284 = fragment_get %total, %282, %283 : f32
      store_at %c_ptr, %281, %total.284
      yield
    }
    yield
  } () {
    %rows.285 = add %28, %7 : i32
    %286 = mul %rows.285, %N : i32
    %287 = lt %rows.285, %M : i1
    for %32, %9, %0 {unroll=True} (%r.288: i32) {
      %289 = add %15, %r.288 : i32
      %columns.290 = add %30, %289 : i32
      %291 = add %286, %columns.290 : i32
      %292 = shr %r.288, %0 : i32
      %293 = and %r.288, %0 : i32
      %total.294 = fragment_get %total, %292, %293 : f32
      %295 = lt %columns.290, %N : i1
      %mask = and %287, %295 : i1
      store_at %c_ptr, %291, %total.294, %mask
      yield
    }
    yield
  }
  return
}
