// metal::array<T, n>: a fixed number of elements that can be copied.
#pragma once
#include "types.h"

namespace metal {

template <typename T, size_t n>
struct array {
  T tm_elements[n];

#define TM_ARRAY(space)                                                                      \
  METAL_FUNC constexpr space T& operator[](size_t i) space { return tm_elements[i]; }        \
  METAL_FUNC constexpr const space T& operator[](size_t i) const space { return tm_elements[i]; } \
  METAL_FUNC constexpr space T* data() space { return tm_elements; }                         \
  METAL_FUNC constexpr space T* begin() space { return tm_elements; }                        \
  METAL_FUNC constexpr space T* end() space { return tm_elements + n; }
  TM_ARRAY(thread)
  TM_ARRAY(device)
  TM_ARRAY(threadgroup)
#undef TM_ARRAY
  METAL_FUNC constexpr const constant T& operator[](size_t i) const constant { return tm_elements[i]; }
  METAL_FUNC static constexpr size_t size() { return n; }
  METAL_FUNC static constexpr bool empty() { return n == 0; }
};

}  // namespace metal
