"""The operations there are: each has one row, a function of its name, in a `…_rows.py` file."""

from __future__ import annotations

import enum


class MPSOperation(enum.Enum):
    """An operation; its value is the name that messages and `run_operation` use."""

    MATMUL = "matmul"
    BATCHED_MATMUL = "batched_matmul"
    GEMV = "gemv"
    ATTENTION = "attention"
    CONV1D = "conv1d"
    CONV2D = "conv2d"
    CONV3D = "conv3d"
    MAX_POOL1D = "max_pool1d"
    MAX_POOL2D = "max_pool2d"
    MAX_POOL3D = "max_pool3d"
    AVG_POOL1D = "avg_pool1d"
    AVG_POOL2D = "avg_pool2d"
    AVG_POOL3D = "avg_pool3d"
    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log_softmax"
    LAYER_NORM = "layer_norm"
    RMS_NORM = "rms_norm"
    BATCH_NORM = "batch_norm"
    FFT = "fft"
    IFFT = "ifft"
    RFFT = "rfft"
    IRFFT = "irfft"
    FFT2 = "fft2"
    IFFT2 = "ifft2"
    SORT = "sort"
    ARGSORT = "argsort"
    TOP_K = "top_k"
    CUMSUM = "cumsum"
