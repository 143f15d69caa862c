"""Metal written by hand, run on the CPU executor: what several test files share."""

import ml_dtypes
import numpy as np
import pytest

from tmetal.runtime import cpu
from tmetal.runtime.toolchain import CompileFailure

TYPES = {
    "bool": np.bool_,
    "int8_t": np.int8,
    "int16_t": np.int16,
    "int32_t": np.int32,
    "int64_t": np.int64,
    "uint8_t": np.uint8,
    "uint16_t": np.uint16,
    "uint32_t": np.uint32,
    "uint64_t": np.uint64,
    "half": np.float16,
    "bfloat16_t": ml_dtypes.bfloat16,
    "float": np.float32,
}
WIDE = {
    *("grid_origin", "grid_size", "threadgroups_per_grid", "threads_per_grid"),
    *("threads_per_threadgroup", "dispatch_threads_per_threadgroup"),
    *("thread_position_in_grid", "thread_position_in_threadgroup", "threadgroup_position_in_grid"),
}
INDEX = ("thread_index_in_threadgroup", "threadgroup_position_in_grid")


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory):
    """Compile anew in each session; what the files share, such as parsed headers, is made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMETAL_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))
        yield


def kernel(body, buffers, attributes=INDEX, header=""):
    """Load a kernel of this body, its parameters spelled as MLX spells them."""
    params = [f"  {kind} {name} [[buffer({i})]]" for i, (name, kind) in enumerate(buffers.items())]
    params += [f"  {'uint3' if n in WIDE else 'uint'} {n} [[{n}]]" for n in attributes]
    text = f'#line 1 "tmetal"\n{header}\n[[kernel]] void custom_kernel_k(\n'
    text += ",\n".join(params) + f") {{\n{body}\n}}\n"
    return cpu.load(text, "custom_kernel_k", tuple(buffers.values()), tuple(attributes))


def run(program, arrays, groups=(1, 1, 1), threads=1):
    program.run([a.ctypes.data for a in arrays], groups, threads)


def evaluate_all(expressions, result, **inputs):
    """Evaluate Metal expressions over arrays, one element per thread: a row for each expression."""
    n = len(next(iter(inputs.values())))
    names = {np.dtype(v): k for k, v in TYPES.items()}
    buffers = {f"in_{k}": f"const device {names[v.dtype]}*" for k, v in inputs.items()}
    loads = "".join(f"  {names[v.dtype]} {k} = in_{k}[i];\n" for k, v in inputs.items())
    writes = "".join(f"  out[{j * n} + i] = {e};\n" for j, e in enumerate(expressions))
    body = f"  int i = int(threadgroup_position_in_grid.x);\n{loads}{writes}"
    program = kernel(body, {**buffers, "out": f"device {result}*"}, INDEX[1:])
    out = np.zeros((len(expressions), n), TYPES[result])
    run(program, [*inputs.values(), out], (n, 1, 1))
    return out


def evaluate(expression, result, **inputs):
    return evaluate_all([expression], result, **inputs)[0]


def refused(body, buffers=None, header=""):
    with pytest.raises(CompileFailure) as failed:
        kernel(body, buffers or {"x": "const device float*", "out": "device float*"}, (), header)
    return failed.value.diagnostics
