//: a float does not become a bfloat
//: from tracel-ai/cubecl#1522; MSL4 section 2.22
//: says no implicit conversion
bfloat b = x[0];

//: a float is not assigned to a bfloat
//: from MSL4 section 2.22
//: says no implicit conversion
bfloat b = bfloat(1.0f);
b = x[0];

//: a float is not added to a bfloat in place
//: from MSL4 section 2.22
//: says no implicit conversion
bfloat b = bfloat(1.0f);
b += x[0];

//: a sum of bfloat and float is a float
//: from MSL4 section 2.22
//: says no implicit conversion
bfloat b = bfloat(1.0f) + 1.0f;

//: a conditional of bfloat and infinity
//: from ml-explore/mlx-lm#814
//: says no implicit conversion
bfloat16_t b = x[0] > 0.0f ? bfloat16_t(1.0f) : -INFINITY;

//: clamp of bfloats is a float
//: from apple-gpu 3.6: MLX adds no clamp
//: says no implicit conversion
bfloat b = bfloat(x[0]);
b = clamp(b, b, b);

//: a fused sum of floats is a float
//: from apple-gpu 2.5
//: says no implicit conversion
bfloat b = fma(1.0f, 2.0f, 3.0f);

//: a bfloat does not become an int
//: from MSL4 section 2.22
//: says no implicit conversion
int i = bfloat(1.0f);

//: half and bfloat do not mix
//: from MSL4 section 3.1
//: says no implicit conversion
out[0] = float(bfloat(1.0f) + half(1.0f));

//: a half does not become a bfloat
//: from MSL4 section 2.22
//: says cannot initialize
bfloat b = 1.0h;

//: a bfloat does not become a half
//: from MSL4 section 2.22
//: says cannot initialize
half h = bfloat(1.0f);

//: a function's bfloat result is not a float
//: from MSL4 section 2.22
//: says no implicit conversion
bfloat twice(bfloat b) { return float(b) * 2.0f; }
//: kernel
out[0] = float(twice(bfloat(1.0f)));
