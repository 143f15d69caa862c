"""What a kernel as a whole must not do: loops that wait, and combine functions that have effects.

In: tile IR. Out: CompileError at the condition, or at the effect. What must hold: a loop is refused
only if nothing of its own can end it (a lock, a flag, a semaphore). So its condition rests on
memory alone, on nothing that the loop carries; repeating its accesses changes nothing; and it
writes nothing else. A loop that takes work (`tl.atomic_add(counter, 1)`) or tries again with what
it found (a CAS loop) goes on by itself, and is none.
"""

from __future__ import annotations

from tmetal.errors import CompileError
from tmetal.ir.core import Block, Op, Value, walk
from tmetal.ir.ops import OPS

_WAITS = (
    "this loop waits for another program: nothing that it does itself ends it. An Apple GPU need "
    "not run that program before this one ends, and no program sees what another one stored. To "
    "add up the results of several programs write tl.atomic_add; or give each program a place "
    "of its own, and use those in a second kernel, which MLX runs after the first."
)
# Updates that find what they left behind when they are repeated.
_REPEATABLE = ("and", "cas", "load", "max", "min", "or", "store", "xchg")


_EFFECT = (
    "a function that combines elements only computes: threads call it for pairs of elements, in no "
    "fixed order and more often than there are elements. Store, print or check before or after."
)


def check(body: Block) -> None:
    """Raise CompileError if a kernel does what only the whole of it shows."""
    for op in walk(body):
        if OPS[op.name].collective:
            for inner in (i for b in op.blocks for i in walk(b)):
                if OPS[inner.name].effect == "writes":
                    raise CompileError(_EFFECT, inner.loc)
        elif op.name == "while":
            access = _waited_for(op.blocks[0])
            if access is not None:
                raise CompileError(_WAITS, access.loc)


def _waited_for(block: Block) -> Op | None:
    """Return the access that alone decides whether a loop's block runs again, if one does."""
    inside = {id(op) for op in walk(block)}
    accesses: list[Op] = []
    seen: set[Value] = set()
    todo = [block.ops[-1].operands[0]]
    while todo:
        v = todo.pop()
        if v in block.args:
            return None
        if v in seen or v.op is None or id(v.op) not in inside:
            continue
        seen.add(v)
        op = v.op
        if OPS[op.name].effect in ("reads", "writes"):
            accesses.append(op)
        at = op.results.index(v)
        todo += [*op.operands, *(b.ops[-1].operands[at] for b in op.blocks if op.name == "if")]
    others = [op for op in walk(block) if OPS[op.name].effect == "writes" and op not in accesses]
    changes = any(op.name != "barrier" for op in others)
    alone = all(op.name == "load" or _is_repeatable(op) for op in accesses)
    return accesses[0] if accesses and alone and not changes else None


def _is_repeatable(op: Op) -> bool:
    """Whether an update changes nothing when it is done again."""
    if op.name != "atomic":
        return False
    if op.attrs["kind"] in _REPEATABLE:
        return True
    number = op.operands[1].op  # adding 0 is a way to look
    return number is not None and number.name == "constant" and number.attrs["value"] == 0
