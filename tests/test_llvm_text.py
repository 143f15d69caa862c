"""LLVM's text is read, and instrumented, as the profiler and the sanitizer need it."""

import re

import pytest

from tmetal.runtime.measure.classify import cost_of
from tmetal.runtime.measure.instrument import instrument
from tmetal.runtime.measure.llvm_text import Frame, lanes, parse, size_of
from tmetal.runtime.measure.merging import Addresses, accesses_of, merged
from tmetal.runtime.measure.registers import registers_of, stack_of

BODY = """\
define void @work(ptr %x, ptr %y, i32 %n) #0 !dbg !10 {
  %1 = icmp sgt i32 %n, 4, !dbg !20
  br i1 %1, label %2, label %9, !dbg !20

2:                                                ; preds = %0
  %3 = zext nneg i32 %n to i64, !dbg !21
  %4 = getelementptr inbounds nuw float, ptr %x, i64 %3, !dbg !21
  %5 = load float, ptr %4, align 4, !dbg !21, !tbaa !1
  %6 = tail call noundef float @expf(float noundef %5) #3, !dbg !22
  %7 = getelementptr inbounds nuw i8, ptr %4, i64 4
  %8 = load <2 x float>, ptr %7, align 4, !dbg !21
  br label %9, !dbg !21

9:                                                ; preds = %2, %0
  %10 = phi float [ %6, %2 ], [ 0.000000e+00, %0 ]
  switch i32 %n, label %12 [
    i32 0, label %11
    i32 1, label %12
  ], !dbg !22

11:                                               ; preds = %9
  store float %10, ptr %y, align 4, !dbg !23
  br label %12

12:                                               ; preds = %11, %9, %9
  ret void, !dbg !23
}

declare float @expf(float)

!0 = distinct !DICompileUnit(language: DW_LANG_OpenCL, file: !5, producer: "clang")
!5 = !DIFile(filename: "kernel.cl", directory: "/somewhere")
!6 = !DIFile(filename: "tmetal", directory: "/somewhere")
!7 = !DIFile(filename: "else/where/math.h", directory: "/")
!10 = distinct !DISubprogram(name: "work", scope: !6, file: !6, line: 1, unit: !0)
!11 = distinct !DISubprogram(name: "exp", scope: !7, file: !7, line: 9, unit: !0)
!12 = !DILexicalBlockFile(scope: !10, file: !6, discriminator: 2)
!20 = !DILocation(line: 3, column: 5, scope: !10)
!21 = !DILocation(line: 4, column: 7, scope: !12)
!22 = !DILocation(line: 90, column: 1, scope: !11, inlinedAt: !21)
!23 = !DILocation(line: 0, scope: !10)
"""


def only(text=BODY):
    module = parse(text)
    (function,) = module.functions
    return module, function


def test_functions_blocks_and_instructions_are_found():
    _, function = only()
    assert function.name == "work"
    assert [block.label for block in function.blocks] == ["", "%2", "%9", "%11", "%12"]
    assert [one.opcode for one in function.blocks[1].instructions] == [
        "zext", "getelementptr", "load", "call", "getelementptr", "load", "br",
    ]  # fmt: skip
    assert function.blocks[0].targets == ["%2", "%9"]
    assert function.blocks[2].targets == ["%12", "%11", "%12"]


def test_calls_that_count_a_block_go_after_its_phis():
    module, function = only()
    block = function.blocks[2]
    assert "phi" in module.lines[block.entry - 1]
    assert "switch" in module.lines[block.entry]


def test_results_operands_types_and_callees_are_read():
    _, function = only()
    by_result = {one.result: one for one in function.instructions}
    assert by_result["%5"].operands == ("%4",)
    assert by_result["%5"].type == "float"
    assert by_result["%8"].type == "<2 x float>"
    assert by_result["%6"].callee == "expf"
    assert by_result["%10"].operands == ("%6", "%2", "%0")


def test_a_location_tells_what_was_inlined_where():
    module, function = only()
    by_result = {one.result: one for one in function.instructions}
    assert module.chain(by_result["%5"].dbg) == (Frame("tmetal", "work", 4, 7),)
    assert module.chain(by_result["%6"].dbg) == (
        Frame("/else/where/math.h", "exp", 90, 1),
        Frame("tmetal", "work", 4, 7),
    )
    assert module.chain(by_result["%7"].dbg) == ()


