//: max of a float and an integer literal
//: from apple-gpu 2.5
//: says call to 'max' is ambiguous
out[0] = max(x[0], 1);

//: min of a float and a half
//: from apple-gpu 2.5
//: says call to 'min' is ambiguous
out[0] = min(x[0], 1.0h);

//: max of a half and a float literal
//: from apple-gpu 2.5
//: says call to 'max' is ambiguous
half h = half(x[0]);
out[0] = max(h, 0.0f);

//: max of signed and unsigned
//: from apple-gpu 2.5
//: says call to 'max' is ambiguous
out[0] = float(max(1, 2u));

//: min of a long and an int literal
//: from apple-gpu 2.5
//: says call to 'min' is ambiguous
long n = long(x[0]);
out[0] = float(min(n, 0));

//: min of size_t and an int
//: from apple-gpu 2.5
//: says call to 'min' is ambiguous
size_t n = 4;
out[0] = float(min(n, 3));

//: clamp of a short between int literals
//: from apple-gpu 2.5
//: says call to 'clamp' is ambiguous
short n = short(x[0]);
out[0] = float(clamp(n, 0, 255));

//: clamp of a float between int literals
//: from apple-gpu 2.5
//: says call to 'clamp' is ambiguous
out[0] = clamp(x[0], 0, 1);

//: select between unsigned long and unsigned
//: from gfx-rs/wgpu#10277
//: says call to 'select' is ambiguous
ulong n = 1;
out[0] = float(select(n, 2u, true));

//: select between a float and an int
//: from apple-gpu 2.5
//: says call to 'select' is ambiguous
out[0] = select(1.0f, 2, true);

//: max3 of two types
//: from MSL4 section 6.2
//: says call to 'max3' is ambiguous
out[0] = max3(x[0], 1, 2);

//: pow of integers
//: from apple-gpu 2.5
//: says call to 'pow' is ambiguous
out[0] = pow(2, 3);

//: sqrt of an integer
//: from MSL4 section 6.5
//: says call to 'sqrt' is ambiguous
out[0] = sqrt(2);

//: exp of an integer
//: from MSL4 section 6.5
//: says call to 'exp' is ambiguous
out[0] = exp(2);

//: fmod of integers
//: from MSL4 section 6.5
//: says call to 'fmod' is ambiguous
out[0] = fmod(5, 3);

//: atan2 of a float and a half
//: from MSL4 section 6.5
//: says call to 'atan2' is ambiguous
out[0] = atan2(x[0], 1.0h);

//: sign of an integer
//: from MSL4 section 6.2
//: says call to 'sign' is ambiguous
out[0] = sign(-3);

//: isnan of an integer
//: from MSL4 section 6.4
//: says call to 'isnan' is ambiguous
out[0] = isnan(1) ? 1.0f : 0.0f;

//: rotate by a count of another type
//: from MSL4 section 6.3: both operands are T
//: says 'rotate'
out[0] = float(rotate(1, 2u));

//: popcount of a float
//: from MSL4 section 6.3
//: says 'popcount'
out[0] = float(popcount(x[0]));

//: mulhi of two types
//: from MSL4 section 6.3
//: says 'mulhi'
out[0] = float(mulhi(1, 2u));

//: absdiff of two types
//: from MSL4 section 6.3
//: says 'absdiff'
out[0] = float(absdiff(1, 2u));

//: dot of two lengths
//: from MSL4 section 6.6
//: says no matching function for call to 'dot'
out[0] = dot(float2(1.0f), float3(1.0f));

//: saturate of an integer
//: from MSL4 section 6.2
//: says 'saturate'
out[0] = saturate(2);

//: erf is not in the library
//: from apple-gpu 2.9; AdaptiveCpp/AdaptiveCpp#1997
//: says undeclared identifier 'erf'
out[0] = erf(x[0]);

//: erfc is not in the library
//: from apple-gpu 2.9
//: says undeclared identifier 'erfc'
out[0] = erfc(x[0]);

//: expm1 is not in the library
//: from apple-gpu 2.9
//: says undeclared identifier 'expm1'
out[0] = expm1(x[0]);

//: cbrt is not in the library
//: from apple-gpu 2.9
//: says undeclared identifier 'cbrt'
out[0] = cbrt(x[0]);

//: lgamma is not in the library
//: from apple-gpu 2.9; AdaptiveCpp/AdaptiveCpp#1997
//: says undeclared identifier 'lgamma'
out[0] = lgamma(x[0]);

//: tgamma is not in the library
//: from AdaptiveCpp/AdaptiveCpp#1997
//: says undeclared identifier 'tgamma'
out[0] = tgamma(x[0]);

//: remainder is not in the library
//: from apple-gpu 2.9
//: says undeclared identifier 'remainder'
out[0] = remainder(x[0], 2.0f);

//: sigmoid is not in the library
//: from apple-gpu 2.9
//: says undeclared identifier 'sigmoid'
out[0] = sigmoid(x[0]);

//: log1p is MLX's, not Metal's
//: from apple-gpu 2.9: in the global namespace
//: says no member named 'log1p'
out[0] = metal::log1p(x[0]);

//: hypot is MLX's, not Metal's
//: from apple-gpu 2.9
//: says no member named 'hypot'
out[0] = metal::hypot(x[0], x[0]);

//: C's function names are not there
//: from MSL4 section 6.5
//: says undeclared identifier 'expf'
out[0] = expf(x[0]);

//: C's fabsf is not there
//: from MSL4 section 6.5
//: says undeclared identifier 'fabsf'
out[0] = fabsf(x[0]);

//: OpenCL's functions are not there
//: from MSL4 chapter 6
//: says undeclared identifier 'get_global_id'
out[0] = float(get_global_id(0));

//: GLSL's inversesqrt is not there
//: from AcademySoftwareFoundation/MaterialX#2010
//: says undeclared identifier 'inversesqrt'
out[0] = inversesqrt(x[0]);

//: degrees and radians are not there
//: from mellinoe/ShaderGen#83
//: says undeclared identifier 'radians'
out[0] = radians(x[0]);
