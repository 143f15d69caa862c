"""Layouts: which thread holds which element of a tile, as a linear map of bits.

A tile's element index counts its elements in row-major order; tile sizes are powers of two, so the
bits of the index are the bits of the coordinates, those of the last dimension lowest. A layout says
which bit of the index each bit of the register number, of the lane and of the simdgroup stands for:
its basis. The element held is the exclusive or of the bases of all bits that are set. A basis of 0
means that the bit does not matter: the element is held more than once.

Elementwise tiles, slices that a reduction leaves, matrix fragments and staged tiles are instances;
reshapes keep the index, and so the layout; transposes and broadcasts are linear maps of bases.

Layouts, maps and shapes never change, and a program has few of them: what is worked out of them is
remembered for all kernels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from tmetal.ir.types import Shape

LANES = 32  # simd width of every Apple GPU, Apple7 to Apple10
LANE_BITS = 5

# The image of each bit of an index, lowest first: a linear map of indices.
Map = tuple[int, ...]


def apply(image: Map, index: int) -> int:
    """Return the image of an index under a linear map; bits beyond the map count for nothing."""
    found = 0
    for bit, to in enumerate(image):
        if index >> bit & 1:
            found ^= to
    return found


@cache
def images(image: Map, bases: tuple[int, ...]) -> tuple[int, ...]:
    """Return the images of several indices."""
    return tuple([apply(image, b) for b in bases])


@cache
def inverse(image: Map) -> Map | None:
    """Return the inverse of a map that sends each bit to a bit of its own, or None."""
    width = len(image)
    if sorted(image) != [1 << b for b in range(width)]:
        return None
    back = [0] * width
    for bit, to in enumerate(image):
        back[to.bit_length() - 1] = 1 << bit
    return tuple(back)


def log2(size: int) -> int:
    """Return the logarithm of a power of two."""
    return size.bit_length() - 1


@cache
def dimension_bits(shape: Shape) -> tuple[range, ...]:
    """Return, for each dimension, the bits of the element index that are its coordinate's."""
    found: list[range] = []
    start = 0
    for size in reversed(shape):
        found.append(range(start, start + log2(size)))
        start += log2(size)
    return tuple(reversed(found))


@cache
def broadcast_map(source: Shape, shape: Shape) -> Map:
    """Return the map from indices of `shape` to those of `source`, which has sizes 1 in places."""
    image: list[int] = []
    for size, theirs, mine in reversed(
        list(zip(shape, dimension_bits(source), source, strict=True))
    ):
        image += [1 << (theirs.start + b) if mine > 1 else 0 for b in range(log2(size))]
    return tuple(image)


@cache
def permute_map(source: Shape, dims: tuple[int, ...]) -> Map:
    """Return the map from indices of the permuted tile to those of `source`."""
    bits = dimension_bits(source)
    image: list[int] = []
    for d in reversed(dims):
        image += [1 << b for b in bits[d]]
    return tuple(image)


@cache
def drop_map(shape: Shape, axis: int) -> Map:
    """Return the map from indices of `shape` to those of the tile without dimension `axis`."""
    gone = dimension_bits(shape)[axis]
    total = log2(_numel(shape))
    kept = [b for b in range(total) if b not in gone]
    place = {b: 1 << i for i, b in enumerate(kept)}
    return tuple(place.get(b, 0) for b in range(total))


def _numel(shape: Shape) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


@dataclass(frozen=True)
class Layout:
    """Bases of the register, lane and simdgroup bits, lowest bit first."""

    register: tuple[int, ...]
    lane: tuple[int, ...]
    simdgroup: tuple[int, ...]

    @cached_property
    def thread(self) -> tuple[int, ...]:
        """Bases of the bits of a thread's index in its threadgroup."""
        return self.lane + self.simdgroup

    def element(self, register: int, thread: int) -> int:
        """Return the element that a thread holds in a register."""
        return apply(self.register, register) ^ apply(self.thread, thread)

    @property
    def registers(self) -> int:
        """Number of registers a thread holds of the tile."""
        return 1 << len(self.register)

    @cached_property
    def repeats(self) -> int:
        """Bits of the thread index that do not matter: threads apart in them hold the same."""
        return sum(1 << bit for bit, basis in enumerate(self.thread) if not basis)

    def mapped(self, image: Map) -> Layout:
        """Return the layout whose elements are the images of this one's."""
        parts = self.register, self.lane, self.simdgroup
        return Layout(*(images(image, bases) for bases in parts))

    def dropped(self, shape: Shape, axis: int) -> Layout:
        """Return the layout of what a reduction over `axis` leaves: no register is repeated."""
        left = self.mapped(drop_map(shape, axis))
        return Layout(tuple(b for b in left.register if b), left.lane, left.simdgroup)

    def __str__(self) -> str:
        return _text(self)


