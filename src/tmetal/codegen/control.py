"""Loops and branches as MSL.

Loops count trips in unsigned arithmetic (`for (k = 0; k < trips; …)`), so they provably end and the
counter cannot overflow: Metal may delete bounds checks after a loop it thinks infinite (wgpu#4972;
apple-gpu notes §6, row 3: counted loops, or a limit counter in a while-loop). So a `while` counts
its turns too, in 32 bits, and ends after 2^32 - 1 of them at the latest: at a turn per nanosecond
that is four seconds. It is a `for` with its condition in the head, since `while (true)` with a
`break` costs several times the time (wgpu#6521); and its counter has 32 bits, since closed forms of
a known 64-bit trip count crash Metal's compiler service (numbers §2.7).
"""

from __future__ import annotations

from collections.abc import Callable

from tmetal.codegen.literals import literal
from tmetal.codegen.writer import Writer
from tmetal.ir.core import Block, Op, Value
from tmetal.ir.types import DType, dtype_named

PrintBlock = Callable[[Writer, Block], None]


def _for(w: Writer, op: Op, print_block: PrintBlock) -> None:
    (body,) = op.blocks
    counter = body.args[0]
    for argument, start in zip(body.args[1:], op.operands[3:], strict=True):
        w.define(argument, w.use(start))
    _head(w, op, counter)
    w.depth += 1
    print_block(w, body)
    _assign_all(w, body.args[1:], body.ops[-1].operands)
    w.depth -= 1
    w.line("}")
    for argument, result in zip(body.args[1:], op.results, strict=True):
        w.texts[result] = w.use(argument)


def _while(w: Writer, op: Op, print_block: PrintBlock) -> None:
    (body,) = op.blocks
    go, turn = w.names.fresh("go"), w.names.fresh("turn")
    for argument, start in zip(body.args, op.operands[1:], strict=True):
        w.define(argument, w.use(start))
    w.line(f"bool {go} = {w.use(op.operands[0])};")
    w.line(f"for (uint {turn} = 0u; {go} && {turn} < {MOST_TURNS}u; ++{turn}) {{")
    w.depth += 1
    print_block(w, body)
    ends = body.ops[-1].operands
    w.line(f"{go} = {w.use(ends[0])};")
    _assign_all(w, body.args, ends[1:])
    w.depth -= 1
    w.line("}")
    for argument, result in zip(body.args, op.results, strict=True):
        w.texts[result] = w.use(argument)


MOST_TURNS = 2**32 - 1


def _head(w: Writer, op: Op, counter: Value) -> None:
    start, stop, step = (w.use(v) for v in op.operands[:3])
    dtype = counter.type
    assert isinstance(dtype, DType)
    known = op.operands[2].op
    by = known.attrs["value"] if known is not None and known.name == "constant" else None
    name = w.use(counter)
    if op.attrs["unroll"]:
        w.line("#pragma clang loop unroll(full)")
    if by == 1:  # the counter stays below `stop`, so it cannot overflow
        w.line(f"for ({dtype.msl} {name} = {start}; {name} < {stop}; {name} += {step}) {{")
        return
    unsigned = dtype_named(f"u{dtype.bits}")
    trips, trip = w.names.fresh("trips"), w.names.fresh("trip")
    count = _trips((start, stop, step), by, unsigned, signed=dtype.kind == "int")
    w.line(f"{unsigned.msl} {trips} = {count};")
    zero, one = literal(0, unsigned), literal(1, unsigned)
    w.line(f"for ({unsigned.msl} {trip} = {zero}; {trip} < {trips}; {trip} += {one}) {{")
    value = f"{unsigned.msl}({start}) + {trip} * {unsigned.msl}({step})"
    w.line(f"  {dtype.msl} {name} = {dtype.msl}({value});")


def _trips(bounds: tuple[str, str, str], by: int | None, unsigned: DType, signed: bool) -> str:
    """Return the number of iterations: ceil(distance / |step|), 0 if the range is empty.

    by: the step if it is a constant. A step that is known at run time only may count down if the
    counter is signed.
    """
    start, stop, step = bounds
    u, zero, one = unsigned.msl, literal(0, unsigned), literal(1, unsigned)
    up = f"({u}({stop}) - {u}({start}) - {one}) / {u}({step}) + {one}"
    down = f"({u}({start}) - {u}({stop}) - {one}) / ({zero} - {u}({step})) + {one}"
    if by is not None:
        forward = by > 0
        test = f"{start} < {stop}" if forward else f"{start} > {stop}"
        return f"{test} ? {up if forward else down} : {zero}"
    rising = f"{step} > 0 && {start} < {stop}"
    if signed:
        falling = f"{step} < 0 && {start} > {stop}"
        return f"({rising}) ? {up} : (({falling}) ? {down} : {zero})"
    return f"({rising}) ? {up} : {zero}"


def _assign_all(w: Writer, targets: list[Value], values: list[Value]) -> None:
    """Give carried values their next ones at once: a swap must not read what it just wrote."""
    changes = [(t, v) for t, v in zip(targets, values, strict=True) if t is not v]
    if any(v in targets for _, v in changes):
        ready = []
        for target, value in changes:
            assert isinstance(target.type, DType)
            name = w.names.fresh("next")
            w.line(f"{target.type.msl} {name} = {w.use(value)};")
            ready.append((target, name))
    else:
        ready = [(t, w.use(v)) for t, v in changes]
    for target, text in ready:
        w.line(f"{w.use(target)} = {text};")


def _if(w: Writer, op: Op, print_block: PrintBlock) -> None:
    for result in op.results:
        assert isinstance(result.type, DType)
        w.line(f"{result.type.msl} {w.use(result)};")
    w.line(f"if ({w.use(op.operands[0])}) {{")
    for position, block in enumerate(op.blocks):
        if position == 1:
            if len(block.ops) == 1 and not op.results:
                break
            w.line("} else {")
        w.depth += 1
        print_block(w, block)
        for result, value in zip(op.results, block.ops[-1].operands, strict=True):
            w.line(f"{w.use(result)} = {w.use(value)};")
        w.depth -= 1
    w.line("}")


def _yield(w: Writer, op: Op, print_block: PrintBlock) -> None:
    """Print nothing: the op that owns the block assigns what it yields."""


EMITTERS: dict[str, Callable[[Writer, Op, PrintBlock], None]] = {
    "for": _for,
    "while": _while,
    "if": _if,
    "yield": _yield,
}
