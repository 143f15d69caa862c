// Threads that wait: one fiber per thread of a threadgroup, switched round robin at barriers.
//
// A fiber's stack is a block of tm::block_bytes bytes at a multiple of its size, with a Fiber near its
// high end: so the running thread finds its own state from the stack pointer, with no thread-local
// variable and no hidden parameter. The lanes of a simdgroup run one after the other, each up to an
// event; then the simdgroup settles what follows. In which order they run is open, as on a GPU, and
// can be chosen, so that a kernel cannot come to rely on one. A barrier wants the same event from every lane, else
// it diverged and the launch fails. A call of a simdgroup function joins the lanes that made this
// call; lanes that have finished or are at a barrier already take no part, and lanes at two different
// calls have diverged: what a GPU does then depends on where its compiler lets them meet again.
#pragma once
#include "types.h"

namespace metal {

enum class mem_flags : uint {
  mem_none = 0,
  mem_device = 1,
  mem_threadgroup = 2,
  mem_texture = 4,
  mem_threadgroup_imageblock = 8,
  mem_object_data = 16,
};
METAL_FUNC constexpr mem_flags operator|(mem_flags a, mem_flags b) {
  return mem_flags(uint(a) | uint(b));
}
METAL_FUNC constexpr mem_flags operator&(mem_flags a, mem_flags b) {
  return mem_flags(uint(a) & uint(b));
}

}  // namespace metal