@pytest.mark.parametrize(
    ("kind", "bytes_", "count"),
    [("float", 4, 1), ("i1", 1, 1), ("i64", 8, 1), ("<4 x half>", 8, 4), ("[3 x <2 x i32>]", 24, 6),
     ("ptr", 8, 1), ("bfloat", 2, 1), ("%struct", 0, 1)],
)  # fmt: skip
def test_types_have_sizes_and_lanes(kind, bytes_, count):
    assert (size_of(kind), lanes(kind)) == (bytes_, count)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("%1 = add nuw nsw i32 %0, 4", ("int", 1)),
        ("%1 = fadd contract <4 x float> %0, %0", ("float", 4)),
        ("%1 = fcmp olt float %0, 1.0", ("float", 1)),
        ("%1 = select i1 %0, float 1.0, float 2.0", ("int", 1)),
        ("%1 = fpext half %0 to float", ("cvt", 1)),
        ("%1 = call i32 @llvm.fptosi.sat.i32.f32(float %0)", ("cvt", 1)),
        ("%1 = call float @llvm.fma.f32(float %0, float %0, float %0)", ("float", 1)),
        ("%1 = tail call noundef float @tanhf(float noundef %0)", ("float", 1)),
        ("%1 = tail call i32 @llvm.smax.i32(i32 %0, i32 3)", ("int", 1)),
        ("%1 = load <4 x float>, ptr %0, align 16", ("mem", 1)),
        ("%1 = atomicrmw add ptr %0, i32 1 monotonic, align 4", ("mem", 1)),
        ("br i1 %0, label %1, label %2", ("br", 1)),
        ("br label %1", ("", 0)),
        ("%1 = phi i32 [ 0, %0 ], [ %5, %4 ]", ("", 0)),
        ("%1 = getelementptr inbounds i8, ptr %0, i64 16", ("", 0)),
        ("%1 = getelementptr inbounds float, ptr %0, i64 %9", ("int", 1)),
        ("%1 = extractelement <4 x float> %0, i64 1", ("", 0)),
        ("call void @llvm.assume(i1 %0)", ("", 0)),
    ],
)
def test_each_instruction_has_the_class_of_what_a_gpu_does(text, cost):
    _, function = only(f"define void @f() {{\n  {text}\n  ret void\n}}\n")
    assert cost_of(function.instructions[0]) == cost


def runs(*lines):
    """Return offsets and sizes of the merged accesses of a block."""
    body = "\n".join(f"  {line}" for line in lines)
    _, function = only(
        f"define void @f(ptr %x, ptr %y, i32 %i, i64 %j) {{\n{body}\n  ret void\n}}\n"
    )
    addresses = Addresses(function)
    found = {one.at: seen for one in function.instructions if (seen := accesses_of(one, addresses))}
    groups = merged(function.blocks[0], found, ())
    return sorted([(one.kind, one.address.offset, one.size) for one in group] for group in groups)


def test_accesses_a_constant_apart_are_merged_in_any_order():
    assert runs(
        "%1 = or disjoint i32 %i, 1",
        "%2 = zext i32 %1 to i64",
        "%3 = zext i32 %i to i64",
        "%4 = getelementptr float, ptr %x, i64 %2",
        "%5 = getelementptr float, ptr %x, i64 %3",
        "%6 = load float, ptr %4, align 4",
        "%7 = load float, ptr %5, align 4",
    ) == [[("read", 0, 4), ("read", 4, 4)]]


def test_a_sum_that_may_wrap_around_is_no_neighbour():
    assert len(runs(
        "%1 = add i32 %i, 1",
        "%2 = zext i32 %1 to i64",
        "%3 = zext i32 %i to i64",
        "%4 = getelementptr float, ptr %x, i64 %2",
        "%5 = getelementptr float, ptr %x, i64 %3",
        "%6 = load float, ptr %4, align 4",
        "%7 = load float, ptr %5, align 4",
    )) == 2  # fmt: skip


def test_a_store_between_ends_a_run_in_its_own_buffer_only():
    first = "%1 = getelementptr i8, ptr %x, i64 4"
    other = "%2 = getelementptr float, ptr %x, i64 %j"
    loads = ("%3 = load float, ptr %x, align 4", "%4 = load float, ptr %1, align 4")
    elsewhere = runs(first, other, loads[0], "store float %3, ptr %y, align 4", loads[1])
    assert [("read", 0, 4), ("read", 4, 4)] in elsewhere
    here = runs(first, other, loads[0], "store float %3, ptr %2, align 4", loads[1])
    assert [("read", 0, 4)] in here
    assert [("read", 4, 4)] in here


