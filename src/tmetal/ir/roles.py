"""What the parameters of a bound kernel are for: `attrs["roles"]`, by name.

Inputs: `input`, `scalar`, and `old`, the contents that a written array had before the launch.
Outputs: `output`, whose memory MLX leaves as it finds it; `written`, a byte map of the elements of
an output that were written; and what atomic updates work in, filled with zeros before the kernel
runs: `zeroed`, the elements themselves, `sum` and `xor`, the difference to the old contents, and
`largest` and `smallest`, the extremes of what 64-bit elements were updated with (`passes.updates`).
Last, `records`: what the kernel prints (`passes.records`), which is no argument of the user's.
"""

from __future__ import annotations

INPUTS = ("input", "scalar", "old")
# Outputs that atomic updates work in, and all outputs.
UPDATED = ("zeroed", "sum", "xor", "largest", "smallest")
OUTPUTS = ("output", "written", *UPDATED, "records")
