"""Prints the thread level as MSL. It decides nothing: it reads ops, attributes and types.

One op is one statement, named after the user's variable; constants stand where they are used.
Elementwise ops are spelled by their rows; the few that are more than an expression have an emitter
here or in `codegen.control`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tmetal.codegen import float8
from tmetal.codegen.atomics import atomic_at, is_native
from tmetal.codegen.control import EMITTERS as CONTROL
from tmetal.codegen.expressions import expression
from tmetal.codegen.helpers import HELPERS
from tmetal.codegen.inside import inside
from tmetal.codegen.names import ATTRIBUTES
from tmetal.codegen.writer import Writer
from tmetal.errors import Loc
from tmetal.ir.core import Block, Func, Op, walk
from tmetal.ir.ops import OPS
from tmetal.ir.roles import INPUTS, OUTPUTS
from tmetal.ir.types import F32, I32, DType, Fragments, Pointer, Registers, Shared
from tmetal.target import THREADGROUP_BYTES


@dataclass(frozen=True)
class Kernel:
    """A kernel's MSL, in the pieces that `mx.fast.metal_kernel` takes.

    `attributes` are the thread attributes that the body mentions, in MLX's order; `locs` are the
    places in the user's source that the lines of the body stem from.
    """

    name: str
    header: str
    body: str
    inputs: tuple[Argument, ...]
    outputs: tuple[Argument, ...]
    threads: int
    locs: tuple[Loc | None, ...] = field(default=(), compare=False)

    @property
    def lines(self) -> tuple[int, ...]:
        """Return, for each line of the body, the user's line that it stems from; 0 for none."""
        return tuple(loc.line if loc else 0 for loc in self.locs)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the thread attributes that MLX will find in the body."""
        return tuple(a for a in ATTRIBUTES if a in self.body)


@dataclass(frozen=True)
class Argument:
    """A buffer of a kernel: its name in MSL, the parameter it carries, and what it is."""

    msl_name: str
    parameter: str
    role: str
    dtype: DType


def print_kernel(func: Func) -> Kernel:
    """Return the MSL of a thread-level function."""
    w = Writer(inside(func.body))
    roles: dict[str, str] = func.attrs["roles"]
    sources: dict[str, str] = func.attrs["sources"]
    arguments = []
    for p in func.body.args:
        dtype = p.type.element if isinstance(p.type, Pointer | Registers) else p.type
        assert isinstance(dtype, DType)
        role = roles[p.name]
        arguments.append(Argument(w.use(p), sources[p.name], role, dtype))
    print_block(w, func.body)
    return Kernel(
        name=func.name if func.name.isascii() else "kernel",
        header=_header(walk(func.body)),
        body=w.text(),
        inputs=tuple(a for a in arguments if a.role in INPUTS),
        outputs=tuple(a for a in arguments if a.role in OUTPUTS),
        threads=func.attrs["threads"],
        locs=tuple(w.locs),
    )


def _header(ops: list[Op]) -> str:
    wanted: dict[str, str] = {}  # names and texts, in the order of their first use
    eights: dict[str, str] = {}
    for op in ops:
        helper = OPS[op.name].helper
        if helper is not None and _calls_helper(op):
            wanted[helper] = HELPERS[helper]
        if op.name == "cast":
            eights.update((name, float8.TEXTS[name]) for name in float8.helpers(op))
    text = "".join([*wanted.values(), *eights.values()])
    # A line directive of our own: compiler messages then count from the helpers' first line.
    return f'#line 1 "tmetal"\n{text}'


def _calls_helper(op: Op) -> bool:
    """Whether an op calls the function of its row, since Metal has none for its type."""
    if op.name == "shared_add":
        return op.operands[2].type is F32
    return op.name != "atomic_at" or not is_native(op)


def print_block(w: Writer, block: Block) -> None:
    """Print the ops of a block."""
    for op in block.ops:
        if op.loc is not None:
            w.loc = op.loc
        emitter = EMITTERS.get(op.name)
        if emitter is not None:
            emitter(w, op)
        elif op.name in CONTROL:
            CONTROL[op.name](w, op, print_block)
        else:
            w.define(op.results[0], expression(w, op))


def _nothing(w: Writer, op: Op) -> None:
    """Print nothing: constants stand where they are used, a kernel ends where its text does."""


def _load(w: Writer, op: Op) -> None:
    base, index, *guards = op.operands
    element = f"{w.use(base)}[{w.use(index)}]"
    if guards:
        dtype = op.result.type
        assert isinstance(dtype, DType)
        other = w.use(guards[1]) if len(guards) > 1 else w.zero(dtype)
        element = f"{w.use(guards[0])} ? {element} : {other}"
    w.define(op.result, element)


def _fragments(w: Writer, op: Op) -> None:
    kind = op.result.type
    assert isinstance(kind, Fragments)
    name = w.use(op.result)
    w.line(f"simdgroup_matrix<{kind.element.msl}, 8, 8> {name}[{kind.count}];")


def _fragment_set(w: Writer, op: Op) -> None:
    matrices, which, element, value = (w.use(v) for v in op.operands)
    w.line(f"{matrices}[{which}].thread_elements()[{element}] = {value};")


def _fragment_multiply(w: Writer, op: Op) -> None:
    total, i, left, j, right, k = (w.use(v) for v in op.operands)
    into = f"{total}[{i}]"
    w.line(f"simdgroup_multiply_accumulate({into}, {left}[{j}], {right}[{k}], {into});")


def _tensor_multiply(w: Writer, op: Op) -> None:
    total, i, left, j, right, k = (w.use(v) for v in op.operands)
    turned = ", ".join(str(op.attrs[f"turned_{side}"]).lower() for side in ("left", "right"))
    places = f"{total} + {i}, {left} + {j}, {right} + {k}"
    w.line(f"tmetal_tensor_multiply<{turned}>({places});")


def _shift(w: Writer, op: Op) -> None:
    """Print nothing: no declaration of a pointer fits all address spaces an input may be in."""
    base, count = op.operands
    w.texts[op.result] = f"({w.use(base)} + {w.use(count)})"


def _store(w: Writer, op: Op) -> None:
    base, index, value, *mask = op.operands
    statement = f"{w.use(base)}[{w.use(index)}] = {w.use(value)};"
    w.line(f"if ({w.use(mask[0])}) {{ {statement} }}" if mask else statement)


def _registers(w: Writer, op: Op) -> None:
    row = op.result.type
    assert isinstance(row, Registers)
    w.line(f"{row.element.msl} {w.use(op.result)}[{row.count}];")


def _register_write(w: Writer, op: Op) -> None:
    row, index, value = op.operands
    w.line(f"{w.use(row)}[{w.use(index)}] = {w.use(value)};")


def _barrier(w: Writer, op: Op) -> None:
    w.line(f"threadgroup_barrier(mem_flags::mem_{op.attrs['memory']});")


def _shared(w: Writer, op: Op) -> None:
    array = op.result.type
    assert isinstance(array, Shared)
    name, kind = w.use(op.result), array.element.msl
    if op.attrs["at"] < 0:
        w.line(f"threadgroup {kind} {name}[{array.count}];")
        return
    if not w.arena:
        w.arena = w.names.fresh("arena")
        w.line(f"alignas(16) threadgroup uint8_t {w.arena}[{THREADGROUP_BYTES}];")
    w.line(f"threadgroup {kind}* {name} = (threadgroup {kind}*)({w.arena} + {op.attrs['at']});")


def _shared_write(w: Writer, op: Op) -> None:
    array, index, value, *mask = op.operands
    statement = f"{w.use(array)}[{w.use(index)}] = {w.use(value)};"
    w.line(f"if ({w.use(mask[0])}) {{ {statement} }}" if mask else statement)


def _shared_add(w: Writer, op: Op) -> None:
    array, index, value, *mask = op.operands
    place = f"&{w.use(array)}[{w.use(index)}]"
    if value.type is F32:
        statement = f"tmetal_shared_add({place}, {w.use(value)});"
    else:
        word = "atomic_int" if value.type is I32 else "atomic_uint"
        place = f"(threadgroup {word}*){place}"
        statement = f"atomic_fetch_add_explicit({place}, {w.use(value)}, memory_order_relaxed);"
    w.line(f"if ({w.use(mask[0])}) {{ {statement} }}" if mask else statement)


EMITTERS: dict[str, Callable[[Writer, Op], None]] = {
    "constant": _nothing,
    "return": _nothing,
    "load_at": _load,
    "shift": _shift,
    "fragments_new": _fragments,
    "fragment_set": _fragment_set,
    "fragment_multiply": _fragment_multiply,
    "tensor_multiply": _tensor_multiply,
    "store_at": _store,
    "registers_new": _registers,
    "register_write": _register_write,
    "atomic_at": atomic_at,
    "barrier": _barrier,
    "shared_new": _shared,
    "shared_write": _shared_write,
    "shared_add": _shared_add,
}