def test_a_call_that_may_wait_ends_all_runs_and_a_mathematical_one_none():
    first = "%1 = getelementptr i8, ptr %x, i64 4"
    loads = ("%3 = load float, ptr %x, align 4", "%5 = load float, ptr %1, align 4")
    waits = runs(first, loads[0], "call void @barrier()", loads[1])
    assert len(waits) == 2
    assert len(runs(first, loads[0], "%4 = call float @expf(float %3)", loads[1])) == 1


def test_no_run_is_longer_than_sixteen_bytes():
    lines = [f"%{k + 1} = getelementptr i8, ptr %x, i64 {4 * k}" for k in range(6)]
    lines += [f"%{k + 11} = load float, ptr %{k + 1}, align 4" for k in range(6)]
    assert [len(run) for run in runs(*lines)] == [4, 2]


def test_a_copy_reads_and_writes():
    line = "call void @llvm.memcpy.p0.p0.i64(ptr align 4 %x, ptr align 4 %y, i64 24, i1 false)"
    assert runs(line) == [[("read", 0, 24)], [("write", 0, 24)]]


def test_an_atomic_stands_alone():
    assert runs(
        "%1 = getelementptr i8, ptr %x, i64 4",
        "%2 = atomicrmw add ptr %x, i32 1 monotonic, align 4",
        "%3 = atomicrmw add ptr %1, i32 1 monotonic, align 4",
    ) == [[("atomic", 0, 4)], [("atomic", 4, 4)]]


def test_registers_are_the_most_that_live_at_once():
    def block(count):
        loads = [f"  %a{k} = load float, ptr %x, align 4" for k in range(count)]
        sums = [f"  %s{k + 1} = fadd float %s{k}, %a{k}" for k in range(count)]
        text = "\n".join([*loads, "  %s0 = fadd float %a0, 1.0", *sums])
        _, function = only(f"define void @f(ptr %x) {{\n{text}\n  ret void\n}}\n")
        return registers_of(function, ())

    assert block(20) - block(10) == 10


def test_a_value_that_a_loop_carries_lives_through_it():
    text = """define void @f(ptr %x, i32 %n) {
entry:
  %kept = load float, ptr %x, align 4
  br label %loop

loop:                                             ; preds = %loop, %entry
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, %n
  br i1 %done, label %out, label %loop

out:                                              ; preds = %loop
  store float %kept, ptr %x, align 4
  ret void
}
"""
    _, function = only(text)
    assert registers_of(function, ()) == 3  # kept, i or next, and done


def test_private_arrays_have_their_bytes_on_the_stack():
    _, function = only("define void @f() {\n  %1 = alloca [16 x float], align 4\n  ret void\n}\n")
    assert stack_of(function, ()) == 64


def test_only_what_a_thread_runs_is_instrumented():
    text = BODY.replace("@work", "@tm_thread_body").replace(
        'name: "work"', 'name: "tm_thread_body"'
    )
    text = text.replace('!6 = !DIFile(filename: "tmetal"', '!6 = !DIFile(filename: "a/driver.h"')
    other = "define void @unused(ptr %x) {\n  store i32 1, ptr %x, align 4\n"
    other += "  %s = tail call i64 @tm_state_address() #23, !dbg !20\n  ret void\n}\n"
    made = instrument(text + other, merge=False, blocks=True)
    assert [function.name for function in made.reached] == ["tm_thread_body"]
    assert "!dbg" not in re.sub(r"(?m)^!.*$", "", made.text)
    assert made.text.count("call void @tm_event(i32 0)") == 1
    assert "  %s = ptrtoint ptr @tm_state to i64\n" in made.text
    assert "\n@tm_state = internal global i64 0\n" in made.text


def test_an_unknown_line_is_kept_as_it_is():
    text = "define void @f() {\n  %1 = newop i32 wonderful\n  ret void\n}\nsomething else\n"
    module, function = only(text)
    assert "\n".join(module.lines) == text
    assert cost_of(function.instructions[0]) == ("", 0)
