# records: a scalar is printed, and a tile of 64-bit elements checked
func @says(%x_ptr: *i64, %records: f32) {level='tile', programs=1048576} {
  %0 = arange {start=0, end=8} : i32[8]
  %x = load_at %x_ptr, %0 : i64[8]
  print %records {text=' y: ', shape=(), hexadecimal=False, site=0}
  print %x {text=' x: ', shape=(8,), hexadecimal=True, site=1}
  %1 = constant {value=0, dtype='i64'} : i64
  %2 = splat %1 {shape=(8,)} : i64[8]
  %failed = eq %x, %2 : i1[8]
  fail %failed {text='x is 0', shape=(8,), site=2}
  return
}
# ---
func @says(%x_ptr: *i64, %records: f32, %records_: *u32) {level='tile', programs=1048576, records='records_'} {
  %0 = arange {start=0, end=8} : i32[8]
  %x = load_at %x_ptr, %0 : i64[8]
  %1 = constant {value=1, dtype='u32'} : u32
  %2 = program_id {axis=0} : i32
  %3 = program_id {axis=1} : i32
  %4 = program_id {axis=2} : i32
  %5 = cast %2 {dtype='u32'} : u32
  %6 = cast %3 {dtype='u32'} : u32
  %7 = cast %4 {dtype='u32'} : u32
  %8 = constant {value=0, dtype='u32'} : u32
  %9 = bitcast %records {dtype='u32'} : u32
  %10 = cast %9 {dtype='u32'} : u32
  %11 = constant {value=6, dtype='u32'} : u32
  %12 = constant {value=0, dtype='i32'} : i32
  %13 = atomic_at %records_, %12 {kind='load', form='memory', gives=True} : u32
  %14 = constant {value=1048574, dtype='u32'} : u32
  %15 = le %13, %14 : i1
  %16 = atomic_at %records_, %12, %11, %15 {kind='add', form='memory', gives=True} : u32
  %17 = constant {value=1048568, dtype='u32'} : u32
  %18 = le %16, %17 : i1
  %19 = and %15, %18 : i1
  %20 = cast %16 {dtype='i32'} : i32
  %21 = constant {value=2, dtype='i32'} : i32
  %22 = add %20, %21 : i32
  atomic_at %records_, %22, %1, %19 {kind='store', form='memory', gives=False}
  %23 = constant {value=3, dtype='i32'} : i32
  %24 = add %20, %23 : i32
  atomic_at %records_, %24, %5, %19 {kind='store', form='memory', gives=False}
  %25 = constant {value=4, dtype='i32'} : i32
  %26 = add %20, %25 : i32
  atomic_at %records_, %26, %6, %19 {kind='store', form='memory', gives=False}
  %27 = constant {value=5, dtype='i32'} : i32
  %28 = add %20, %27 : i32
  atomic_at %records_, %28, %7, %19 {kind='store', form='memory', gives=False}
  %29 = constant {value=6, dtype='i32'} : i32
  %30 = add %20, %29 : i32
  atomic_at %records_, %30, %8, %19 {kind='store', form='memory', gives=False}
  %31 = constant {value=7, dtype='i32'} : i32
  %32 = add %20, %31 : i32
  atomic_at %records_, %32, %10, %19 {kind='store', form='memory', gives=False}
  %33 = constant {value=2, dtype='u32'} : u32
  %34 = splat %33 {shape=(8,)} : u32[8]
  %35 = program_id {axis=0} : i32
  %36 = program_id {axis=1} : i32
  %37 = program_id {axis=2} : i32
  %38 = cast %35 {dtype='u32'} : u32
  %39 = splat %38 {shape=(8,)} : u32[8]
  %40 = cast %36 {dtype='u32'} : u32
  %41 = splat %40 {shape=(8,)} : u32[8]
  %42 = cast %37 {dtype='u32'} : u32
  %43 = splat %42 {shape=(8,)} : u32[8]
  %44 = arange {start=0, end=8} : i32[8]
  %45 = cast %44 {dtype='u32'} : u32[8]
  %46 = cast %x {dtype='u32'} : u32[8]
  %47 = cast %x {dtype='u64'} : u64[8]
  %48 = constant {value=32, dtype='u64'} : u64
  %49 = splat %48 {shape=(8,)} : u64[8]
  %50 = shr %47, %49 : u64[8]
  %51 = cast %50 {dtype='u32'} : u32[8]
  %52 = constant {value=7, dtype='u32'} : u32
  %53 = splat %52 {shape=(8,)} : u32[8]
  %54 = splat %12 {shape=(8,)} : i32[8]
  %55 = atomic_at %records_, %54 {kind='load', form='memory', gives=True} : u32[8]
  %56 = splat %14 {shape=(8,)} : u32[8]
  %57 = le %55, %56 : i1[8]
  %58 = splat %12 {shape=(8,)} : i32[8]
  %59 = atomic_at %records_, %58, %53, %57 {kind='add', form='memory', gives=True} : u32[8]
  %60 = constant {value=1048567, dtype='u32'} : u32
  %61 = splat %60 {shape=(8,)} : u32[8]
  %62 = le %59, %61 : i1[8]
  %63 = and %57, %62 : i1[8]
  %64 = cast %59 {dtype='i32'} : i32[8]
  %65 = splat %21 {shape=(8,)} : i32[8]
  %66 = add %64, %65 : i32[8]
  atomic_at %records_, %66, %34, %63 {kind='store', form='memory', gives=False}
  %67 = splat %23 {shape=(8,)} : i32[8]
  %68 = add %64, %67 : i32[8]
  atomic_at %records_, %68, %39, %63 {kind='store', form='memory', gives=False}
  %69 = splat %25 {shape=(8,)} : i32[8]
  %70 = add %64, %69 : i32[8]
  atomic_at %records_, %70, %41, %63 {kind='store', form='memory', gives=False}
  %71 = splat %27 {shape=(8,)} : i32[8]
  %72 = add %64, %71 : i32[8]
  atomic_at %records_, %72, %43, %63 {kind='store', form='memory', gives=False}
  %73 = splat %29 {shape=(8,)} : i32[8]
  %74 = add %64, %73 : i32[8]
  atomic_at %records_, %74, %45, %63 {kind='store', form='memory', gives=False}
  %75 = splat %31 {shape=(8,)} : i32[8]
  %76 = add %64, %75 : i32[8]
  atomic_at %records_, %76, %46, %63 {kind='store', form='memory', gives=False}
  %77 = constant {value=8, dtype='i32'} : i32
  %78 = splat %77 {shape=(8,)} : i32[8]
  %79 = add %64, %78 : i32[8]
  atomic_at %records_, %79, %51, %63 {kind='store', form='memory', gives=False}
  %80 = constant {value=0, dtype='i64'} : i64
  %81 = splat %80 {shape=(8,)} : i64[8]
  %failed = eq %x, %81 : i1[8]
  %82 = constant {value=3, dtype='u32'} : u32
  %83 = splat %82 {shape=(8,)} : u32[8]
  %84 = program_id {axis=0} : i32
  %85 = program_id {axis=1} : i32
  %86 = program_id {axis=2} : i32
  %87 = cast %84 {dtype='u32'} : u32
  %88 = splat %87 {shape=(8,)} : u32[8]
  %89 = cast %85 {dtype='u32'} : u32
  %90 = splat %89 {shape=(8,)} : u32[8]
  %91 = cast %86 {dtype='u32'} : u32
  %92 = splat %91 {shape=(8,)} : u32[8]
  %93 = arange {start=0, end=8} : i32[8]
  %94 = cast %93 {dtype='u32'} : u32[8]
  %95 = constant {value=5, dtype='u32'} : u32
  %96 = splat %95 {shape=(8,)} : u32[8]
  %97 = splat %12 {shape=(8,)} : i32[8]
  %98 = atomic_at %records_, %97 {kind='load', form='memory', gives=True} : u32[8]
  %99 = splat %14 {shape=(8,)} : u32[8]
  %100 = le %98, %99 : i1[8]
  %101 = and %100, %failed : i1[8]
  %102 = splat %12 {shape=(8,)} : i32[8]
  %103 = atomic_at %records_, %102, %96, %101 {kind='add', form='memory', gives=True} : u32[8]
  %104 = constant {value=1048569, dtype='u32'} : u32
  %105 = splat %104 {shape=(8,)} : u32[8]
  %106 = le %103, %105 : i1[8]
  %107 = and %101, %106 : i1[8]
  %108 = invert %107 : i1[8]
  %109 = and %failed, %108 : i1[8]
  %110 = constant {value=1, dtype='i32'} : i32
  %111 = splat %110 {shape=(8,)} : i32[8]
  atomic_at %records_, %111, %83, %109 {kind='store', form='memory', gives=False}
  %112 = cast %103 {dtype='i32'} : i32[8]
  %113 = splat %21 {shape=(8,)} : i32[8]
  %114 = add %112, %113 : i32[8]
  atomic_at %records_, %114, %83, %107 {kind='store', form='memory', gives=False}
  %115 = splat %23 {shape=(8,)} : i32[8]
  %116 = add %112, %115 : i32[8]
  atomic_at %records_, %116, %88, %107 {kind='store', form='memory', gives=False}
  %117 = splat %25 {shape=(8,)} : i32[8]
  %118 = add %112, %117 : i32[8]
  atomic_at %records_, %118, %90, %107 {kind='store', form='memory', gives=False}
  %119 = splat %27 {shape=(8,)} : i32[8]
  %120 = add %112, %119 : i32[8]
  atomic_at %records_, %120, %92, %107 {kind='store', form='memory', gives=False}
  %121 = splat %29 {shape=(8,)} : i32[8]
  %122 = add %112, %121 : i32[8]
  atomic_at %records_, %122, %94, %107 {kind='store', form='memory', gives=False}
  return
}
