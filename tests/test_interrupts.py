"""Ctrl-C and other signals: a kernel that does not end can be stopped, and the process goes on.

Each case runs in a process of its own, which prints what it saw; a process that hangs is killed.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ENDLESS = {
    "without fibers": "float x = out[t]; while (out[1] >= 0.0f) { x += 1.0f; out[t] = 0.0f * x; }",
    "before a barrier": (
        "while (out[0] >= 0.0f) { out[t] += 0.0f; } threadgroup_barrier(mem_flags::mem_device);"
    ),
    "over barriers": "while (out[0] >= 0.0f) { threadgroup_barrier(mem_flags::mem_device); }",
    "over simd functions": "float x = 1.0f; while (x > 0.0f) { x = simd_max(x); } out[t] = x;",
    "of mathematics": "float x = out[t]; while (x >= 0.0f) { x = abs(sin(x)); } out[t] = x;",
}

PROGRAM = """
import os, signal, sys, threading, time
import numpy as np
sys.path.insert(0, {tests!r})
if {cores}:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{cores}])
from msl_by_hand import kernel

class Alarm(Exception):
    pass

def on_alarm(*_):
    raise Alarm

body = "  uint t = thread_index_in_threadgroup; " + {body!r}
endless = kernel(body, {{"out": "device float*"}})
wait = "threadgroup_barrier(mem_flags::mem_device);"
good = kernel("  " + wait + " out[thread_index_in_threadgroup] = 3.0f;", {{"out": "device float*"}})
out = np.zeros(64, np.float32)
how, groups = {how!r}, {groups}
if how == "SIGALRM":
    signal.signal(signal.SIGALRM, on_alarm)
number = signal.SIGINT if how != "SIGALRM" else signal.SIGALRM
signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs of a shell may begin without
handled = []
if how == "a handler that does not raise":
    signal.signal(signal.SIGINT, lambda *_: handled.append(1))
    signal.signal(signal.SIGALRM, on_alarm)
    threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGALRM)).start()
threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
begin = time.monotonic()
try:
    endless.run([out.ctypes.data], (groups, 1, 1), 64)
    print("it ended")
except (KeyboardInterrupt, Alarm) as error:
    print(type(error).__name__, *handled, "soon" if time.monotonic() - begin < 10 else "late")
for groups in (1, 1000):
    out[:] = 0
    good.run([out.ctypes.data], (groups, 1, 1), 64)
    print((out == 3).all())
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("as ever")
"""


def output(body, how, groups, cores=0):
    program = PROGRAM.format(
        tests=str(Path(__file__).parent),
        cores=cores,
        body=body,
        how=how,
        groups=groups,
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


@pytest.mark.parametrize(
    ("name", "groups"),
    [*((name, 1) for name in ENDLESS), ("without fibers", 100000), ("over barriers", 100000)],
)
def test_ctrl_c_stops_an_endless_loop_and_later_kernels_run(name, groups):
    seen = output(ENDLESS[name], "SIGINT", groups)
    assert seen[:4] == ["KeyboardInterrupt soon", "True", "True", "as ever"]


@pytest.mark.parametrize("groups", [1, 100000])
def test_an_exception_of_another_signals_handler_stops_a_large_launch(groups):
    how = "SIGALRM" if groups > 1 else "a handler that does not raise"
    seen = output(ENDLESS["without fibers"], how, groups)
    first = "Alarm soon" if groups > 1 else "Alarm 1 soon"
    assert seen[:4] == [first, "True", "True", "as ever"]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system binds no process")
def test_ctrl_c_stops_a_large_launch_on_one_core():
    seen = output(ENDLESS["without fibers"], "SIGINT", 100000, cores=1)
    assert seen[:4] == ["KeyboardInterrupt soon", "True", "True", "as ever"]
