"""What the parameters of a bound kernel are for: `attrs["roles"]`, by name.

Inputs: `input`, `scalar`, and `old`, the contents that a written array had before the launch.
Outputs: `output`, whose memory MLX leaves as it finds it; `written`, a byte map of the elements of
an output that were written; and what atomic updates work in, filled with zeros before the kernel
runs: `zeroed`, the elements themselves, `sum` and `xor`, the difference to the old contents. Last,
`records`: what the kernel prints (`passes.records`), which is no argument of the user's.
"""

from __future__ import annotations

INPUTS = ("input", "scalar", "old")
OUTPUTS = ("output", "written", "zeroed", "sum", "xor", "records")
# Outputs that atomic updates work in.
UPDATED = ("zeroed", "sum", "xor")
