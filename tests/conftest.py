"""What all tests share: every pass is verified, and compiled kernels are kept for the session."""

from __future__ import annotations

import os

os.environ.setdefault("TMETAL_VERIFY", "1")
