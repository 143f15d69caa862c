// Functions of a simdgroup (32 lanes) and of a quadgroup (4), for numbers and vectors of them.
//
// A call is known by its place in the text: a default argument tells the line and column of the
// caller. The lanes that make one call show each other their values in the slots of their Group.
// What Metal leaves undefined, the value of a lane that takes no part, is 0xCD in every byte here.
// Only texts that run as fibers see this file.
#pragma once
#include "common.h"
#include "fiber.h"

namespace tm {

struct Site {
  uint id;
};
#define TM_THIS_SITE ::tm::Site{__builtin_LINE() * 4096u + __builtin_COLUMN()}
#define TM_SITE ::tm::Site site = TM_THIS_SITE

// What a lane sees of an exchange.
struct Meeting {
  thread ulong (*slots)[slot_words];
  uint active;
  uint lane;
};

template <typename T>
METAL_FUNC Meeting meet(Site site, T x) {
  thread Fiber* me = self();
  thread Group* group = me->group;
  uint lane = me->index % simd_width;
  *(thread T*)group->slots[group->turn][lane] = x;
  wait(exchange + site.id);
  return Meeting{group->slots[group->turn ^ 1u], group->active, lane};
}

template <typename T>
METAL_FUNC T undefined_value() {
  T x;
  __builtin_memset(&x, 0xCD, sizeof(T));
  return x;
}

// The value of one lane; T has to be what that lane has shown.
template <typename T>
METAL_FUNC T shown(Meeting all, uint lane) {
  if (lane >= simd_width || !(all.active >> lane & 1u)) {
    inactive(lane);
    return undefined_value<T>();
  }
  return *(thread const T*)all.slots[lane];
}

// The active lanes of the caller's part of a simdgroup.
template <uint width>
METAL_FUNC uint part(Meeting all) {
  return all.active & (width == simd_width ? ~0u : ((1u << width % 32u) - 1u) << all.lane / width * width);
}

// Integers wrap around; a sum or product of 64 bits has the right low bits for all of them.
struct Sum {
  static constexpr constant int identity = 0;
  template <typename T>
  METAL_FUNC static T of(T x, T y) {
    if constexpr (is_integer<T>) return T(ulong(x) + ulong(y));
    else return x + y;
  }
};
struct Product {
  static constexpr constant int identity = 1;
  template <typename T>
  METAL_FUNC static T of(T x, T y) {
    if constexpr (is_integer<T>) return T(ulong(x) * ulong(y));
    else return x * y;
  }
};
struct Least {
  template <typename T>
  METAL_FUNC static T of(T x, T y) { return metal::min(x, y); }
};
struct Greatest {
  template <typename T>
  METAL_FUNC static T of(T x, T y) { return metal::max(x, y); }
};
struct And {
  template <typename T>
  METAL_FUNC static T of(T x, T y) { return T(x & y); }
};
struct Or {
  template <typename T>
  METAL_FUNC static T of(T x, T y) { return T(x | y); }
};
struct Xor {
  template <typename T>
  METAL_FUNC static T of(T x, T y) { return T(x ^ y); }
};

template <typename Op, typename T>
METAL_FUNC T combined(T x, T y) {
  if constexpr (is_vector<T>) {
    typedef typename vector_of<T>::element E;
    for (int i = 0; i < lanes_of<T>; ++i) x[i] = Op::of(E(x[i]), E(y[i]));
    return x;
  } else {
    return Op::of(x, y);
  }
}

// MLX computes on bfloat in float and rounds at the end.
template <typename T>
using total_of = metal::conditional_t<__is_same(T, bfloat), float, T>;

template <typename Op, typename T>
METAL_FUNC T reduced(Meeting all, uint lanes, total_of<T> start) {
  for (; lanes; lanes &= lanes - 1u) {
    T x = *(thread const T*)all.slots[__builtin_ctz(lanes)];
    start = combined<Op>(start, total_of<T>(x));
  }
  return T(start);
}

template <typename Op, uint width, typename T>
METAL_FUNC T reduce(T x, Site site) {
  Meeting all = meet(site, x);
  uint lanes = part<width>(all);
  return reduced<Op, T>(all, lanes & (lanes - 1u), total_of<T>(shown<T>(all, __builtin_ctz(lanes))));
}

template <typename Op, uint width, bool inclusive, typename T>
METAL_FUNC T prefix(T x, Site site) {
  Meeting all = meet(site, x);
  uint before = ((inclusive ? 2u : 1u) << all.lane) - 1u;
  typedef typename vector_of<total_of<T>>::element E;
  return reduced<Op, T>(all, part<width>(all) & before, total_of<T>(E(Op::identity)));
}

template <uint width, typename T>
METAL_FUNC T shuffle(T x, uint lane, Site site) {
  Meeting all = meet(site, x);
  return shown<T>(all, lane < width ? all.lane / width * width + lane : simd_width);
}

// Gives each lane `op` of its value and of that lane's whose number differs by `mask`.
template <uint mask, typename T, typename Op>
METAL_FUNC void exchange_all(thread T* now, uint active, Op op) {
  T other[simd_width];
  for (uint i = 0; i < simd_width; ++i) other[i] = now[(i ^ mask) % simd_width];
  if (active != ~0u) {
    for (uint i = 0; i < simd_width; ++i) {
      if (!(active >> (i ^ mask) % simd_width & 1u)) other[i] = undefined_value<T>();
    }
  }
  for (uint i = 0; i < simd_width; ++i) now[i] = op(now[i], other[i]);
}

// That for one mask after the other: the first lane that goes on does it for all (see meetings.py).
template <typename T, uint... masks, typename Op>
METAL_FUNC T butterfly(Site site, T x, Op op) {
  Meeting all = meet(site, x);
  if (all.lane == leader(self()->group, all.active)) {
    T now[simd_width];
    for (uint i = 0; i < simd_width; ++i) now[i] = *(thread const T*)all.slots[i];
    (exchange_all<masks>(now, all.active, op), ...);
    for (uint i = 0; i < simd_width; ++i) *(thread T*)all.slots[i] = now[i];
  }
  return *(thread const T*)all.slots[all.lane];
}

METAL_FUNC uint lane_of() { return self()->index % simd_width; }

// Lanes that would get a value from outside keep their own.
template <uint width, typename T>
METAL_FUNC T shuffle_by(T x, int delta, Site site) {
  int from = int(lane_of() % width) + delta;
  return shuffle<width>(x, from < 0 || from >= int(width) ? lane_of() % width : uint(from), site);
}

template <typename T>
struct Filled {
  T data;
  T filling;
};

// Each `modulo` lanes shift on their own; what comes in at the end is the filling of lanes that would
// come next if the shift went round.
template <uint width, typename T>
METAL_FUNC T shuffle_and_fill(T x, T filling, int delta, uint modulo, Site site) {
  Meeting all = meet(site, Filled<T>{x, filling});
  if (modulo == 0 || modulo > width || (modulo & (modulo - 1u))) return undefined_value<T>();
  int at = int(all.lane % modulo) + delta;
  if (at < -int(modulo) || at >= 2 * int(modulo)) return undefined_value<T>();
  Filled<T> from = shown<Filled<T>>(all, all.lane / modulo * modulo + (uint(at) & (modulo - 1u)));
  return at < 0 || at >= int(modulo) ? from.filling : from.data;
}

template <uint width>
METAL_FUNC uint ballot(bool x, Site site) {
  Meeting all = meet(site, uint(x));
  uint votes = 0;
  for (uint lanes = part<width>(all); lanes; lanes &= lanes - 1u) {
    uint lane = uint(__builtin_ctz(lanes));
    votes |= shown<uint>(all, lane) << lane;
  }
  return votes >> all.lane / width * width % simd_width;
}

template <uint width>
METAL_FUNC uint active(Site site) { return ballot<width>(true, site); }

template <typename T, typename... Ts>
constexpr constant bool elements_are = one_of<typename vector_of<T>::element, Ts...>;
template <typename T>
constexpr constant bool simd_integer = elements_are<T, char, signed char, uchar, short, ushort, int, uint>;
template <typename T>
constexpr constant bool simd_plain = simd_integer<T> || elements_are<T, half, float>;
// MLX adds overloads for bfloat, not for vectors of it.
template <typename T>
constexpr constant bool simd_number = simd_plain<T> || __is_same(T, bfloat);
template <typename T>
constexpr constant bool quad_integer = simd_integer<T> || elements_are<T, long, ulong>;
template <typename T>
constexpr constant bool quad_number = simd_plain<T> || quad_integer<T>;
template <typename T>
constexpr constant bool quad_plain = quad_number<T>;

// The bits above the lanes are undefined on Metal.
template <uint width>
struct Vote {
  typedef ulong vote_t;
  METAL_FUNC explicit constexpr Vote(vote_t votes = 0) : tm_votes(votes) {}
  METAL_FUNC explicit constexpr operator vote_t() const { return tm_votes; }
  METAL_FUNC constexpr bool all() const { return (~tm_votes & tm_lanes) == 0; }
  METAL_FUNC constexpr bool any() const { return (tm_votes & tm_lanes) != 0; }