namespace tm {

constexpr constant ulong block_bytes = 131072;
constexpr constant ulong canary = 0x5afe57ac4b10c0deul;
constexpr constant uint simd_width = 32;
constexpr constant uint most_products = 16;  // of one call
// A vector and its filling fit, and a lane's operands of matmul2d; two lines of a cache.
constexpr constant uint slot_words = 16;
// The stacks of a simdgroup, at a multiple of their size.
constexpr constant ulong chunk_bytes = 32 * block_bytes;

// From `exchange` on: a call of a simdgroup function, by its place in the text.
enum Event : uint { running, simdgroup_event, threadgroup_event, finished, exchange };
enum Failure : int {
  none = 0, diverged = 1, overflowed = 2, split = 3, interrupted = 4, faulty = 5, unlike = 6
};
// The order of simdgroups, of lanes too: 1 is last to first.
constexpr constant uint backwards = 1;

struct Group;
struct Fiber {  // at most 192 bytes
  ulong stack;
  thread Group* group;
  uint index;
  uint event;
  uint site;   // of the last barrier: its place in the text
  uint flags;  // and its memory flags
};

// d = a * b + c: addresses of tiles, and of what type each one's elements are.
struct MatrixProduct {
  ulong d, a, b, c;
  uint kinds;
};

struct Group {
  ulong blocks;  // address of the first simdgroup's chunk
  ulong arena;   // address of threadgroup memory
  ulong caller;  // the suspended stack of the thread that runs the group
  ulong work;    // the driver's description of the current threadgroup
  uint threads;
  int failure;
  ulong stop;  // address of the word that ends the launch
  ulong detail[4];  // of a failure: two threads, and the places in the text where they are
  uint order;  // see `ordered`
  uchar sequence[32];  // the simdgroups in their order
  uint stage;  // which of them runs
  uint meeting;  // the event at which the first of them waits for the others
  // Only one simdgroup at a time is between two events of the threadgroup:
  uint active;  // its lanes that run up to their next events, after an exchange those taking part
  uint seen;    // the event of its first lane to stop
  bool mixed;   // some lane of it stands at another event
  uint turn;    // which slots the next exchange writes; the last one's are still being read
  alignas(64) ulong slots[2][simd_width][slot_words];  // what a lane shows the others
  MatrixProduct products[most_products];
};

extern "C" void tm_switch(thread ulong* save, ulong load);
extern "C" void tm_wait(uint event);

// A Fiber and the hot end of its stack share a page, 16 places taking turns: at equal offsets in
// 128 KB blocks all of them would compete for the same few lines of the caches.
METAL_FUNC thread Fiber* fiber_at(ulong block) {
  return (thread Fiber*)(block + block_bytes - 256 - block / block_bytes % 16 * 256);
}
METAL_FUNC thread ulong* guard_of(ulong block) { return (thread ulong*)block; }

// Which elements of a matrix a lane holds: this one and the next.
METAL_FUNC constexpr uint matrix_row(uint lane) { return (lane / 4u & 4u) + lane / 2u % 4u; }
METAL_FUNC constexpr uint matrix_column(uint lane) { return (lane / 4u & 2u) * 2u + lane % 2u * 2u; }

METAL_FUNC thread Fiber* self() {
  return fiber_at((ulong)__builtin_frame_address(0) & ~(block_bytes - 1));
}

METAL_FUNC ulong arena() { return self()->group->arena; }

METAL_FUNC ulong block_of(thread Group* group, uint index) {
  return group->blocks + index / simd_width * chunk_bytes + index % simd_width * block_bytes;
}
METAL_FUNC thread Fiber* fiber_of(thread Group* group, uint index) {
  return fiber_at(block_of(group, index));
}

// Neither needs memory: the compiler knows that they do not change.
METAL_FUNC uint own_lane() { return uint((ulong)self() / block_bytes % simd_width); }
// From this lane's stack to the same place on the stack of lane 0.
METAL_FUNC ulong to_first_lane() {
  ulong me = (ulong)self();
  return (ulong)fiber_at(me & ~(chunk_bytes - 1)) - me;
}

// Which of some lanes runs first.
METAL_FUNC uint leader(thread Group* group, uint lanes) {
  return group->order == backwards ? 31u - uint(__builtin_clz(lanes)) : uint(__builtin_ctz(lanes));
}

METAL_FUNC bool stopped(thread Group* group) { return *(thread volatile ulong*)group->stop != 0; }

// All lanes of the simdgroup that begins with thread `first` are to run.
METAL_FUNC thread Fiber* enter(thread Group* group, uint first) {
  uint lanes = group->threads - first;
  group->active = lanes < simd_width ? (1u << lanes) - 1u : ~0u;
  group->mixed = false;
  group->seen = running;
  return fiber_of(group, first + leader(group, group->active));
}

// All simdgroups are to run, from the first in their order on.
METAL_FUNC thread Fiber* enter_all(thread Group* group) {
  group->stage = 0;
  return enter(group, group->sequence[0] * simd_width);
}

METAL_FUNC ulong place_of(thread Fiber* fiber) {
  return fiber->event >= exchange ? fiber->event - exchange : fiber->event == finished ? 0 : fiber->site;
}

// Notes what two threads that should have met were doing.
METAL_FUNC void fail(thread Group* group, int failure, uint one, uint other) {
  group->failure = failure;
  group->detail[0] = one;
  group->detail[1] = other;
  group->detail[2] = place_of(fiber_of(group, one));
  group->detail[3] = place_of(fiber_of(group, other));
}

// The sanitizer, if there is one, hears of threads that meet, or do not.
#ifdef TM_SANITIZE
static void met(thread Fiber* me, uint event);
static void met_without(thread Group* group, uint caller, uint waiting);
static void inactive(uint lane);
#else
METAL_FUNC void met(thread Fiber*, uint) {}
METAL_FUNC void met_without(thread Group*, uint, uint) {}
METAL_FUNC void inactive(uint) {}
#endif

#if TM_WHOLE
// Finds the event at which lanes of different events go on, and makes those lanes active.
__attribute__((noinline)) static uint settle_mixed(thread Group* group, uint first) {
  uint common = fiber_of(group, first)->event, call = 0, callers = 0, differs = first, waiting = 0;
  for (uint i = first; i < group->threads && i < first + simd_width; ++i) {
    uint event = fiber_of(group, i)->event;
    if (event != common) differs = i;
    if (event < exchange) {
      waiting = event == finished ? waiting : i + 1;
      continue;
    }
    if (call && call != event) fail(group, split, first + uint(__builtin_ctz(callers)), i);
    call = event;
    callers |= 1u << (i - first);
  }
  if (call && waiting) met_without(group, first + uint(__builtin_ctz(callers)), waiting - 1);
  if (call == 0 && differs != first) fail(group, diverged, first, differs);
  group->active = callers;
  return call ? call : common;
}

// Which fiber runs when all active lanes of a simdgroup, `me` the last, have stopped: 0 is the caller.
__attribute__((noinline)) static thread Fiber* settle(thread Fiber* me, uint first) {
  thread Group* group = me->group;
  uint event = group->mixed ? settle_mixed(group, first) : me->event;
  bool together = event == threadgroup_event || event == finished;
  if (!group->failure && together) {
    if (group->stage == 0) group->meeting = event;
    if (group->meeting != event) fail(group, diverged, group->sequence[0] * simd_width, first);
  }
  if (stopped(group)) group->failure = interrupted;
  if (group->failure) return 0;
  if (event >= exchange) {
    met(me, event);
    group->turn ^= 1;
    group->seen = running;
    return fiber_of(group, first + leader(group, group->active));
  }
  if (!together) {
    met(me, event);
    return enter(group, first);
  }
  if ((group->stage + 1) * simd_width < group->threads) {
    return enter(group, group->sequence[++group->stage] * simd_width);
  }
  if (event == finished) return 0;
  met(me, event);
  return enter_all(group);
}

// Which fiber runs after `me`, whose event is set: 0 means the caller of the group.
METAL_FUNC thread Fiber* next(thread Fiber* me) {
  thread Group* group = me->group;
  uint lane = me->index % simd_width, first = me->index - lane;
  if (me->event == finished && *guard_of((ulong)me & ~(block_bytes - 1)) != canary) {
    fail(group, overflowed, me->index, me->index);
    return 0;
  }
  if (group->seen == running) group->seen = me->event;
  group->mixed |= group->seen != me->event;
  uint later = group->order == backwards ? (1u << lane) - 1u : -2u << lane;
  later &= group->active;
  return later ? fiber_of(group, first + leader(group, later)) : settle(me, first);
}

// Called by tm_wait, which has saved its caller's registers on `stack`: on which stack to go on.
extern "C" __attribute__((used, visibility("hidden"))) ulong tm_next(uint event, ulong stack) {
  thread Fiber* me = self();
  me->event = event;
  me->stack = stack;
  // The one after the next is likely to run soon: its stack looks like this one.
  ulong later = (ulong)fiber_at(((ulong)me & ~(block_bytes - 1)) + 2 * block_bytes);
  __builtin_prefetch((thread const void*)later);
  ulong top = later - ((ulong)me - stack);
  for (uint line = 0; line < 4; ++line) __builtin_prefetch((thread const void*)(top + line * 64));
  thread Fiber* to = next(me);
  return to ? to->stack : me->group->caller;
}
#endif  // TM_WHOLE

#ifdef TM_MEASURE
__attribute__((noinline)) static  // calls of it are looked for
#else
METAL_FUNC
#endif
void wait(uint event) {
  tm_wait(event);
}

METAL_FUNC void wait_at_barrier(uint event, metal::mem_flags flags, uint line) {
  thread Fiber* me = self();
  me->site = line * 4096u;
  me->flags = uint(flags);
  wait(event);
}

// The body of a fiber: the current threadgroup's thread, over and over.
extern "C" __attribute__((visibility("hidden"))) void tm_thread_body(thread Fiber* me);

#if TM_WHOLE
extern "C" __attribute__((used, visibility("hidden"))) void tm_fiber_main() {
  thread Fiber* me = self();
  for (;;) {
    tm_thread_body(me);
    wait(finished);
  }
}
#endif

}  // namespace tm

