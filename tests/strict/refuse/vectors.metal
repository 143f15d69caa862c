//: vectors do not convert to each other
//: from MSL4 section 2.22
//: says cannot initialize | implicit conversion
float4 v = int4(1);

//: a vector of another length
//: from MSL4 section 2.22
//: says cannot initialize | implicit conversion
float4 v = float3(1.0f);

//: an int vector is not added to a float vector
//: from MSL4 section 2.22
//: says implicit conversions between vector types
float2 v = float2(1.0f);
v += int2(1);

//: a constructor needs one value or one per lane
//: from MSL4 section 2.2.2
//: says one value or one per lane
float4 v = float4(1.0f, 2.0f, 3.0f);

//: a constructor with too many values
//: from MSL4 section 2.2.2
//: says one value or one per lane
float2 v = float2(1.0f, 2.0f, 3.0f);

//: OpenCL's vector literal
//: from MSL4 section 2.2.2
//: says float4(...)
float4 v = (float4)(1.0f, 2.0f, 3.0f, 4.0f);

//: a component twice in a target
//: from MSL4 section 2.2.1
//: says duplicate components
float4 v = float4(x[0]);
v.xx = v.yz;

//: xyzw and rgba do not mix
//: from MSL4 section 2.2.1
//: says illegal vector component name
float4 v = float4(x[0]);
out[0] = v.xg.x;

//: a component that is not there
//: from MSL4 section 2.2.1
//: says vector component access exceeds
float2 v = float2(x[0]);
out[0] = v.z;

//: a component has no address
//: from MSL4 section 2.2.1
//: says address of vector element
float4 v = float4(x[0]);
thread float* p = &v.x;

//: a vector is no condition
//: from MSL4 section 3.1
//: says not contextually convertible to 'bool' | statement requires expression of scalar type
if (float2(x[0]) == float2(1.0f)) { out[0] = 1.0f; }

//: a vector is no scalar
//: from MSL4 section 2.22
//: says cannot initialize | from incompatible type | assigning to
out[0] = float2(1.0f);