 private:
  static constexpr constant ulong tm_lanes = (1ul << width) - 1ul;
  vote_t tm_votes;
};

template <uint width>
METAL_FUNC Vote<width> vote(uint votes) {
  return Vote<width>(votes | 0xCDCDCDCDCDCDCDCDul << width);
}

}  // namespace tm

namespace metal {

typedef tm::Vote<32> simd_vote;
typedef tm::Vote<4> quad_vote;

#define TM_FOR(condition) template <typename T, typename = enable_if_t<tm::condition<T>>> METAL_FUNC

#define TM_REDUCTION(name, condition, op, width) \
  TM_FOR(condition) T name(T x, TM_SITE) { return tm::reduce<tm::op, width>(x, site); }
#define TM_PREFIX(name, condition, op, width)                     \
  TM_FOR(condition) T name##inclusive_##op(T x, TM_SITE) {        \
    return tm::prefix<tm::TM_OP_##op, width, true>(x, site);      \
  }                                                               \
  TM_FOR(condition) T name##exclusive_##op(T x, TM_SITE) {        \
    return tm::prefix<tm::TM_OP_##op, width, false>(x, site);     \
  }
#define TM_OP_sum Sum
#define TM_OP_product Product

#define TM_GROUP(group, width)                                                         \
  TM_REDUCTION(group##_sum, group##_number, Sum, width)                                \
  TM_REDUCTION(group##_product, group##_number, Product, width)                        \
  TM_REDUCTION(group##_min, group##_number, Least, width)                              \
  TM_REDUCTION(group##_max, group##_number, Greatest, width)                           \
  TM_REDUCTION(group##_and, group##_integer, And, width)                               \
  TM_REDUCTION(group##_or, group##_integer, Or, width)                                 \
  TM_REDUCTION(group##_xor, group##_integer, Xor, width)                               \
  TM_PREFIX(group##_prefix_, group##_number, sum, width)                               \
  TM_PREFIX(group##_prefix_, group##_number, product, width)                           \
  TM_FOR(group##_number) T group##_broadcast(T x, ushort lane, TM_SITE) {              \
    return tm::shuffle<width>(x, lane, site);                                          \
  }                                                                                    \
  TM_FOR(group##_plain) T group##_broadcast_first(T x, TM_SITE) {                      \
    tm::Meeting all = tm::meet(site, x);                                               \
    return tm::shown<T>(all, uint(__builtin_ctz(tm::part<width>(all))));               \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle(T x, ushort lane, TM_SITE) {                \
    return tm::shuffle<width>(x, lane, site);                                          \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_xor(T x, ushort mask, TM_SITE) {            \
    return tm::shuffle<width>(x, tm::lane_of() % width ^ mask, site);                  \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_up(T x, ushort delta, TM_SITE) {            \
    return tm::shuffle_by<width>(x, -int(delta), site);                                \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_down(T x, ushort delta, TM_SITE) {          \
    return tm::shuffle_by<width>(x, int(delta), site);                                 \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_rotate_up(T x, ushort delta, TM_SITE) {     \
    return tm::shuffle<width>(x, (tm::lane_of() - delta) % width, site);               \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_rotate_down(T x, ushort delta, TM_SITE) {   \
    return tm::shuffle<width>(x, (tm::lane_of() + delta) % width, site);               \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_and_fill_up(                                \
      T x, T filling, ushort delta, ushort modulo, TM_SITE) {                          \
    return tm::shuffle_and_fill<width>(x, filling, -int(delta), modulo, site);         \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_and_fill_up(T x, T filling, ushort delta, TM_SITE) { \
    return tm::shuffle_and_fill<width>(x, filling, -int(delta), width, site);          \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_and_fill_down(                              \
      T x, T filling, ushort delta, ushort modulo, TM_SITE) {                          \
    return tm::shuffle_and_fill<width>(x, filling, int(delta), modulo, site);          \
  }                                                                                    \
  TM_FOR(group##_number) T group##_shuffle_and_fill_down(T x, T filling, ushort delta, TM_SITE) { \
    return tm::shuffle_and_fill<width>(x, filling, int(delta), width, site);           \
  }                                                                                    \
  METAL_FUNC group##_vote group##_ballot(bool x, TM_SITE) {                            \
    return tm::vote<width>(tm::ballot<width>(x, site));                                \
  }                                                                                    \
  METAL_FUNC group##_vote group##_active_threads_mask(TM_SITE) {                       \
    return tm::vote<width>(tm::active<width>(site));                                   \
  }                                                                                    \
  METAL_FUNC bool group##_all(bool x, TM_SITE) { return tm::ballot<width>(!x, site) == 0; } \
  METAL_FUNC bool group##_any(bool x, TM_SITE) { return tm::ballot<width>(x, site) != 0; }  \
  METAL_FUNC bool group##_is_first(TM_SITE) {                                          \
    return uint(__builtin_ctz(tm::active<width>(site))) == tm::lane_of() % width;      \
  }

TM_GROUP(simd, 32)
TM_GROUP(quad, 4)

#undef TM_GROUP
#undef TM_PREFIX
#undef TM_OP_sum
#undef TM_OP_product
#undef TM_REDUCTION
#undef TM_FOR

}  // namespace metal

#ifndef TM_TEXT_HAS_PRELUDE
// MLX's prelude has these outside of namespace metal.
#define TM_OF_MLX(T, as)                                                                     \
  METAL_FUNC T simd_shuffle(T x, uint16_t lane, TM_SITE) {                                   \
    return T(tm::shuffle<32>(as(x), lane, site));                                            \
  }                                                                                          \
  METAL_FUNC T simd_shuffle_up(T x, uint16_t delta, TM_SITE) {                               \
    return T(tm::shuffle_by<32>(as(x), -int(delta), site));                                  \
  }                                                                                          \
  METAL_FUNC T simd_shuffle_down(T x, uint16_t delta, TM_SITE) {                             \
    return T(tm::shuffle_by<32>(as(x), int(delta), site));                                   \
  }                                                                                          \
  METAL_FUNC T simd_shuffle_and_fill_up(T x, T filling, uint16_t delta, TM_SITE) {           \
    return T(tm::shuffle_and_fill<32>(as(x), as(filling), -int(delta), 32u, site));          \
  }
TM_OF_MLX(uint64_t, uint64_t)
TM_OF_MLX(int64_t, int64_t)
TM_OF_MLX(bool, uint32_t)
TM_OF_MLX(complex64_t, complex64_t)
#undef TM_OF_MLX
#endif

