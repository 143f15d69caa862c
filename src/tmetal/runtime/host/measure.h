// The profiler's side of an instrumented kernel (see measure/instrument.py): what happens at
// accesses, blocks and events.
//
// Each thread logs its accesses and events. When all threads of a simdgroup have come to a barrier or
// to their end, the log is read: the k-th executions of a site by its lanes are one instruction of the
// simdgroup, whose lines and banks are counted. One worker runs all threadgroups, so nothing is
// shared. Addresses are offsets into a reserved range, in which every buffer and every threadgroup
// variable has a region of its own.
#pragma once
#include "fiber.h"

extern "C" ulong tm_state_address();  // added with the instrumentation: where State's address is

namespace tm {

constexpr constant uint region_shift = 36;
constexpr constant uint address_bits = 44;
constexpr constant ulong address_mask = (1ul << address_bits) - 1ul;
constexpr constant ulong absent = ~0ul;
constexpr constant uint line_bytes = 128;
constexpr constant uint banks = 32;  // of four bytes
enum Space : uint { in_device, in_constant, in_threadgroup, spaces };
enum SiteKind : uint { reads = 1, writes = 2 };           // an atomic is both
enum EventKind : uint { collective, barrier, ending, simdgroup_barrier };

// As measure/state.py lays them out, in words of 64 bits.
struct Members {  // the accesses of the text that one instruction stands for
  ulong offset;
  ulong size;
};
struct SiteInfo {
  ulong kind;
  ulong size;
  ulong first;  // of its members
  ulong count;
};
struct Totals {
  ulong threads;  // executions by threads
  ulong rows;     // by simdgroups
  ulong bytes;    // by all threads together
  ulong useful;   // distinct bytes of each row
  ulong lines;
  ulong ideal_lines;
  ulong written_lines;  // as the text has it, without merging
  ulong written_ideal;
  ulong cycles;
  ulong ideal_cycles;
};
struct Map {  // which bytes of a buffer were read and written
  ulong begin;
  ulong end;
  ulong low;  // what is mapped around it
  ulong high;
  ulong read;
  ulong written;
  ulong space;
};
struct State {
  ulong base;
  ulong size;       // of the reserved range
  ulong variables;  // the first threadgroup variable's region
  ulong variable_bytes;
  ulong capacity;  // entries of a thread's log
  ulong logs;
  ulong rows;
  ulong sites, site_count, members, totals;  // Totals[site][space]
  ulong events, event_count, event_threads, event_rows;
  ulong block_count, block_counts, block_threads, block_rows;
  ulong counts, most, starts, touched;  // for `gather`
  ulong maps, map_count;
  ulong barriers;  // the most that a thread has met
  ulong overflow;
  ulong fault, fault_site, fault_at;  // an access of what is not there
  ulong filled[1024];
  ulong met[1024];      // barriers, by each thread
  ulong arrived[32];
  ulong lowest[64];  // the first byte touched of each threadgroup variable's region
};

METAL_FUNC thread State* state() { return *(thread State**)tm_state_address(); }

METAL_FUNC ulong variable(uint number, uint at, uint end) {
  thread State* s = state();
  ulong size = (end - at + 15u) / 16u * 16u;
  // A kernel's own first, then (from 1 << 16 on) those that it takes as arguments.
  ulong region = number >> 16 ? 31u + (number >> 16) : number;
  return s->variables + (region << region_shift) + s->variable_bytes - size;
}

// The bytes and the lines of sorted accesses of `size` bytes.
struct Extent {
  ulong bytes;
  ulong lines;
};
METAL_FUNC void mark(ulong map, ulong from, ulong to) {
  if (map) __builtin_memset((thread void*)(map + from), 1, to - from);
}
METAL_FUNC Extent extent(thread const ulong* at, uint count, ulong offset, ulong size, ulong map) {
  Extent all = {0, 0};
  ulong begin = at[0] + offset, end = begin, next_line = 0;
  for (uint i = 0; i < count; ++i) {
    ulong from = at[i] + offset, to = from + size;
    if (from > end) {
      mark(map, begin, end);
      all.bytes += end - begin;
      begin = from;
    }
    end = to > end ? to : end;
    ulong first = from / line_bytes, last = (to - 1) / line_bytes;
    first = first < next_line ? next_line : first;
    if (last >= first) {
      all.lines += last - first + 1;
      next_line = last + 1;
    }
  }
  mark(map, begin, end);
  all.bytes += end - begin;
  return all;
}

METAL_FUNC void count_banks(
    thread Totals* total, thread const ulong* at, uint count, ulong size) {
  uchar used[banks] = {};
  ulong next = 0, words = 0, cycles = 0;
  for (uint i = 0; i < count; ++i) {
    ulong first = at[i] / 4, last = (at[i] + size - 1) / 4;
    first = first < next ? next : first;
    for (ulong word = first; word <= last; ++word) {
      ulong here = ++used[word % banks];
      cycles = here > cycles ? here : cycles;
      ++words;
      next = word + 1;
    }
  }
  total->cycles += cycles;
  total->ideal_cycles += (words + banks - 1) / banks;
}

METAL_FUNC void sort(thread ulong* at, uint count) {
  for (uint i = 1; i < count; ++i) {
    ulong x = at[i];
    uint j = i;
    for (; j > 0 && at[j - 1] > x; --j) at[j] = at[j - 1];
    at[j] = x;
  }
}

// One instruction of a simdgroup: the addresses of its active lanes, in any order.
__attribute__((noinline)) static void count_row(
    thread State* s, uint number, thread ulong* at, uint count) {
  thread const SiteInfo* site = (thread const SiteInfo*)s->sites + number;
  sort(at, count);
  ulong region = at[0] >> region_shift;
  bool shared = region >= s->map_count;
  thread const Map* map = (thread const Map*)s->maps + region;
  uint space = shared ? uint(in_threadgroup) : uint(map->space);
  thread Totals* total = (thread Totals*)s->totals + number * spaces + space;
  total->threads += count;
  total->rows += 1;
  total->bytes += count * site->size;
  if (shared) {
    thread ulong* low = &s->lowest[(region - s->map_count) % 64];
    ulong offset = at[0] & ((1ul << region_shift) - 1ul);
    *low = offset < *low ? offset : *low;
    count_banks(total, at, count, site->size);
    return;
  }
  // Outside of its array nothing is marked: the kernel is wrong there.
  bool inside = at[0] >= map->begin && at[count - 1] + site->size <= map->end;
  ulong base = map->begin;
  ulong read = inside && site->kind & reads ? map->read - base : 0;
  ulong written = inside && site->kind & writes ? map->written - base : 0;
  Extent merged = extent(at, count, 0, site->size, read ? read : written);
  if (read && written) extent(at, count, 0, site->size, written);
  uint times = site->kind == (reads | writes) ? 2 : 1;
  total->useful += times * merged.bytes;
  total->lines += times * merged.lines;
  total->ideal_lines += times * ((merged.bytes + line_bytes - 1) / line_bytes);
  thread const Members* member = (thread const Members*)s->members + site->first;
  for (uint i = 0; i < site->count; ++i) {
    Extent one = extent(at, count, member[i].offset, member[i].size, 0);
    total->written_lines += times * one.lines;
    total->written_ideal += times * ((one.bytes + line_bytes - 1) / line_bytes);
  }
}

METAL_FUNC void count_entry_row(thread State* s, uint number, thread ulong* at, uint count) {
  if (number < s->site_count) count_row(s, number, at, count);
  else {
    ((thread ulong*)s->event_threads)[number - s->site_count] += count;
    ((thread ulong*)s->event_rows)[number - s->site_count] += 1;
  }
}

METAL_FUNC thread ulong* log_of(thread State* s, uint index) {
  // 65 cache lines more: at a power of two all logs would compete for the same few lines.
  return (thread ulong*)s->logs + index * (s->capacity + 520);
}

// Entries of lanes that went different ways: the k-th ones of a site form a row.
__attribute__((noinline)) static void gather(thread State* s, uint first, uint lanes, ulong from) {
  thread uint* count = (thread uint*)s->counts;
  thread uint* most = (thread uint*)s->most;
  thread ulong* start = (thread ulong*)s->starts;
  thread uint* touched = (thread uint*)s->touched;
  uint used = 0;
  for (uint lane = 0; lane < lanes; ++lane) {
    thread const ulong* log = log_of(s, first + lane);
    for (ulong i = from; i < s->filled[first + lane]; ++i) {
      uint number = uint(log[i] >> address_bits);
      if (most[number] == 0) touched[used++] = number, most[number] = 1;
      ++count[number];
    }
    for (uint i = 0; i < used; ++i) {
      uint number = touched[i];
      if (count[number] > most[number]) most[number] = count[number];
      count[number] = 0;
    }
  }
  ulong rows = 0;
  for (uint i = 0; i < used; ++i) {
    start[touched[i]] = rows;
    rows += most[touched[i]];
  }
  thread ulong* at = (thread ulong*)s->rows;
  for (ulong i = 0; i < rows * simd_width; ++i) at[i] = absent;
  for (uint lane = 0; lane < lanes; ++lane) {
    thread const ulong* log = log_of(s, first + lane);
    for (ulong i = from; i < s->filled[first + lane]; ++i) {
      uint number = uint(log[i] >> address_bits);
      at[(start[number] + count[number]++) * simd_width + lane] = log[i] & address_mask;
    }
    for (uint i = 0; i < used; ++i) count[touched[i]] = 0;
  }
  for (uint i = 0; i < used; ++i) {
    uint number = touched[i];
    for (uint k = 0; k < most[number]; ++k) {
      thread const ulong* row = at + (start[number] + k) * simd_width;
      ulong active[simd_width];
      uint n = 0;
      for (uint lane = 0; lane < simd_width; ++lane) {
        if (row[lane] != absent) active[n++] = row[lane];
      }
      count_entry_row(s, number, active, n);
    }
    most[number] = 0;
  }
}

// All lanes of a simdgroup have come to a barrier or to their end.
__attribute__((noinline)) static void read_logs(thread State* s, uint first, uint lanes) {
  ulong shortest = absent, i = 0;
  for (uint lane = 0; lane < lanes; ++lane) {
    ulong n = s->filled[first + lane];
    shortest = n < shortest ? n : shortest;
  }
  // As long as all lanes did the same, an entry of each is a row.
  for (; i < shortest; ++i) {
    ulong at[simd_width];
    uint number = uint(log_of(s, first)[i] >> address_bits);
    bool same = true;
    for (uint lane = 0; lane < lanes; ++lane) {
      ulong entry = log_of(s, first + lane)[i];
      same &= uint(entry >> address_bits) == number;
      at[lane] = entry & address_mask;
    }
    if (!same) break;
    count_entry_row(s, number, at, lanes);
  }
  gather(s, first, lanes, i);
  for (uint lane = 0; lane < lanes; ++lane) s->filled[first + lane] = 0;
}

__attribute__((noinline)) static void read_blocks(thread State* s, uint first, uint lanes) {
  for (ulong block = 0; block < s->block_count; ++block) {
    ulong sum = 0, most = 0;
    for (uint lane = 0; lane < lanes; ++lane) {
      thread uint* one = (thread uint*)s->block_counts + (first + lane) * s->block_count + block;
      sum += *one;
      most = *one > most ? *one : most;
      *one = 0;
    }
    ((thread ulong*)s->block_threads)[block] += sum;
    ((thread ulong*)s->block_rows)[block] += most;
  }
}

METAL_FUNC void note(thread State* s, uint index, ulong number, ulong at) {
  ulong n = s->filled[index];
  if (n == s->capacity) {
    s->overflow = 1;
    return;
  }
  log_of(s, index)[n] = number << address_bits | at;
  s->filled[index] = n + 1;
}

// Ends the launch, as a barrier that threads miss does: the access would end the process.
__attribute__((noinline)) static void give_up(thread State* s, uint site, ulong at) {
  thread Fiber* me = self();
  s->fault = 1;
  s->fault_site = site;
  s->fault_at = at;
  me->group->failure = diverged;
  tm_switch(&me->stack, me->group->caller);
}

METAL_FUNC bool is_mapped(thread State* s, ulong at, ulong size) {
  ulong region = at >> region_shift;
  if (region >= s->map_count) {
    return (at & ((1ul << region_shift) - 1ul)) + size <= s->variable_bytes;
  }
  thread const Map* map = (thread const Map*)s->maps + region;
  return at >= map->low && at + size <= map->high;
}

}  // namespace tm

