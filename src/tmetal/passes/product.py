"""Matrix products, sorting and counting: ops that work in threadgroup memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tmetal.ir.core import Block, Op, Value
from tmetal.ir.layout import Layout, read_layout
from tmetal.ir.types import F32, I1, I32, number_of, shape_of
from tmetal.passes.element import At, Element
from tmetal.passes.matrix import Shares, lower_matrix, on_matrices
from tmetal.passes.recipes import is_recipe
from tmetal.passes.simplify import constant_of
from tmetal.passes.tensor_ops import lower_tensor, on_tensor_units

# Registers of a thread that a histogram may take for what it counts.
MOST_COUNTED = 64

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering
    from tmetal.passes.rows import Staged


def lower_dot(low: Lowering, op: Op) -> None:
    """Emit a product: on matrices, or else each thread sums its own elements.

    Operands of the latter are read from threadgroup memory.
    """
    if on_tensor_units(op):
        lower_tensor(low, op)
        return
    if on_matrices(op):
        lower_matrix(low, op, Shares(*op.attrs["shares"]))
        return
    b, (x, y, acc), result = low.b, op.operands, op.result
    layout = read_layout(op.attrs["layout"])
    shape, inner = shape_of(result.type), shape_of(x.type)[-1]
    dtype = number_of(result.type)
    wide = F32 if dtype.is_float else dtype
    row = b.emit("registers_new", dtype=wide.name, count=layout.registers, hint=result.name)
    with Element(low, shape, layout) as scope:
        scope.write(row, layout, scope.bits, _cast(low, scope.value(acc), wide.name))
    body = Block([Value(I32, "k")])
    bounds = [b.constant(n, I32) for n in (0, inner, 1)]
    b.control("for", bounds, [], [body], unroll=False)
    with b.inside(body):
        k = body.args[0]
        with Element(low, shape, layout) as scope:
            *batch, m, n = scope.at().coordinates
            left = scope.value(x, At((*batch, m, k), None))
            right = scope.value(y, At((*batch, k, n), None))
            both = b.emit("mul", _cast(low, left, wide.name), _cast(low, right, wide.name))
            slot = scope.slot(layout, scope.bits)
            assert slot is not None
            b.effect(
                "register_write", row, slot, b.emit("add", both, b.emit("register_read", row, slot))
            )
        b.control("yield", [], [], [])
    if wide is not dtype:
        final = low.new_row(result, layout)
        with Element(low, shape, layout) as scope:
            slot = scope.slot(layout, scope.bits)
            assert slot is not None
            rounded = _cast(low, b.emit("register_read", row, slot), dtype.name)
            scope.write(final, layout, scope.bits, rounded)
        row = final
    low.hold(result, row, layout)


def _cast(low: Lowering, v: Value, dtype: str) -> Value:
    return v if number_of(v.type).name == dtype else low.b.emit("cast", v, dtype=dtype)


def _write_all(low: Lowering, v: Value, op: Op, staged: Staged) -> None:
    """Write a tile to threadgroup memory."""
    layout = read_layout(op.attrs["layout"])
    owner = low.owner(layout.repeats)
    mask = [] if owner is None else [owner]
    with Element(low, shape_of(v.type), layout) as scope:
        index = staged.index(low.b, scope.at().coordinates)
        value = scope.value(v)
        low.b.effect("shared_write", staged.array, index, value, *mask, owner=low.number())


def lower_sort(low: Lowering, op: Op) -> None:
    """Emit Batcher's bitonic network (AFIPS 1968) on a tile in threadgroup memory.

    All rows are sorted at once. Each step compares pairs that differ in one bit of their index; a
    pair belongs to one thread, so that a step needs one barrier.
    """
    v = op.operands[0]
    staged = low.stage(v)
    _write_all(low, v, op, staged)
    shape = shape_of(v.type)
    total = 1
    for n in shape:
        total *= n
    size = 2
    while size <= shape[-1]:
        distance = size // 2
        while distance:
            _compare_all(low, op, staged, total, size if size < shape[-1] else 0, distance)
            distance //= 2
        size *= 2
    low.staged[op.result] = staged


def _compare_all(
    low: Lowering, op: Op, staged: Staged, total: int, size: int, distance: int
) -> None:
    """Emit one step: order all pairs at a distance. size: where the order turns; 0: nowhere."""
    b, pairs = low.b, total // 2
    count, owner = max(1, pairs // low.threads), low.number()
    body = Block([Value(I32, "t")])
    bounds = [b.constant(n, I32) for n in (0, count, 1)]
    b.control("for", bounds, [], [body], unroll=False)
    thread = low.thread_index()
    with b.inside(body):
        skip = b.emit("mul", body.args[0], b.constant(low.threads, I32))
        p = b.emit("add", thread, skip)
        mask = []
        if pairs < low.threads:
            mask = [b.emit("lt", p, b.constant(pairs, I32))]
            p = b.emit("and", p, b.constant(max(1, pairs) - 1, I32))
        near = b.emit("and", p, b.constant(distance - 1, I32))
        apart = b.emit("add", p, b.emit("sub", p, near))  # the bits above move up by one
        i, j = apart, b.emit("add", apart, b.constant(distance, I32))
        x, y = (b.emit("shared_read", staged.array, at, *mask, owner=owner) for at in (i, j))
        swap = b.emit("lt", x, y) if op.attrs["descending"] else b.emit("gt", x, y)
        if size:
            turned = b.emit("ne", b.emit("and", i, b.constant(size, I32)), b.constant(0, I32))
            back = b.emit("gt", x, y) if op.attrs["descending"] else b.emit("lt", x, y)
            swap = b.emit("where", turned, back, swap)
        low_one, high_one = b.emit("where", swap, y, x), b.emit("where", swap, x, y)
        for at, value in ((i, low_one), (j, high_one)):
            b.effect("shared_write", staged.array, at, value, *mask, owner=owner)
        b.control("yield", [], [], [])


def _make_before(low: Lowering, v: Value, layout: Layout, most: int) -> bool:
    """Make a tile in registers before its elements are counted, if there is room for it.

    No load can be moved across an atomic addition, so loads between them would stay apart.
    """
    held = v in low.rows or v in low.staged or not is_recipe(v, low.plan.outputs)
    if held or constant_of(v) is not None or layout.registers > most:
        return False
    row = low.new_row(v, layout)
    with Element(low, shape_of(v.type), layout) as scope:
        scope.write(row, layout, scope.bits, scope.value(v))
    low.hold(v, row, layout)
    return True


def _zeros(low: Lowering, op: Op) -> Staged:
    """Make threadgroup memory for what an op sums, and emit what clears it."""
    b, staged, bins = low.b, low.stage(op.result), op.attrs["bins"]
    zero, dtype = b.constant(0, I32), number_of(op.result.type)
    value = b.constant(0.0, dtype) if dtype.is_float else b.constant(0, dtype)
    body = Block([Value(I32, "t")])
    bounds = [zero, b.constant(max(1, bins // low.threads), I32), b.constant(1, I32)]
    b.control("for", bounds, [], [body], unroll=False)
    with b.inside(body):
        skip = b.emit("mul", body.args[0], b.constant(low.threads, I32))
        i = b.emit("add", low.thread_index(), skip)
        mask = [b.emit("lt", i, b.constant(bins, I32))] if bins < low.threads else []
        b.effect("shared_write", staged.array, i, value, *mask, owner=low.number())
        b.control("yield", [], [], [])
    return staged


def _in_range(low: Lowering, x: Value, bins: int) -> Value:
    """Emit whether what is counted is one of 0 … bins - 1."""
    b, dtype = low.b, number_of(x.type)
    live = b.emit("lt", x, b.constant(min(bins, dtype.limits[1]), dtype))
    if bins > dtype.limits[1]:
        live = b.constant(True, I1)
    if dtype.kind == "int":
        live = b.emit("and", live, b.emit("ge", x, b.constant(0, dtype)))
    return live


def lower_scatter(low: Lowering, op: Op) -> None:
    """Emit counting or summing in threadgroup memory, by atomic additions."""
    b, counts = low.b, op.name == "histogram"
    x, *rest = op.operands
    values, guards = ([], rest) if counts else (rest[:1], rest[1:])
    staged = _zeros(low, op)
    layout = read_layout(op.attrs["layout"])
    owner = low.owner(layout.repeats)
    most = MOST_COUNTED // (1 + len(values))
    made = [v for v in (x, *values) if _make_before(low, v, layout, most)]
    with Element(low, shape_of(x.type), layout) as scope:
        place, one = scope.value(x), b.constant(1, I32)
        live = [_in_range(low, place, op.attrs["bins"])] if counts else []
        live += [owner] if owner is not None else []
        live += [scope.value(g) for g in guards]
        while len(live) > 1:
            live[:2] = [b.emit("and", live[0], live[1])]
        if counts:
            place = b.emit("where", live[0], _cast(low, place, "i32"), b.constant(0, I32))
        value = scope.value(values[0]) if values else one
        b.effect("shared_add", staged.array, place, value, *live, owner=low.number())
    for v in made:  # elsewhere they are still recipes
        del low.rows[v], low.layouts[v]
    low.staged[op.result] = staged