@cache
def _text(layout: Layout) -> str:
    parts = {"register": layout.register, "lane": layout.lane, "simdgroup": layout.simdgroup}
    return " ".join(f"{name}={','.join(map(str, b)) or '-'}" for name, b in parts.items())


@cache
def read_layout(text: str) -> Layout:
    """Read a layout back from its text; the inverse of `str`."""
    parts = [p.partition("=")[2] for p in text.split(" ")]
    bases = [tuple(map(int, p.split(","))) if p != "-" else () for p in parts]
    return Layout(bases[0], bases[1], bases[2])


@cache
def blocked(shape: Shape, simdgroups: int, order: tuple[int, ...] = (), vector: int = 1) -> Layout:
    """Return the layout in which neighbouring lanes hold neighbouring elements.

    `order` names the dimensions, fastest first (by default the last dimension is): `vector`
    consecutive elements of the fastest are registers of one thread, then come the lanes, so that
    a simdgroup instruction touches the fewest 128-byte lines that there are. Simdgroups take other
    dimensions first, which keeps a reduction over the fastest inside of a simdgroup where it can
    be. What is left are registers. All sizes are powers of two.
    """
    bits = dimension_bits(shape)
    order = order or tuple(reversed(range(len(shape))))
    free = [1 << b for d in order for b in bits[d]]
    first = [1 << b for b in bits[order[0]]] if order else []
    low = first[: log2(vector)]
    free = free[len(low) :]
    lanes, free = free[:LANE_BITS], free[LANE_BITS:]
    wanted = log2(simdgroups)
    others = [b for b in free if b not in first]
    groups = (others + [b for b in free if b in first])[:wanted]
    registers = low + [b for b in free if b not in groups]
    return Layout(
        tuple(registers),
        tuple(lanes + [0] * (LANE_BITS - len(lanes))),
        tuple(groups + [0] * (wanted - len(groups))),
    )


# Which coordinate each lane bit counts in an 8 x 8 matrix, and which bit of it (apple-gpu §2.13).
_FRAGMENT_LANES = (("column", 1), ("row", 0), ("row", 1), ("column", 2), ("row", 2))


# How the bits of a dimension go to 8 x 8 blocks: so many of the lowest count blocks, then comes the
# lowest bit inside of a block, then so many that count blocks again, then the other two inside.
Spread = tuple[int, int]


@cache
def fragments(
    shape: Shape,
    down: int,
    across: int,
    order: str,
    rows_spread: Spread = (0, 0),
    columns_spread: Spread = (0, 0),
    batches: int = 1,
) -> Layout:
    """Return the layout of a matrix, or of a batch of them, in 8 x 8 blocks that simdgroups hold.

    Simdgroups are `down` along rows times `across` along columns (powers of two); 0 instead of
    either says that all simdgroups which differ there hold the same blocks, as many as its absolute
    value says: -4 is four simdgroups that hold the same. Registers count the two elements of a
    block first, then blocks: along columns first if `order` is "rows".

    The spreads let blocks share the rows or columns that they span: with (0, 1) of columns two
    blocks take every other pair each, and a lane's four elements of both are neighbours; with (2,
    0) of rows four blocks take every fourth row each. A product does not mind, as long as its
    operands agree.

    batches: among how many groups of simdgroups the matrices of a batch are dealt out; of what a
    group has, registers count the matrices last. Rows or columns that a block has no elements for
    repeat those that there are.
    """
    rows, columns = shape[-2:]
    n_bits, m_bits = log2(columns), log2(rows)
    matrices = [1 << b for d in dimension_bits(shape)[:-2] for b in d]
    row, row_blocks = _apart([1 << (n_bits + b) for b in range(m_bits)], rows_spread)
    column, column_blocks = _apart([1 << b for b in range(n_bits)], columns_spread)
    lane = tuple((row if where == "row" else column)[bit] for where, bit in _FRAGMENT_LANES)
    high_rows, row_groups = _shared(row_blocks, down)
    high_columns, column_groups = _shared(column_blocks, across)
    high_matrices, matrix_groups = _shared(matrices, batches)
    blocks = high_columns + high_rows if order == "rows" else high_rows + high_columns
    groups = column_groups + row_groups + matrix_groups
    return Layout((column[0], *blocks, *high_matrices), lane, tuple(groups))


