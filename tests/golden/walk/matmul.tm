# walk: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = index_mul %5, %4 : i32
  %7 = index_add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = index_mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = index_mul %8, %16 : i32
  %18 = index_mul %12, %4 : i32
  %19 = index_add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = index_mul %20, %4 : i32
  %22 = index_add %3, %21 : i32
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = index_mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = index_mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = index_mul %29, %27 : i32
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
  %38 = cast %30 {dtype='i64'} : i64
  %39 = constant {value=31, dtype='i64'} : i64
  %40 = add %38, %39 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %39 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %47 = constant {value=0, dtype='i64'} : i64
  %48 = cast %K {dtype='i64'} : i64
  %49 = constant {value=15, dtype='i64'} : i64
  %50 = constant {value=1, dtype='i64'} : i64
  %51 = sub %48, %50 : i64
  %52 = constant {value=-2147483648, dtype='i64'} : i64
  %53 = constant {value=2147483647, dtype='i64'} : i64
  %54 = ge %48, %52 : i1
  %55 = le %48, %53 : i1
  %56 = sub %48, %51 : i64
  %57 = ge %56, %52 : i1
  %58 = le %56, %53 : i1
  %59 = sub %48, %49 : i64
  %60 = minimum %48, %59 : i64
  %61 = and %54, %55 : i1
  %62 = and %61, %57 : i1
  %63 = and %62, %58 : i1
  %64 = and %63, %42 : i1
  %65 = and %64, %46 : i1
  %66 = where %65, %60, %47 : i64
  %67 = maximum %66, %47 : i64
  %68 = add %67, %49 : i64
  %69 = constant {value=-16, dtype='i64'} : i64
  %70 = and %68, %69 : i64
  %71 = minimum %70, %48 : i64
  %72 = cast %67 {dtype='i32'} : i32
  %73 = cast %71 {dtype='i32'} : i32
  %rows = index_add %28, %7 : i32
  %74 = mul %rows, %stride_am : i32
  %75 = add %17, %18 : i32
  %76 = add %75, %74 : i32
  %77 = add %3, %21 : i32
  %78 = mul %77, %stride_bk : i32
  %79 = add %78, %30 : i32
  %80 = add %79, %10 : i32
  %81 = add %80, %14 : i32
  %a_ptrs, %b_ptrs = for %32, %72, %13, %32, %32 {unroll=False} (%k: i32, %a_ptrs.82: i32, %b_ptrs.83: i32) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %84 = add %76, %a_ptrs.82 : i32
    %85 = shift %a_ptr, %84 : *f16
    %86 = add %81, %b_ptrs.83 : i32
    %87 = shift %b_ptr, %86 : *f16
    for %32, %16, %0 {unroll=True} (%k.88: i32) {
      %89 = index_mul %k.88, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.90: i32) {
        %91 = index_add %89, %r.90 : i32
        %a = load_at %85, %91 : f16
        %92 = shr %r.90, %0 : i32
        %93 = and %r.90, %0 : i32
        fragment_set %left, %92, %93, %a
        yield
      }
      %94 = mul %89, %stride_bk : i32
      %95 = shift %87, %94 : *f16
      for %32, %9, %0 {unroll=True} (%r.96: i32) {
        %b = load_at %95, %r.96 : f16
        %97 = shr %r.96, %0 : i32
        %98 = and %r.96, %0 : i32
        fragment_set %right, %97, %98, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %99 = add %a_ptrs.82, %13 : i32
    %100 = add %b_ptrs.83, %34 : i32
    yield %99, %100
  } : i32, i32
  %101 = cast %25 {dtype='i64'} : i64
  %102 = add %43, %101 : i64
  %103 = constant {value=7, dtype='i64'} : i64
  %104 = add %102, %103 : i64
  %105 = lt %104, %45 : i1
  %a_ptrs.106, %b_ptrs.107 = for %73, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.108: i32, %a_ptrs.109: i32, %b_ptrs.110: i32) {
    %111 = sub %K, %k.108 : i32
    %112 = lt %37, %111 : i1
    %113 = and %112, %42 : i1
    %left.114 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.115 = fragments_new {dtype='f16', count=4} : !f16<4>
    %116 = and %105, %112 : i1
    for %32, %16, %0 {unroll=False} (%k.117: i32) {
      if %116 () {
        %118 = index_mul %k.117, %9 : i32
        %119 = add %75, %a_ptrs.109 : i32
        %120 = add %119, %74 : i32
        %121 = add %120, %118 : i32
        %122 = shift %a_ptr, %121 : *f16
        for %32, %16, %0 {unroll=True} (%r.123: i32) {
          %a.124 = load_at %122, %r.123 : f16
          %125 = shr %r.123, %0 : i32
          %126 = and %r.123, %0 : i32
          fragment_set %left.114, %125, %126, %a.124
          yield
        }
        yield
      } () {
        %127 = index_mul %k.117, %9 : i32
        %128 = index_add %19, %127 : i32
        %129 = lt %rows, %M : i1
        %130 = add %75, %a_ptrs.109 : i32
        %131 = add %130, %74 : i32
        %132 = add %131, %127 : i32
        %133 = shift %a_ptr, %132 : *f16
        for %32, %16, %0 {unroll=True} (%r.134: i32) {
          %135 = index_add %128, %r.134 : i32
          %136 = lt %135, %111 : i1
          %137 = and %129, %136 : i1
          %a.138 = load_at %133, %r.134, %137, %33 : f16
          %139 = shr %r.134, %0 : i32
          %140 = and %r.134, %0 : i32
          fragment_set %left.114, %139, %140, %a.138
          yield
        }
        yield
      }
      if %113 () {
        %141 = index_mul %k.117, %9 : i32
        %142 = index_add %22, %141 : i32
        %143 = mul %142, %stride_bk : i32
        %144 = add %30, %10 : i32
        %145 = add %144, %14 : i32
        %146 = add %145, %b_ptrs.110 : i32
        %147 = add %146, %143 : i32
        %148 = shift %b_ptr, %147 : *f16
        for %32, %9, %0 {unroll=True} (%r.149: i32) {
          %b.150 = load_at %148, %r.149 : f16
          %151 = shr %r.149, %0 : i32
          %152 = and %r.149, %0 : i32
          fragment_set %right.115, %151, %152, %b.150
          yield
        }
        yield
      } () {
        %153 = index_mul %k.117, %9 : i32
        %154 = index_add %22, %153 : i32
        %155 = mul %154, %stride_bk : i32
        %156 = lt %154, %111 : i1
        %157 = add %30, %10 : i32
        %158 = add %157, %14 : i32
        %159 = add %158, %b_ptrs.110 : i32
        %160 = add %159, %155 : i32
        %161 = shift %b_ptr, %160 : *f16
        for %32, %9, %0 {unroll=True} (%r.162: i32) {
          %163 = index_add %15, %r.162 : i32
          %columns = index_add %30, %163 : i32
          %164 = lt %columns, %N : i1
          %165 = and %156, %164 : i1
          %b.166 = load_at %161, %r.162, %165, %33 : f16
          %167 = shr %r.162, %0 : i32
          %168 = and %r.162, %0 : i32
          fragment_set %right.115, %167, %168, %b.166
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.114, %32, %right.115, %32
      fragment_multiply %total, %0, %left.114, %32, %right.115, %0
      fragment_multiply %total, %16, %left.114, %32, %right.115, %16
      fragment_multiply %total, %2, %left.114, %32, %right.115, %2
      yield
    }
    %169 = add %a_ptrs.109, %13 : i32
    %170 = add %b_ptrs.110, %34 : i32
    yield %169, %170
  } : i32, i32
  %171 = and %46, %42 : i1
  if %171 {interior=True} () {
    %172 = mul %rows, %N : i32
    %173 = add %30, %10 : i32
    %174 = add %173, %14 : i32
    %175 = add %174, %172 : i32
    %176 = shift %c_ptr, %175 : *f32
    for %32, %9, %0 {unroll=True} (%r.177: i32) {
      %178 = shr %r.177, %0 : i32
      %179 = and %r.177, %0 : i32
      %total.180 = fragment_get %total, %178, %179 : f32
      store_at %176, %r.177, %total.180
      yield
    }
    yield
  } () {
    %181 = mul %rows, %N : i32
    %182 = lt %rows, %M : i1
    %183 = add %30, %10 : i32
    %184 = add %183, %14 : i32
    %185 = add %184, %181 : i32
    %186 = shift %c_ptr, %185 : *f32
    for %32, %9, %0 {unroll=True} (%r.187: i32) {
      %188 = index_add %15, %r.187 : i32
      %columns.189 = index_add %30, %188 : i32
      %190 = shr %r.187, %0 : i32
      %191 = and %r.187, %0 : i32
      %total.192 = fragment_get %total, %190, %191 : f32
      %193 = lt %columns.189, %N : i1
      %mask = and %182, %193 : i1
      store_at %186, %r.187, %total.192, %mask
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
  %6 = index_mul %5, %4 : i32
  %7 = index_add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = index_mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = index_mul %8, %16 : i32
  %18 = index_mul %12, %4 : i32
  %19 = index_add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = index_mul %20, %4 : i32
  %22 = index_add %3, %21 : i32
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = index_mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = index_mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = index_mul %29, %27 : i32
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
  %38 = cast %30 {dtype='i64'} : i64
  %39 = constant {value=31, dtype='i64'} : i64
  %40 = add %38, %39 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %39 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %47 = constant {value=0, dtype='i64'} : i64
  %48 = cast %K {dtype='i64'} : i64
  %49 = constant {value=15, dtype='i64'} : i64
  %50 = constant {value=1, dtype='i64'} : i64
  %51 = sub %48, %50 : i64
  %52 = constant {value=-2147483648, dtype='i64'} : i64
  %53 = constant {value=2147483647, dtype='i64'} : i64
  %54 = ge %48, %52 : i1
  %55 = le %48, %53 : i1
  %56 = sub %48, %51 : i64
  %57 = ge %56, %52 : i1
  %58 = le %56, %53 : i1
  %59 = sub %48, %49 : i64
  %60 = minimum %48, %59 : i64
  %61 = and %54, %55 : i1
  %62 = and %61, %57 : i1
  %63 = and %62, %58 : i1
  %64 = and %63, %42 : i1
  %65 = and %64, %46 : i1
  %66 = where %65, %60, %47 : i64
  %67 = maximum %66, %47 : i64
  %68 = add %67, %49 : i64
  %69 = constant {value=-16, dtype='i64'} : i64
  %70 = and %68, %69 : i64
  %71 = minimum %70, %48 : i64
  %72 = cast %67 {dtype='i32'} : i32
  %73 = cast %71 {dtype='i32'} : i32
  %rows = index_add %28, %7 : i32
  %74 = mul %rows, %stride_am : i32
  %75 = add %17, %18 : i32
  %76 = add %3, %21 : i32
  %77 = mul %76, %stride_bk : i32
  %78 = add %75, %74 : i32
  %79 = shift %a_ptr, %78 : *f16
  %80 = add %77, %30 : i32
  %81 = add %80, %10 : i32
  %82 = add %81, %14 : i32
  %83 = shift %b_ptr, %82 : *f16
  %a_ptrs, %b_ptrs, %84, %85 = for %32, %72, %13, %32, %32, %79, %83 {unroll=False} (%k: i32, %a_ptrs.86: i32, %b_ptrs.87: i32, %a_ptr.88: *f16, %b_ptr.89: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=True} (%k.90: i32) {
      %91 = index_mul %k.90, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.92: i32) {
        %93 = index_add %91, %r.92 : i32
        %a = load_at %a_ptr.88, %93 : f16
        %94 = shr %r.92, %0 : i32
        %95 = and %r.92, %0 : i32
        fragment_set %left, %94, %95, %a
        yield
      }
      %96 = mul %91, %stride_bk : i32
      %97 = shift %b_ptr.89, %96 : *f16
      for %32, %9, %0 {unroll=True} (%r.98: i32) {
        %b = load_at %97, %r.98 : f16
        %99 = shr %r.98, %0 : i32
        %100 = and %r.98, %0 : i32
        fragment_set %right, %99, %100, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %101 = add %a_ptrs.86, %13 : i32
    %102 = add %b_ptrs.87, %34 : i32
    %103 = shift %a_ptr.88, %13 : *f16
    %104 = shift %b_ptr.89, %34 : *f16
    yield %101, %102, %103, %104
  } : i32, i32, *f16, *f16
  %105 = cast %25 {dtype='i64'} : i64
  %106 = add %43, %105 : i64
  %107 = constant {value=7, dtype='i64'} : i64
  %108 = add %106, %107 : i64
  %109 = lt %108, %45 : i1
  %a_ptrs.110, %b_ptrs.111 = for %73, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.112: i32, %a_ptrs.113: i32, %b_ptrs.114: i32) {
    %115 = sub %K, %k.112 : i32
    %116 = lt %37, %115 : i1
    %117 = and %116, %42 : i1
    %left.118 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.119 = fragments_new {dtype='f16', count=4} : !f16<4>
    %120 = and %109, %116 : i1
    for %32, %16, %0 {unroll=False} (%k.121: i32) {
      if %120 () {
        %122 = index_mul %k.121, %9 : i32
        %123 = add %75, %a_ptrs.113 : i32
        %124 = add %123, %74 : i32
        %125 = add %124, %122 : i32
        %126 = shift %a_ptr, %125 : *f16
        for %32, %16, %0 {unroll=True} (%r.127: i32) {
          %a.128 = load_at %126, %r.127 : f16
          %129 = shr %r.127, %0 : i32
          %130 = and %r.127, %0 : i32
          fragment_set %left.118, %129, %130, %a.128
          yield
        }
        yield
      } () {
        %131 = index_mul %k.121, %9 : i32
        %132 = index_add %19, %131 : i32
        %133 = lt %rows, %M : i1
        %134 = add %75, %a_ptrs.113 : i32
        %135 = add %134, %74 : i32
        %136 = add %135, %131 : i32
        %137 = shift %a_ptr, %136 : *f16
        for %32, %16, %0 {unroll=True} (%r.138: i32) {
          %139 = index_add %132, %r.138 : i32
          %140 = lt %139, %115 : i1
          %141 = and %133, %140 : i1
          %a.142 = load_at %137, %r.138, %141, %33 : f16
          %143 = shr %r.138, %0 : i32
          %144 = and %r.138, %0 : i32
          fragment_set %left.118, %143, %144, %a.142
          yield
        }
        yield
      }
      if %117 () {
        %145 = index_mul %k.121, %9 : i32
        %146 = index_add %22, %145 : i32
        %147 = mul %146, %stride_bk : i32
        %148 = add %30, %10 : i32
        %149 = add %148, %14 : i32
        %150 = add %149, %b_ptrs.114 : i32
        %151 = add %150, %147 : i32
        %152 = shift %b_ptr, %151 : *f16
        for %32, %9, %0 {unroll=True} (%r.153: i32) {
          %b.154 = load_at %152, %r.153 : f16
          %155 = shr %r.153, %0 : i32
          %156 = and %r.153, %0 : i32
          fragment_set %right.119, %155, %156, %b.154
          yield
        }
        yield
      } () {
        %157 = index_mul %k.121, %9 : i32
        %158 = index_add %22, %157 : i32
        %159 = mul %158, %stride_bk : i32
        %160 = lt %158, %115 : i1
        %161 = add %30, %10 : i32
        %162 = add %161, %14 : i32
        %163 = add %162, %b_ptrs.114 : i32
        %164 = add %163, %159 : i32
        %165 = shift %b_ptr, %164 : *f16
        for %32, %9, %0 {unroll=True} (%r.166: i32) {
          %167 = index_add %15, %r.166 : i32
          %columns = index_add %30, %167 : i32
          %168 = lt %columns, %N : i1
          %169 = and %160, %168 : i1
          %b.170 = load_at %165, %r.166, %169, %33 : f16
          %171 = shr %r.166, %0 : i32
          %172 = and %r.166, %0 : i32
          fragment_set %right.119, %171, %172, %b.170
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.118, %32, %right.119, %32
      fragment_multiply %total, %0, %left.118, %32, %right.119, %0
      fragment_multiply %total, %16, %left.118, %32, %right.119, %16
      fragment_multiply %total, %2, %left.118, %32, %right.119, %2
      yield
    }
    %173 = add %a_ptrs.113, %13 : i32
    %174 = add %b_ptrs.114, %34 : i32
    yield %173, %174
  } : i32, i32
  %175 = and %46, %42 : i1
  if %175 {interior=True} () {
    %176 = mul %rows, %N : i32
    %177 = add %30, %10 : i32
    %178 = add %177, %14 : i32
    %179 = add %178, %176 : i32
    %180 = shift %c_ptr, %179 : *f32
    for %32, %9, %0 {unroll=True} (%r.181: i32) {
      %182 = shr %r.181, %0 : i32
      %183 = and %r.181, %0 : i32
      %total.184 = fragment_get %total, %182, %183 : f32
      store_at %180, %r.181, %total.184
      yield
    }
    yield
  } () {
    %185 = mul %rows, %N : i32
    %186 = lt %rows, %M : i1
    %187 = add %30, %10 : i32
    %188 = add %187, %14 : i32
    %189 = add %188, %185 : i32
    %190 = shift %c_ptr, %189 : *f32
    for %32, %9, %0 {unroll=True} (%r.191: i32) {
      %192 = index_add %15, %r.191 : i32
      %columns.193 = index_add %30, %192 : i32
      %194 = shr %r.191, %0 : i32
      %195 = and %r.191, %0 : i32
      %total.196 = fragment_get %total, %194, %195 : f32
      %197 = lt %columns.193, %N : i1
      %mask = and %186, %197 : i1
      store_at %190, %r.191, %total.196, %mask
      yield
    }
    yield
  }
  return
}
