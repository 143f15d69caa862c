// The sanitizer's side of an instrumented kernel (see measure/instrument.py): what is checked at each
// access, barrier and call of a simdgroup function. One worker runs all threadgroups in turn.
//
// Every buffer and threadgroup variable has a region of addresses of its own, so an address tells
// whose bounds hold. Memory that the kernel may write has a shadow, a Cell for each `granule` of bytes,
// which tells who wrote it last and who has read it since. Two accesses by threads of one threadgroup
// are ordered by a threadgroup barrier between them with the flag of that memory, and by a simdgroup
// barrier or function if both are of one simdgroup; accesses of two threadgroups by nothing.
//
// A kernel that left its buffers cannot go on: its threadgroup ends there.
#pragma once
#include "fiber.h"

extern "C" ulong tm_state_address();  // added with the instrumentation: where State's address is

namespace tm {

constexpr constant uint region_shift = 36;
constexpr constant uint buffers = 32;
constexpr constant uint regions = 96;

enum SiteKind : uint { reads = 1, writes = 2, atomically = 4 };
enum Kind : uint {
  no_finding,
  outside_read, outside_write, misaligned, race, unwritten_shared, unwritten_output,
  divergent_barrier, divergent_call, inactive_lane_read, integer_overflow, stack_overflow,
};

struct SiteInfo {
  uint kind;
  uint size;
  uint align;
  uint padding;
};

// Who accessed a cell. Bits, from the top: 24 threadgroup, 10 thread, 16 and 10 the number of barriers
// it had passed (its threadgroup's, and since then its simdgroup's), 4 marks.
typedef ulong Stamp;
enum Mark : uint {
  valid = 1,
  atomic_mark = 2,   // of a writer
  // Of a reader: others that had read before, and that a later write has to be ordered with too.
  other_lanes = 2, other_simdgroups = 4, other_groups = 8,
};
METAL_FUNC uint group_of(Stamp x) { return uint(x >> 40); }
METAL_FUNC uint thread_of(Stamp x) { return uint(x >> 30) & 1023u; }
METAL_FUNC uint simdgroup_of(Stamp x) { return uint(x >> 35) & 31u; }
METAL_FUNC uint barriers_of(Stamp x) { return uint(x >> 14) & 65535u; }
METAL_FUNC uint steps_of(Stamp x) { return uint(x >> 4) & 1023u; }

struct Cell {
  Stamp writer;
  Stamp reader;
  uint write_site;
  uint read_site;
};

struct Region {
  ulong begin;   // of the data
  ulong end;
  ulong shadow;  // 0: nobody writes it
  ulong fresh;   // its contents are undefined before the launch
};

struct Finding {
  ulong kind;
  ulong site;     // of the access, + 1
  ulong other;    // of the access that it conflicts with, + 1
  ulong place;    // in the text, where there is no site: line * 4096 + column
  ulong place2;
  ulong address;
  ulong group, index;
  ulong group2, index2;
  ulong value[3];
  ulong count;
};
constexpr constant uint max_findings = 64;

struct Pending {  // a write after an unordered one: a race unless it writes what is there already
  ulong address;
  uint size;
  uint site;
  Cell cell;
  Stamp me;
  uchar bytes[64];
};
constexpr constant uint max_pending = 8;

struct State {
  ulong base;
  ulong variable_bytes;
  ulong granule_shift;
  ulong sites;
  ulong findings;  // max_findings of them
  ulong found;
  ulong group;     // how many threadgroups were begun before this one
  ulong barriers[2];   // passed by the threadgroup: in order of device, of threadgroup memory
  uint steps[2][32];   // by each simdgroup since then
  ulong pendings;
  Region region[regions];
  Pending pending[max_pending];
};

METAL_FUNC thread State* state() { return *(thread State**)tm_state_address(); }

METAL_FUNC ulong variable(uint number, uint at, uint end) {
  thread State* s = state();
  // A kernel's own ones first, then (from 1 << 16 on) those that it takes as arguments.
  uint which = buffers + (number >> 16 ? 31u + (number >> 16) : number);
  thread Region* region = &s->region[which];
  ulong begin =
      s->base + ((ulong)which << region_shift) + s->variable_bytes - (end - at + 15u) / 16u * 16u;
  region->begin = begin;
  region->end = begin + (end - at);
  return begin;
}

METAL_FUNC bool is_shared(thread State* s, ulong address) {
  return (address - s->base) >> region_shift >= buffers;
}

METAL_FUNC Stamp stamp(thread State* s, uint index, bool shared) {
  return s->group << 40 | (ulong)index << 30 | (s->barriers[shared] & 65535u) << 14 |
         (ulong)(s->steps[shared][index / simd_width] & 1023u) << 4 | valid;
}

// Notes a finding, or counts it if the same was found at the same places before.
__attribute__((noinline)) static void found(thread State* s, Finding one) {
  thread Finding* all = (thread Finding*)s->findings;
  for (ulong i = 0; i < s->found; ++i) {
    thread Finding* f = &all[i];
    if (f->kind == one.kind && f->site == one.site && f->other == one.other &&
        f->place == one.place && f->place2 == one.place2) {
      ++f->count;
      return;
    }
  }
  if (s->found == max_findings) return;
  one.count = 1;
  all[s->found++] = one;
}

METAL_FUNC Finding finding(thread State* s, Kind kind, uint index) {
  Finding one = {};
  one.kind = kind;
  one.group = s->group;
  one.index = index;
  return one;
}

// Ends the threadgroup of the running thread.
[[noreturn]] METAL_FUNC void give_up(thread Fiber* me) {
  me->group->failure = faulty;
  tm_switch(&me->stack, me->group->caller);
  __builtin_unreachable();
}

__attribute__((noinline)) static void note_conflict(
    thread State* s, ulong address, uint site, uint other_site, Stamp me, Stamp other) {
  Finding one = finding(s, race, thread_of(me));
  one.site = site + 1;
  one.other = other_site + 1;
  one.address = address;
  one.group2 = group_of(other);
  one.index2 = thread_of(other);
  found(s, one);
}

// A write that changed nothing harms nobody: all threads wrote the same value.
__attribute__((noinline)) static void settle_pending(thread State* s) {
  for (ulong i = 0; i < s->pendings; ++i) {
    thread const Pending* one = &s->pending[i];
    if (__builtin_memcmp(one->bytes, (thread const void*)one->address, one->size) != 0) {
      note_conflict(s, one->address, one->site, one->cell.write_site, one->me, one->cell.writer);
    }
  }
  s->pendings = 0;
}

__attribute__((noinline)) static void suspect(
    thread State* s, ulong address, uint size, uint site, thread const Cell* cell, Stamp me) {
  if (s->pendings == max_pending || size > 64) {
    note_conflict(s, address, site, cell->write_site, me, cell->writer);
    return;
  }
  thread Pending* one = &s->pending[s->pendings++];
  one->address = address;
  one->size = size;
  one->site = site;
  one->cell = *cell;
  one->me = me;
  __builtin_memcpy(one->bytes, (thread const void*)address, size);
}

// Whether something orders an access of another thread of this threadgroup before that of `me`.
METAL_FUNC bool ordered_before(Stamp other, Stamp me) {
  if (barriers_of(other) != barriers_of(me)) return true;
  return simdgroup_of(other) == simdgroup_of(me) && steps_of(other) != steps_of(me);
}

// Whether the last write of a cell may come before or after the access of `me`.
METAL_FUNC bool conflicts_with_writer(thread const Cell* cell, Stamp me, bool shared, bool atomic) {
  Stamp other = cell->writer;
  if (!(other & valid) || (atomic && other & atomic_mark)) return false;
  if (group_of(other) != group_of(me)) return !shared;
  return thread_of(other) != thread_of(me) && !ordered_before(other, me);
}

METAL_FUNC bool conflicts_with_readers(thread const Cell* cell, Stamp me, bool shared) {
  Stamp other = cell->reader;
  if (!(other & valid)) return false;
  if (group_of(other) != group_of(me)) return !shared;
  if (!shared && other & other_groups) return true;
  if (barriers_of(other) != barriers_of(me)) return false;
  if (other & other_simdgroups || simdgroup_of(other) != simdgroup_of(me)) return true;
  return steps_of(other) == steps_of(me) && (other & other_lanes || thread_of(other) != thread_of(me));
}

METAL_FUNC void record_read(thread Cell* cell, Stamp me, uint site) {
  Stamp other = cell->reader;
  if (other & valid && (other ^ me) >> 4) {
    if (group_of(other) != group_of(me)) {
      me |= other_groups;
    } else {
      me |= other & other_groups;
      if (barriers_of(other) == barriers_of(me)) {
        me |= other & other_simdgroups;
        if (simdgroup_of(other) != simdgroup_of(me)) me |= other_simdgroups;
        else if (steps_of(other) == steps_of(me)) {
          me |= (other & other_lanes) | (thread_of(other) != thread_of(me) ? other_lanes : 0u);
        }
      }
    }
  } else {
    me |= other & 15u;
  }
  cell->reader = me;
  cell->read_site = site;
}

// The region whose bounds an address was meant to keep: half of the room before it is its own too.
METAL_FUNC uint meant(ulong offset) { return uint((offset + (1ul << (region_shift - 1))) >> region_shift); }

__attribute__((noinline)) static void outside(thread State* s, uint site, ulong address, thread Fiber* me) {
  thread const SiteInfo* info = (thread const SiteInfo*)s->sites + site;
  Finding one = finding(s, info->kind & writes ? outside_write : outside_read, me->index);
  one.site = site + 1;
  one.address = address;
  found(s, one);
  give_up(me);
}

__attribute__((noinline)) static void badly_aligned(
    thread State* s, uint site, ulong address, thread Fiber* me) {
  Finding one = finding(s, misaligned, me->index);
  one.site = site + 1;
  one.address = address;
  one.value[0] = ((thread const SiteInfo*)s->sites + site)->align;
  found(s, one);
  give_up(me);
}

__attribute__((noinline)) static void undefined_read(
    thread State* s, Kind kind, uint site, ulong address, uint index) {
  Finding one = finding(s, kind, index);
  one.site = site + 1;
  one.address = address;
  found(s, one);
}

__attribute__((noinline)) static void check_cells(
    thread State* s, thread const Region* region, uint site, uint kind, ulong address, uint size, uint index) {
  bool shared = is_shared(s, address), atomic = kind & atomically;
  Stamp me = stamp(s, index, shared);
  thread Cell* cell = (thread Cell*)region->shadow + ((address - region->begin) >> s->granule_shift);
  thread Cell* end =
      (thread Cell*)region->shadow + ((address + size - 1 - region->begin) >> s->granule_shift) + 1;
  bool reported = false;
  for (; cell != end; ++cell) {
    if ((cell->writer | cell->reader) == 0 && !(kind & reads)) {  // nobody was here before
      cell->writer = atomic ? me | atomic_mark : me;
      cell->write_site = site;
      continue;
    }
    bool conflict = conflicts_with_writer(cell, me, shared, atomic);
    if (kind & reads) {
      bool written = cell->writer & valid && (!shared || group_of(cell->writer) == group_of(me));
      if (!written && region->fresh) {
        undefined_read(s, shared ? unwritten_shared : unwritten_output, site, address, index);
      }
    }
    if (kind & writes) {
      bool after_read = conflicts_with_readers(cell, me, shared);
      if (after_read) note_conflict(s, address, site, cell->read_site, me, cell->reader);
      if (conflict && !reported) {
        if (atomic || cell->writer & atomic_mark) {
          note_conflict(s, address, site, cell->write_site, me, cell->writer);
        } else {
          suspect(s, address, size, site, cell, me);
        }
        reported = true;
      }
      cell->writer = atomic ? me | atomic_mark : me;
      cell->write_site = site;
      cell->reader = 0;
    } else {
      if (conflict) note_conflict(s, address, site, cell->write_site, me, cell->writer);
      if (!atomic) record_read(cell, me, site);
    }
  }
}

// A new threadgroup begins.
METAL_FUNC void begin_group(ulong number) {
  thread State* s = state();
  s->group = number & 0xffffff;
  for (uint i = 0; i < 2; ++i) {
    s->barriers[i] = 0;
    for (uint j = 0; j < 32; ++j) s->steps[i][j] = 0;
  }
  if (number == 0 || s->group != 0) return;
  for (uint i = buffers; i < regions; ++i) {  // the numbers begin anew
    thread const Region* region = &s->region[i];
    if (region->end) {
      ulong cells = ((region->end - region->begin) >> s->granule_shift) + 1;
      __builtin_memset((thread void*)region->shadow, 0, cells * sizeof(Cell));
    }
  }
}

// Threads have met: those of a threadgroup at a barrier, or those of a simdgroup.
__attribute__((noinline)) static void met(thread Fiber* me, uint event) {
  thread State* s = state();
  uint simdgroup = me->index / simd_width;
  for (uint shared = 0; shared < 2; ++shared) {
    bool flagged = me->flags & (shared ? 2u : 1u);
    if (event == threadgroup_event && flagged) {
      ++s->barriers[shared];
      for (uint j = 0; j < 32; ++j) s->steps[shared][j] = 0;
    } else if (event >= exchange || (event == simdgroup_event && flagged)) {
      ++s->steps[shared][simdgroup];
    }
  }
}

// Some lanes of a simdgroup call a function of it while others, `waiting`, have gone another way.
__attribute__((noinline)) static void met_without(thread Group* group, uint caller, uint waiting) {
  thread State* s = state();
  Finding one = finding(s, divergent_call, caller);
  one.place = place_of(fiber_of(group, caller));
  one.place2 = place_of(fiber_of(group, waiting));
  one.group2 = s->group;
  one.index2 = waiting;
  found(s, one);
}

// Turns the failure of a threadgroup into a finding; false if the launch has to end.
METAL_FUNC bool excused(thread Group* group) {
  thread State* s = state();
  s->pendings = 0;
  if (group->failure == interrupted || s->found == max_findings) return false;
  if (group->failure != faulty) {
    Kind kind = group->failure == overflowed ? stack_overflow
              : group->failure == split      ? divergent_call
                                             : divergent_barrier;
    Finding one = finding(s, kind, uint(group->detail[0]));
    one.index2 = group->detail[1];
    one.place = group->detail[2];
    one.place2 = group->detail[3];
    one.group2 = s->group;
    found(s, one);
  }
  group->failure = none;
  return true;
}

// A lane asks for the value of another one that takes no part.
__attribute__((noinline)) static void inactive(uint lane) {
  thread State* s = state();
  thread Fiber* me = self();
  Finding one = finding(s, inactive_lane_read, me->index);
  one.place = me->event - exchange;
  one.value[0] = lane;
  found(s, one);
}

struct OverflowData {  // as clang's -fsanitize=signed-integer-overflow passes it
  ulong file;
  uint line;
  uint column;
  ulong type;
};

METAL_FUNC void overflows(ulong data, char operation, ulong x, ulong y) {
  thread const OverflowData* at = (thread const OverflowData*)data;
  thread State* s = state();
  Finding one = finding(s, integer_overflow, self()->index);
  one.place = at->line * 4096ul + at->column;
  one.address = at->file;
  one.value[0] = ulong(operation) | (ulong)((thread const ushort*)at->type)[1] << 8;
  one.value[1] = x;
  one.value[2] = y;
  found(s, one);
}

}  // namespace tm