def beyond(size: int, where: str) -> int:
    """Return the bits of a lane's number that are 0 where a block of fewer rows has elements.

    size: of the rows, or columns, of a matrix of `fragments`; where: "row" or "column".
    """
    found = enumerate(_FRAGMENT_LANES)
    return sum(1 << i for i, (what, bit) in found if what == where and size <= 1 << bit)


@cache
def tensor_blocks(
    shape: Shape,
    down: int,
    across: int,
    turned: bool = False,
    wide: tuple[bool, bool] = (False, False),
) -> Layout:
    """Return the layout of a matrix in the 16 x 16 blocks of cooperative tensors (`opset/tensor`).

    Simdgroups share the blocks as in `fragments`. Registers count the eight elements that a lane
    holds of a block first, four neighbours in a row and as many eight rows further down, then
    blocks along columns, then along rows. turned: rows and columns change places, all but the order
    of blocks. wide, of rows and columns: two blocks take four of every eight places each, so that
    a lane's elements of both are neighbours. A product does not mind, if its operands agree.
    """
    n_bits, m_bits = log2(shape[1]), log2(shape[0])
    row, row_blocks = _in_tensor([1 << (n_bits + b) for b in range(m_bits)], wide[0])
    column, column_blocks = _in_tensor([1 << b for b in range(n_bits)], wide[1])
    near, far = (row, column) if turned else (column, row)
    lane = (near[2], far[0], far[1], near[3], far[2])
    high_rows, row_groups = _shared(row_blocks, down)
    high_columns, column_groups = _shared(column_blocks, across)
    register = (near[0], near[1], far[3], *high_columns, *high_rows)
    return Layout(register, lane, tuple(column_groups + row_groups))


def _in_tensor(bases: list[int], wide: bool) -> tuple[list[int], list[int]]:
    """Split a dimension's bits into the four inside of a block and those that count blocks."""
    if wide and len(bases) > 4:
        return bases[:2] + bases[3:5], [bases[2], *bases[5:]]
    return bases[:4], bases[4:]


def _apart(bases: list[int], spread: Spread) -> tuple[list[int], list[int]]:
    """Split a dimension's bits into those inside of a block and those that count blocks."""
    bases = bases + [0] * (3 - len(bases))
    first = min(spread[0], len(bases) - 3)
    rest = first + 1 + min(spread[1], len(bases) - 3 - first)
    inside = [bases[first], *bases[rest : rest + 2]]
    return inside, [*bases[:first], *bases[first + 1 : rest], *bases[rest + 2 :]]


def _shared(bases: list[int], groups: int) -> tuple[list[int], list[int]]:
    """Split block bits into those of registers and of simdgroups, the highest to simdgroups."""
    wanted = log2(abs(groups))
    if groups < 0:
        return bases, [0] * wanted
    first = max(0, len(bases) - wanted)
    taken = bases[first:] if wanted else []
    return (bases[:first] if wanted else bases), taken + [0] * (wanted - len(taken))


def runs(bases: Sequence[int], same: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Yield (first bit, length) of runs of bits whose bases double and that `same` joins.

    A run is a field of a number: its value times the first basis is what the bits add together.
    Bits of basis 0 belong to no run.
    """
    start = 0
    for bit in range(1, len(bases) + 1):
        joined = (
            bit < len(bases)
            and bases[bit] == 2 * bases[bit - 1] != 0
            and same(bases[bit - 1], bases[bit])
        )
        if not joined:
            if bases[start]:
                yield start, bit - start
            start = bit
