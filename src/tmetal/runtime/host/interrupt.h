// How a signal takes a thread out of a kernel that does not end.
//
// A thread at work has a seat at the executor's desk. `tm_guard` notes its stack there and calls
// `tm_run`; a signal handler that finds the seat of its own thread goes back to that stack, from
// wherever the kernel was, and `tm_guard` returns `interrupted`. A kernel holds no lock and no memory
// that would be lost: it calls nothing but mathematics. The library is bound when it is loaded, so
// that no lookup of a function is cut in two either.
#pragma once
#include "fiber.h"
#include "launch.h"

namespace tm {

struct Seat {
  ulong owner;  // 0: free
  ulong stack;   // not 0: a kernel is running
  ulong launch;
};
constexpr constant uint seats = 256;
struct Desk {
  ulong main;     // the thread that Python delivers signals to
  ulong pending;  // a SIGINT came when no kernel was running on it
  Seat seat[seats];
};

}  // namespace tm

extern "C" ulong pthread_self();
extern "C" int pthread_kill(ulong thread_id, int number);
extern "C" int tm_guard(thread ulong* stack, ulong launch, ulong memory);
extern "C" void tm_escape(ulong stack, int result);
extern "C" ulong tm_desk_address();

#if defined(__x86_64__)
__asm__(
    ".text\n" TM_FUNCTION("tm_guard")
    "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
    "  movq %rsp, (%rdi)\n  pushq %rdi\n  movq %rsi, %rdi\n  movq %rdx, %rsi\n"
    "  call " TM_LABEL "tm_run\n  popq %rdi\n  movq $0, (%rdi)\n"
    "1:\n  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n  ret\n"
    TM_FUNCTION("tm_escape")
    "  movl %esi, %eax\n  movq %rdi, %rsp\n  jmp 1b\n"
    TM_FUNCTION("tm_desk_address")
    "  leaq tm_desk_word(%rip), %rax\n  ret\n");
#else
__asm__(
    ".text\n" TM_FUNCTION("tm_guard")
    "  stp x29, x30, [sp, #-160]!\n"
    "  stp x19, x20, [sp, #16]\n  stp x21, x22, [sp, #32]\n  stp x23, x24, [sp, #48]\n"
    "  stp x25, x26, [sp, #64]\n  stp x27, x28, [sp, #80]\n"
    "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
    "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
    "  mov x9, sp\n  str x9, [x0]\n  mov x19, x0\n  mov x0, x1\n  mov x1, x2\n"
    "  bl " TM_LABEL "tm_run\n  str xzr, [x19]\n"
    "1:\n"
    "  ldp x19, x20, [sp, #16]\n  ldp x21, x22, [sp, #32]\n  ldp x23, x24, [sp, #48]\n"
    "  ldp x25, x26, [sp, #64]\n  ldp x27, x28, [sp, #80]\n"
    "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
    "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
    "  ldp x29, x30, [sp], #160\n  ret\n"
    TM_FUNCTION("tm_escape")
    "  mov sp, x0\n  mov w0, w1\n  b 1b\n"
    TM_FUNCTION("tm_desk_address")
#ifdef __APPLE__
    "  adrp x0, tm_desk_word@PAGE\n  add x0, x0, tm_desk_word@PAGEOFF\n  ret\n");
#else
    "  adrp x0, tm_desk_word\n  add x0, x0, :lo12:tm_desk_word\n  ret\n");
#endif
#endif
#ifdef __APPLE__
__asm__(".zerofill __DATA,__bss,tm_desk_word,8,3\n.text\n");
#else
__asm__(".local tm_desk_word\n.comm tm_desk_word,8,8\n.text\n");
#endif

namespace tm {

METAL_FUNC thread Seat* take_seat(thread Desk* desk, ulong launch) {
  if (!desk) return 0;
  ulong me = pthread_self();
  for (uint i = 0; i < seats; ++i) {
    thread Seat* seat = &desk->seat[i];
    ulong nobody = 0;
    if (!__atomic_compare_exchange_n(&seat->owner, &nobody, me, false, 2, 0)) continue;
    seat->launch = launch;
    return seat;
  }
  return 0;  // a crowd: this thread cannot be interrupted
}

METAL_FUNC void leave_seat(thread Seat* seat) {
  seat->launch = 0;
  __atomic_store_n(&seat->owner, 0ul, 3);
}

// The seat of the running thread, if it is in a kernel.
METAL_FUNC thread Seat* own_seat(thread Desk* desk) {
  ulong me = pthread_self();
  for (uint i = 0; i < seats; ++i) {
    thread volatile Seat* seat = &desk->seat[i];
    if (seat->owner == me && seat->stack) return (thread Seat*)seat;
  }
  return 0;
}

METAL_FUNC void leave_kernel(thread Seat* seat) {
  ulong stack = seat->stack;
  seat->stack = 0;
  tm_escape(stack, interrupted);
}

}  // namespace tm

#define TM_EXPORT extern "C" __attribute__((visibility("default")))

// Where the handlers find the desk.
TM_EXPORT void tmetal_desk(ulong desk) { *(thread ulong*)tm_desk_address() = desk; }

// Handles the signal by which the executor stops a worker: only one whose launch is to stop.
TM_EXPORT void tmetal_stop(int) {
  thread tm::Seat* seat = tm::own_seat(*(thread tm::Desk**)tm_desk_address());
  if (seat && *(thread volatile ulong*)&((thread tm::Launch*)seat->launch)->stop) tm::leave_kernel(seat);
}

// Handles SIGINT while the main thread runs a kernel itself.
TM_EXPORT void tmetal_interrupt(int number) {
  thread tm::Desk* desk = *(thread tm::Desk**)tm_desk_address();
  if (desk->main != pthread_self()) {
    pthread_kill(desk->main, number);
    return;
  }
  desk->pending = 1;
  if (thread tm::Seat* seat = tm::own_seat(desk)) {
    ((thread tm::Launch*)seat->launch)->stop = 1;
    tm::leave_kernel(seat);
  }
}