extern "C" {

__attribute__((used, visibility("hidden"))) void tm_access(uint site, ulong address) {
  thread tm::State* s = tm::state();
  ulong at = address - s->base;
  // The program's own constants and the threads' stacks are nobody's buffer.
  if (at >= s->size) return;
  if (!tm::is_mapped(s, at, ((thread const tm::SiteInfo*)s->sites)[site].size)) {
    tm::give_up(s, site, at);
  }
  tm::note(s, tm::self()->index, site, at);
}

__attribute__((used, visibility("hidden"))) void tm_block(uint block) {
  thread tm::State* s = tm::state();
  ++((thread uint*)s->block_counts)[tm::self()->index * s->block_count + block];
}

__attribute__((used, noinline, visibility("hidden"))) void tm_event(uint event) {
  thread tm::State* s = tm::state();
  thread tm::Fiber* me = tm::self();
  ulong kind = ((thread const ulong*)s->events)[event];
  if (kind != tm::ending) tm::note(s, me->index, s->site_count + event, 0);
  if (kind == tm::collective) return;
  if (kind == tm::barrier) ++s->met[me->index];
  uint simdgroup = me->index / tm::simd_width, first = simdgroup * tm::simd_width;
  uint left = me->group->threads - first, lanes = left < tm::simd_width ? left : tm::simd_width;
  if (kind == tm::ending) {
    s->barriers = s->met[me->index] > s->barriers ? s->met[me->index] : s->barriers;
    s->met[me->index] = 0;
  }
  if (++s->arrived[simdgroup] < lanes) return;
  s->arrived[simdgroup] = 0;
  tm::read_logs(s, first, lanes);
  if (kind == tm::ending) tm::read_blocks(s, first, lanes);
}

__attribute__((visibility("default"))) void tmetal_measure(ulong state) {
  *(thread ulong*)tm_state_address() = state;
}
}
