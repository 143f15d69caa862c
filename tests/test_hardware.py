"""What a machine tells is read rightly: every chip, each figure with its source, nothing made up.

The readings have the published form of what macOS and MLX print on each chip.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import chips, hardware, options
from tmetal.__main__ import hardware as describe
from tmetal.hardware import AppleSiliconGeneration, Reading, capabilities_of, read
from tmetal.runtime import driver, target_chip


def displays(name: str, cores: int, metal: int = 4) -> str:
    gpu = {
        "_name": name,
        "spdisplays_mtlgpufamilysupport": f"spdisplays_metal{metal}",
        "spdisplays_ndrvs": [{"_name": "Color LCD", "_spdisplays_pixels": "3024 x 1964"}],
        "spdisplays_vendor": "sppci_vendor_Apple",
        "sppci_bus": "spdisplays_builtin",
        "sppci_cores": str(cores),
        "sppci_device_type": "spdisplays_gpu",
        "sppci_model": name,
    }
    return json.dumps({"SPDisplaysDataType": [gpu]})


def mac(name: str, architecture: str, cores: int, system: str = "26.2") -> Reading:
    device = {
        "device_name": f"Apple {name}",
        "architecture": architecture,
        "memory_size": 34359738368,
        "max_buffer_length": 20132659200,
        "max_recommended_working_set_size": 22906503168,
        "resource_limit": 499000,
    }
    brand = f"Apple {name}"
    return Reading(device, True, "darwin", brand, displays(brand, cores), system)


# Name, architecture, generation, family, cores and bandwidth of each configuration, TFLOPS of the
# larger one: Apple's figures, and cores x 256 x clock.
MACS = [
    ("M1", "applegpu_g13g", "Apple7", {7: 68.3, 8: 68.3}, 2.62),
    ("M1 Pro", "applegpu_g13s", "Apple7", {14: 204.8, 16: 204.8}, 5.31),
    ("M1 Max", "applegpu_g13s", "Apple7", {24: 409.6, 32: 409.6}, 10.6),
    ("M1 Ultra", "applegpu_g13d", "Apple7", {48: 819.2, 64: 819.2}, 21.2),
    ("M2", "applegpu_g14g", "Apple8", {8: 102.4, 10: 102.4}, 3.58),
    ("M2 Pro", "applegpu_g14s", "Apple8", {16: 204.8, 19: 204.8}, 6.80),
    ("M2 Max", "applegpu_g14s", "Apple8", {30: 409.6, 38: 409.6}, 13.6),
    ("M2 Ultra", "applegpu_g14d", "Apple8", {60: 819.2, 76: 819.2}, 27.2),
    ("M3", "applegpu_g15g", "Apple9", {8: 102.4, 10: 102.4}, 3.53),
    ("M3 Pro", "applegpu_g15s", "Apple9", {14: 153.6, 18: 153.6}, 6.36),
    ("M3 Max", "applegpu_g15s", "Apple9", {30: 307.2, 40: 409.6}, 14.1),
    ("M3 Ultra", "applegpu_g15d", "Apple9", {60: 819.2, 80: 819.2}, 28.3),
    ("M4", "applegpu_g16g", "Apple9", {8: 120.0, 10: 120.0}, 4.04),
    ("M4 Pro", "applegpu_g16s", "Apple9", {16: 273.0, 20: 273.0}, 8.08),
    ("M4 Max", "applegpu_g16s", "Apple9", {32: 410.0, 40: 546.0}, 16.2),
    ("M5", "applegpu_g17g", "Apple10", {8: 153.6, 10: 153.6}, 4.04),
    ("M5 Pro", "applegpu_g17s", "Apple10", {16: 307.0, 20: 307.0}, 8.2),
    ("M5 Max", "applegpu_g17s", "Apple10", {32: 460.0, 40: 614.0}, 16.4),
]


@pytest.mark.parametrize("row", MACS, ids=lambda r: r[0])
def test_each_chip_is_known_by_what_its_mac_prints(row: tuple) -> None:
    name, architecture, family, configurations, tflops = row
    for cores, bandwidth in configurations.items():
        found = capabilities_of(mac(name, architecture, cores))
        assert found.chip_generation.name == name[:2]
        assert (found.gpu_family, found.cores, found.bandwidth) == (family, cores, bandwidth)
        assert (found.simd_width, found.threadgroup_memory) == (32, 32768)
        assert (found.macos_version, found.metal_version, found.msl_version) == ("26.2", "4", "4.0")
        assert (found.device_name, found.memory) == (f"Apple {name}", 34359738368)
        units = "neural accelerators" in (found.features or ())
        assert units == (family == "Apple10")
        assert bool(found.tensor_tflops) == units
    assert found.fp32_tflops == pytest.approx(tflops, rel=0.01)
    assert chips.find(name).architecture == architecture
    assert {c.name for c in chips.CHIPS} == {r[0] for r in MACS}


def test_every_figure_has_a_source_and_an_unknown_one_a_reason() -> None:
    found = capabilities_of(mac("M5 Max", "applegpu_g17s", 40))
    assert found.source("cores") == "system_profiler"
    assert "clock near the M5's" in found.source("clock")
    assert found.fp16_tflops is None
    assert found.source("fp16_tflops") == "measured on no M5 yet"
    for reading in (mac("M1", "applegpu_g13g", 8), Reading(), Reading(platform="darwin")):
        rows = capabilities_of(reading).as_dict()
        assert len(rows) == 18
        assert all(row["source"] for row in rows.values())
        json.dumps(rows)


def test_a_phone_s_chip_in_a_mac_is_no_m5_although_its_architecture_says_g17() -> None:
    found = capabilities_of(mac("A18 Pro", "applegpu_g17p", 5, "26.6"))
    assert found.chip_generation is AppleSiliconGeneration.UNKNOWN
    assert (found.cores, found.bandwidth, found.features) == (5, None, None)
    assert found.source("gpu_family") == "the chip is not in the table"


def test_a_new_member_of_a_known_generation_is_known_by_its_architecture() -> None:
    found = capabilities_of(mac("M5 Ultra", "applegpu_g17d", 80))
    assert found.chip_generation is AppleSiliconGeneration.M5
    assert found.source("chip_generation") == "the GPU's architecture"
    assert found.bandwidth is None
    later = capabilities_of(mac("M7", "applegpu_g19g", 10, "29.1"))
    assert later.chip_generation is AppleSiliconGeneration.UNKNOWN
    assert later.msl_version is None
    assert later.source("msl_version") == "no public source for macOS 29.1"


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"SPDisplaysDataType": [{}]}'])
def test_without_system_profiler_cores_and_rates_are_unknown_and_the_rest_is_not(text: str) -> None:
    whole = mac("M4", "applegpu_g16g", 10)
    found = capabilities_of(Reading(whole.device, True, "darwin", whole.brand, text, whole.system))
    assert found.cores is None
    assert found.fp32_tflops is None
    assert found.source("fp32_tflops") == "the number of cores is unknown"
    assert (found.chip_generation.name, found.bandwidth) == ("M4", 120.0)


def test_each_macos_brings_its_language() -> None:
    systems = {"13.5": "3.0", "14.6.1": "3.1", "15.0": "3.2", "26.4": "4.0", "27.0": "4.1"}
    for system, language in systems.items():
        assert capabilities_of(mac("M2", "applegpu_g14g", 8, system)).msl_version == language


def test_elsewhere_there_is_a_machine_without_a_gpu() -> None:
    found = capabilities_of(Reading({"device_name": "Some CPU", "architecture": "x86_64"}))
    assert found.chip_generation is AppleSiliconGeneration.UNKNOWN
    assert (found.device_name, found.architecture, found.simd_width) == ("Some CPU", None, None)
    assert "unknown" in str(found)


def test_commands_are_run_on_a_mac_only() -> None:
    asked = []

    def run(command: object) -> str:
        asked.append(command)
        return "14.5"

    assert read("linux", run).system == ""
    assert asked == []
    assert read("darwin", run).system == "14.5"
    assert [c[0] for c in asked] == ["sysctl", "system_profiler", "sw_vers"]


def test_a_command_that_fails_or_does_not_exist_tells_nothing() -> None:
    run = hardware.reading.output_of
    assert run(("no-such-command",)) == ""
    assert run((sys.executable, "-c", "print(1); raise SystemExit(1)")) == ""
    assert run((sys.executable, "-c", "print(' a b ')")) == "a b"


def test_this_machine_can_be_asked() -> None:
    here = hardware.hardware_capabilities
    assert here is hardware.capabilities()
    assert here.device_name
    with pytest.raises(AttributeError, match="no attribute 'hardware'"):
        hardware.hardware


@tmetal.jit
def three_rows(x_ptr, y_ptr, z_ptr, out_ptr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    x, y, z = tl.load(x_ptr + i), tl.load(y_ptr + i), tl.load(z_ptr + i)
    total = tl.sum(x) + tl.sum(y) + tl.sum(z)
    tl.store(out_ptr + i, (x + y + z) * total)


def test_the_target_changes_what_is_compiled_and_each_has_its_own_compilation() -> None:
    x = np.ones(4096, np.float32)
    kept = {}
    for name in ("m1", "M4 Pro", "m2ultra", "m5"):
        with options.override(target=name):
            three_rows.warmup(x, x, x, x, BLOCK=4096)
            kept[name] = three_rows.ir("hold").count("keep %")
            assert driver.active.get_current_target().arch == chips.find(name).architecture
    assert kept == {"m1": 2, "M4 Pro": 3, "m2ultra": 2, "m5": 3}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("m3proo", "Did you mean m3pro"),
        ("m5 ultra", "Did you mean m3ultra or m2ultra or m1ultra?"),
        ("sm_90", "Chips: m1, m1pro, m1max"),
        (5, "Did you mean m5?"),
    ],
)
def test_an_unknown_target_is_refused_with_the_nearest_names(wrong: object, message: str) -> None:
    with pytest.raises(tmetal.BackendError) as caught, options.override(target=wrong):
        pass
    assert f"the option `target` is {wrong!r}, which is no chip that tmetal knows" in str(
        caught.value
    )
    assert message in str(caught.value)


def test_the_environment_chooses_the_target() -> None:
    program = "from tmetal.hardware import compile_target; print(compile_target().name)"

    def run(target: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TMETAL_TARGET": target},
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("M3Max").stdout == "M3 Max\n"
    assert "TMETAL_TARGET is 'm3mx', which is no chip" in run("m3mx").stderr


def test_the_command_prints_text_or_json_and_refuses_other_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert describe([]) == 0
    assert capsys.readouterr().out.startswith("device_name ")
    assert describe(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["simd_width"]["source"]
    assert describe(["--jsn"]) == 2
    assert "[--json]" in capsys.readouterr().err


def test_a_reader_that_stops_is_no_error() -> None:
    command = f"{sys.executable} -m tmetal language | head -c 9"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("# The ker", "")


def test_without_a_wish_it_is_the_machine_s_chip_or_one_whose_code_runs_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Fake:
        def __init__(self, name: str) -> None:
            self.name = name
            self.metal = self

        def is_available(self) -> bool:
            return bool(self.name)

        def device_info(self) -> dict[str, str]:
            return {"device_name": self.name}

    found = []
    for name in ("Apple M4 Max", "Apple Z9", ""):
        target_chip._of_machine.cache_clear()
        monkeypatch.setattr(target_chip, "mx", Fake(name))
        found.append(target_chip.compile_target().name)
    target_chip._of_machine.cache_clear()
    assert found == ["M4 Max", "M1", "M1"]


def test_a_kernel_for_an_m4_loads_a_row_once_that_one_for_an_m2_loads_again() -> None:
    x, y, z = np.random.default_rng(2).random((3, 4096), np.float32)
    expected = (x + y + z) * (x.sum() + y.sum() + z.sum())
    loaded = {}
    for name in ("m2", "m4"):
        out = np.zeros(4096, np.float32)
        with options.override(target=name):
            counted = tmetal.profile(three_rows[(1,)], x, y, z, out, BLOCK=4096)
        loaded[name] = counted.traffic.loaded
        np.testing.assert_allclose(out, expected, rtol=1e-5)
    assert loaded == {"m2": 4 * 4096 * 4, "m4": 3 * 4096 * 4}