#ifdef __APPLE__
#define TM_LABEL "_"
#define TM_HIDDEN ".private_extern "
#else
#define TM_LABEL
#define TM_HIDDEN ".hidden "
#endif
#define TM_FUNCTION(name)                                                     \
  ".globl " TM_LABEL name "\n" TM_HIDDEN TM_LABEL name "\n.p2align 4\n" \
  TM_LABEL name ":\n"

// tm_switch saves the callee-saved registers on the stack, changes stacks and restores. So does tm_wait,
// which asks tm_next for the other stack; and it jumps instead of returning, since the processor would
// expect it back where this fiber called, but the other one may have called elsewhere.
// tm_fiber_entry_address returns where a fresh stack begins.
#if !TM_WHOLE
#elif defined(__x86_64__)
__asm__(
    ".text\n" TM_FUNCTION("tm_switch")
    "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
    "  movq %rsp, (%rdi)\n  movq %rsi, %rsp\n"
    "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n  ret\n"
    TM_FUNCTION("tm_wait")
    "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
    "  movq %rsp, %rsi\n  subq $8, %rsp\n  call " TM_LABEL "tm_next\n  movq %rax, %rsp\n"
    "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
    "  popq %rcx\n  jmpq *%rcx\n"
    TM_FUNCTION("tm_fiber_entry")
    // The ABI wants rsp on a multiple of 16 before a call; `ret` has just moved it by 8.
    "  xorl %ebp, %ebp\n  andq $-16, %rsp\n  call " TM_LABEL "tm_fiber_main\n  ud2\n"
    TM_FUNCTION("tm_fiber_entry_address")
    "  leaq " TM_LABEL "tm_fiber_entry(%rip), %rax\n  ret\n");