#define TM_HOOK extern "C" __attribute__((used, noinline, visibility("hidden")))

TM_HOOK void tm_access(uint site, ulong address) {
  thread tm::State* s = tm::state();
  ulong offset = address - s->base;
  if (offset >= (ulong)tm::regions << tm::region_shift) return;  // the program's own constants
  if (__builtin_expect(s->pendings != 0, 0)) tm::settle_pending(s);
  thread const tm::SiteInfo* info = (thread const tm::SiteInfo*)s->sites + site;
  thread const tm::Region* region = &s->region[offset >> tm::region_shift];
  thread tm::Fiber* me = tm::self();
  uint size = info->size;
  if (__builtin_expect(address < region->begin || address + size > region->end, 0)) {
    tm::outside(s, site, address, me);
  }
  if (__builtin_expect((address & (info->align - 1)) != 0, 0)) tm::badly_aligned(s, site, address, me);
  if (!region->shadow) return;
  thread tm::Cell* cell =
      (thread tm::Cell*)region->shadow + ((address - region->begin) >> s->granule_shift);
  if (info->kind == tm::writes && size == 1u << s->granule_shift && !(cell->writer | cell->reader)) {
    cell->writer = tm::stamp(s, me->index, offset >> tm::region_shift >= tm::buffers);
    cell->write_site = site;
    return;
  }
  tm::check_cells(s, region, site, info->kind, address, size, me->index);
}

TM_HOOK void tm_event(uint) {
  thread tm::State* s = tm::state();
  if (s->pendings) tm::settle_pending(s);
}
TM_HOOK void tm_block(uint) {}

TM_HOOK void __ubsan_handle_add_overflow(ulong data, ulong x, ulong y) { tm::overflows(data, '+', x, y); }
TM_HOOK void __ubsan_handle_sub_overflow(ulong data, ulong x, ulong y) { tm::overflows(data, '-', x, y); }
TM_HOOK void __ubsan_handle_mul_overflow(ulong data, ulong x, ulong y) { tm::overflows(data, '*', x, y); }
TM_HOOK void __ubsan_handle_divrem_overflow(ulong data, ulong x, ulong y) {
  tm::overflows(data, '/', x, y);
}
TM_HOOK void __ubsan_handle_negate_overflow(ulong data, ulong x) { tm::overflows(data, 'n', x, 0); }

extern "C" __attribute__((visibility("default"))) void tmetal_sanitize(ulong state) {
  *(thread ulong*)tm_state_address() = state;
}
