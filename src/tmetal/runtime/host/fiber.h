// Threads that wait: one fiber per thread of a threadgroup, switched round robin at barriers.
//
// A fiber's stack is a block of tm::block_bytes bytes at a multiple of its size, with a Fiber near its
// high end: so the running thread finds its own state from the stack pointer, with no thread-local
// variable and no hidden parameter. Lanes of a simdgroup form a ring: an event of the simdgroup goes
// round that ring; an event of the threadgroup hands on to the next simdgroup once all lanes have
// reached it. Every lane must bring the same event, else the barrier diverged and the launch fails.
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

constexpr constant ulong block_bytes = 65536;
constexpr constant ulong canary = 0x5afe57ac4b10c0deul;
constexpr constant uint simd_width = 32;

enum Event : uint { running = 0, simdgroup_event = 1, threadgroup_event = 2, finished = 3 };
enum Failure : int { none = 0, diverged = 1, overflowed = 2 };

struct Group;
struct Fiber {  // at most 256 bytes
  ulong stack;
  thread Group* group;
  uint index;
  uint event;
  ulong slots[2][4];  // what a lane shows the others of its simdgroup, by parity of the exchange
  uint exchanges;
};

struct Group {
  ulong blocks;  // address of the first fiber's block
  ulong arena;   // address of threadgroup memory
  ulong caller;  // the suspended stack of the thread that runs the group
  ulong work;    // the driver's description of the current threadgroup
  uint threads;
  int failure;
};

extern "C" void tm_switch(thread ulong* save, ulong load);

// A Fiber and the hot end of its stack share a page, 8 places taking turns: at equal offsets in
// 64 KB blocks all of them would compete for the same few lines of the caches.
METAL_FUNC thread Fiber* fiber_at(ulong block) {
  return (thread Fiber*)(block + block_bytes - 256 - block / block_bytes % 8 * 256);
}
METAL_FUNC thread ulong* guard_of(ulong block) { return (thread ulong*)block; }

METAL_FUNC thread Fiber* self() {
  return fiber_at((ulong)__builtin_frame_address(0) & ~(block_bytes - 1));
}

METAL_FUNC ulong arena() { return self()->group->arena; }

// Which fiber runs after `me`, whose event is set: 0 means the caller of the group.
inline thread Fiber* next(thread Fiber* me) {
  thread Group* group = me->group;
  uint first = me->index / simd_width * simd_width;
  uint end = first + simd_width < group->threads ? first + simd_width : group->threads;
  ulong block = (ulong)me & ~(block_bytes - 1);
  if (me->event == finished && *guard_of(block) != canary) group->failure = overflowed;
  if (me->index != first && fiber_at(group->blocks + first * block_bytes)->event != me->event) {
    group->failure = diverged;
  }
  if (me->event != simdgroup_event && fiber_at(group->blocks)->event != me->event && first != 0) {
    group->failure = diverged;
  }
  if (group->failure) return 0;
  if (me->index + 1 < end) return fiber_at(group->blocks + (me->index + 1) * block_bytes);
  if (me->event == simdgroup_event) return fiber_at(group->blocks + first * block_bytes);
  if (end < group->threads) return fiber_at(group->blocks + end * block_bytes);
  return me->event == finished ? 0 : fiber_at(group->blocks);
}

__attribute__((noinline)) static void wait(Event event) {
  thread Fiber* me = self();
  me->event = event;
  thread Fiber* to = next(me);
  if (to != me) tm_switch(&me->stack, to ? to->stack : me->group->caller);
}

// The body of a fiber: the current threadgroup's thread, over and over.
void thread_body(thread Fiber* me);

extern "C" __attribute__((used, visibility("hidden"))) void tm_fiber_main() {
  thread Fiber* me = self();
  for (;;) {
    thread_body(me);
    wait(finished);
  }
}

}  // namespace tm

#ifdef __APPLE__
#define TM_SYMBOL "_"
#define TM_HIDDEN ".private_extern "
#else
#define TM_SYMBOL
#define TM_HIDDEN ".hidden "
#endif
#define TM_FUNCTION(name)                                                     \
  ".globl " TM_SYMBOL name "\n" TM_HIDDEN TM_SYMBOL name "\n.p2align 4\n" \
  TM_SYMBOL name ":\n"

// tm_switch saves the callee-saved registers on the stack, changes stacks and restores.
// tm_fiber_entry_address returns where a fresh stack begins.
#if defined(__x86_64__)
__asm__(
    ".text\n" TM_FUNCTION("tm_switch")
    "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
    "  movq %rsp, (%rdi)\n  movq %rsi, %rsp\n"
    "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n  ret\n"
    TM_FUNCTION("tm_fiber_entry")
    // The ABI wants rsp on a multiple of 16 before a call; `ret` has just moved it by 8.
    "  xorl %ebp, %ebp\n  andq $-16, %rsp\n  call " TM_SYMBOL "tm_fiber_main\n  ud2\n"
    TM_FUNCTION("tm_fiber_entry_address")
    "  leaq " TM_SYMBOL "tm_fiber_entry(%rip), %rax\n  ret\n");
namespace tm {
constexpr constant uint return_word = 6;  // above the six registers
constexpr constant uint frame_words = 8;
}
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
    // bl leaves the address of the entry in x30: Mach-O has no short reference to a symbol.
    TM_FUNCTION("tm_fiber_entry_address")
    "  mov x9, x30\n  bl 1f\n  mov x29, #0\n  bl " TM_SYMBOL "tm_fiber_main\n  brk #1\n"
    "1:\n  mov x0, x30\n  ret x9\n");
namespace tm {
constexpr constant uint return_word = 1;  // x30
constexpr constant uint frame_words = 20;
}
#else
#error "tmetal runs Metal kernels on x86-64 and aarch64 only"
#endif
// The dialect takes no address of a function.
extern "C" ulong tm_fiber_entry_address();

namespace tm {

// Gives every thread of `group` a fresh stack.
inline void prepare(thread Group* group) {
  for (uint i = 0; i < group->threads; ++i) {
    ulong block = group->blocks + i * block_bytes;
    thread Fiber* fiber = fiber_at(block);
    thread ulong* frame = (thread ulong*)((ulong)fiber - 64 - frame_words * 8);
    for (uint word = 0; word < frame_words; ++word) frame[word] = 0;
    frame[return_word] = tm_fiber_entry_address();
    fiber->stack = (ulong)frame;
    fiber->group = group;
    fiber->index = i;
    fiber->event = running;
    fiber->exchanges = 0;
    *guard_of(block) = canary;
  }
}

// Runs all threads of the current threadgroup once.
inline void run_threads(thread Group* group) {
  tm_switch(&group->caller, fiber_at(group->blocks)->stack);
}

}  // namespace tm

namespace metal {

METAL_FUNC void threadgroup_barrier(mem_flags) { tm::wait(tm::threadgroup_event); }
METAL_FUNC void simdgroup_barrier(mem_flags) { tm::wait(tm::simdgroup_event); }

}  // namespace metal