#elif defined(__aarch64__)
__asm__(
    ".text\n" TM_FUNCTION("tm_switch")
    "  stp x29, x30, [sp, #-160]!\n"
    "  stp x19, x20, [sp, #16]\n  stp x21, x22, [sp, #32]\n  stp x23, x24, [sp, #48]\n"
    "  stp x25, x26, [sp, #64]\n  stp x27, x28, [sp, #80]\n"
    "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
    "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
    "  mov x9, sp\n  str x9, [x0]\n  mov sp, x1\n"
    "  ldp x19, x20, [sp, #16]\n  ldp x21, x22, [sp, #32]\n  ldp x23, x24, [sp, #48]\n"
    "  ldp x25, x26, [sp, #64]\n  ldp x27, x28, [sp, #80]\n"
    "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
    "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
    "  ldp x29, x30, [sp], #160\n  ret\n"
    TM_FUNCTION("tm_wait")
    "  stp x29, x30, [sp, #-160]!\n"
    "  stp x19, x20, [sp, #16]\n  stp x21, x22, [sp, #32]\n  stp x23, x24, [sp, #48]\n"
    "  stp x25, x26, [sp, #64]\n  stp x27, x28, [sp, #80]\n"
    "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
    "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
    "  mov x1, sp\n  bl " TM_LABEL "tm_next\n  mov sp, x0\n"
    "  ldp x19, x20, [sp, #16]\n  ldp x21, x22, [sp, #32]\n  ldp x23, x24, [sp, #48]\n"
    "  ldp x25, x26, [sp, #64]\n  ldp x27, x28, [sp, #80]\n"
    "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
    "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
    "  ldp x29, x30, [sp], #160\n  br x30\n"
    // bl leaves the address of the entry in x30: Mach-O has no short reference to a symbol.
    TM_FUNCTION("tm_fiber_entry_address")
    "  mov x9, x30\n  bl 1f\n  mov x29, #0\n  bl " TM_LABEL "tm_fiber_main\n  brk #1\n"
    "1:\n  mov x0, x30\n  ret x9\n");
#else
#error "tmetal runs Metal kernels on x86-64 and aarch64 only"
#endif
// The dialect takes no address of a function.
extern "C" ulong tm_fiber_entry_address();
extern "C" void tm_prepare(thread tm::Group* group);

namespace tm {

#if TM_WHOLE
#if defined(__x86_64__)
constexpr constant uint return_word = 6;  // above the six registers
constexpr constant uint frame_words = 8;
#else
constexpr constant uint return_word = 1;  // x30
constexpr constant uint frame_words = 20;
#endif

// Gives every thread of `group` a fresh stack.
extern "C" __attribute__((used, visibility("hidden"))) void tm_prepare(thread Group* group) {
  for (uint i = 0; i < group->threads; ++i) {
    ulong block = block_of(group, i);
    thread Fiber* fiber = fiber_at(block);
    thread ulong* frame = (thread ulong*)((ulong)fiber - 64 - frame_words * 8);
    for (uint word = 0; word < frame_words; ++word) frame[word] = 0;
    frame[return_word] = tm_fiber_entry_address();
    fiber->stack = (ulong)frame;
    fiber->group = group;
    fiber->index = i;
    fiber->event = running;
    *guard_of(block) = canary;
  }
}
#endif

// Runs all threads of the current threadgroup once.
inline void run_threads(thread Group* group) {
  tm_switch(&group->caller, enter_all(group)->stack);
}

}  // namespace tm

namespace metal {

// The default argument is evaluated at the call: it tells the caller's line.
METAL_FUNC void threadgroup_barrier(mem_flags flags, uint line = __builtin_LINE()) {
  tm::wait_at_barrier(tm::threadgroup_event, flags, line);
}
METAL_FUNC void simdgroup_barrier(mem_flags flags, uint line = __builtin_LINE()) {
  tm::wait_at_barrier(tm::simdgroup_event, flags, line);
}

}  // namespace metal
