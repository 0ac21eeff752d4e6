from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calibration import Calibration, Measurement
from engine.errors import DeviceMissing, UsageError
from engine.protocol import RecognitionSettings
from engine.worker import accelerator
from engine.worker.accelerator import (
    BACKENDS,
    CHUNKS_A_WORKER,
    COMPUTE_TYPES,
    Backend,
    Budget,
    Machine,
    available,
    budget_for,
    choose,
    place,
    should_recycle,
    window_bytes,
)
from engine.worker.weights import Weights

GB = 1 << 30
MODEL = "a1b2"
AUTO = RecognitionSettings(
    "auto", "/models/x", "auto", "auto", "en", 0, 0, 0, "batched", "auto", MODEL
)

PLAIN = Machine(cores=8, memory=16 * GB)
MAC = Machine(cores=8, memory=16 * GB, is_apple_silicon=True)
MAC_WITH_MLX = msgspec.structs.replace(MAC, has_mlx=True)
CUDA = Machine(cores=16, memory=64 * GB, cuda_devices=1, cuda_memory=16 * GB)
MACHINES = (PLAIN, MAC, MAC_WITH_MLX, CUDA)

TINY_CT2 = Weights("ct2", 75_000_000, 384, 4, 4, 51_864)
TINY_HF = Weights("transformers", 75_000_000, 384, 4, 4, 51_864)
LARGE_CT2 = Weights("ct2", 3_090_000_000)
LARGE_HF = Weights("transformers", 3_090_000_000)


def asking(**wishes: object) -> RecognitionSettings:
    return msgspec.structs.replace(AUTO, **wishes)


def knowing(*measurements: Measurement) -> Calibration:
    return Calibration("now", measurements)


def chosen(
    machine: Machine, weights: Weights, known: Calibration | None = None, **wishes: object
) -> tuple[str, str]:
    loaded = place(asking(**wishes), machine, weights, known)
    return loaded.recognizer, loaded.device


# --- before anything is measured ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("machine", "weights", "expected"),
    [
        (PLAIN, TINY_CT2, ("ct2", "cpu")),
        (PLAIN, TINY_HF, ("torch", "cpu")),
        (MAC, TINY_CT2, ("ct2", "cpu")),
        (MAC, TINY_HF, ("torch", "mps")),
        (MAC_WITH_MLX, TINY_HF, ("torch", "mps")),
        (CUDA, TINY_CT2, ("ct2", "cuda")),
        (CUDA, TINY_HF, ("torch", "cuda")),
    ],
)
def test_auto_takes_the_accelerator_where_a_recognizer_can_use_it(
    machine: Machine, weights: Weights, expected: tuple[str, str]
) -> None:
    assert chosen(machine, weights) == expected


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("weights", [TINY_CT2, TINY_HF])
def test_the_processor_is_always_to_be_had(machine: Machine, weights: Weights) -> None:
    assert chosen(machine, weights, device="cpu")[1] == "cpu"


def test_auto_never_means_the_reference() -> None:
    for machine in MACHINES:
        assert chosen(machine, TINY_CT2)[0] != "whisperx"
    assert chosen(CUDA, TINY_CT2, recognizer="whisperx") == ("whisperx", "cuda")


def test_mlx_computes_on_a_processor_only_when_asked_by_name() -> None:
    linux = msgspec.structs.replace(PLAIN, has_mlx=True)
    assert chosen(linux, TINY_HF) == ("torch", "cpu")
    assert chosen(linux, TINY_HF, recognizer="mlx") == ("mlx", "cpu")


@pytest.mark.parametrize(
    ("machine", "weights", "wishes", "sentence"),
    [
        (PLAIN, TINY_CT2, {"device": "cuda"}, "This machine has no cuda"),
        (PLAIN, TINY_HF, {"device": "mps"}, "This machine has no mps"),
        (CUDA, TINY_HF, {"device": "mps"}, "This machine has no mps"),
        (MAC, TINY_CT2, {"device": "mps"}, "CTranslate2, the recognizer, cannot compute on mps"),
        (MAC, TINY_CT2, {"device": "mps", "recognizer": "whisperx"}, "cannot compute on mps"),
        (MAC, TINY_HF, {"recognizer": "mlx"}, "MLX is not installed"),
    ],
)
def test_a_device_that_cannot_be_used_is_refused_with_the_reason(
    machine: Machine, weights: Weights, wishes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(DeviceMissing, match=sentence) as caught:
        place(asking(**wishes), machine, weights)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("recognizer", "weights"), [("ct2", TINY_HF), ("torch", TINY_CT2), ("whisperx", TINY_HF)]
)
def test_a_recognizer_that_cannot_read_the_model_is_a_wrong_wish(
    recognizer: str, weights: Weights
) -> None:
    with pytest.raises(UsageError, match=f"The recognizer {recognizer} cannot read"):
        place(asking(recognizer=recognizer), CUDA, weights)


def test_what_was_asked_for_is_not_chosen_otherwise() -> None:
    loaded = place(
        asking(compute_type="float32", batch_size=3, threads=5, device="cpu"), CUDA, TINY_CT2
    )
    assert (loaded.compute_type, loaded.batch_size, loaded.threads) == ("float32", 3, 5)


def test_a_number_format_is_chosen_for_each_backend() -> None:
    assert place(AUTO, PLAIN, TINY_CT2).compute_type == "int8"
    assert place(AUTO, PLAIN, TINY_HF).compute_type == "float32"
    assert place(AUTO, MAC, TINY_HF).compute_type == "float16"
    assert place(AUTO, CUDA, TINY_CT2).compute_type == "float16"
    assert set(COMPUTE_TYPES) <= set(BACKENDS)


# --- after the self-test --------------------------------------------------------------------------

SLOW_MPS = Measurement("torch", "mps", MODEL, 8.0)
FAST_MPS = Measurement("torch", "mps", MODEL, 40.0)
MLX = Measurement("mlx", "mps", MODEL, 25.0)
CPU = Measurement("torch", "cpu", MODEL, 12.0)
BROKEN_MPS = Measurement("torch", "mps", MODEL, 40.0, difference=0.9)


def test_the_fastest_measured_backend_is_taken() -> None:
    assert chosen(MAC, TINY_HF, knowing(FAST_MPS, CPU)) == ("torch", "mps")
    assert chosen(MAC, TINY_HF, knowing(SLOW_MPS, CPU)) == ("torch", "cpu")
    assert chosen(MAC_WITH_MLX, TINY_HF, knowing(SLOW_MPS, MLX, CPU)) == ("mlx", "mps")


def test_one_measurement_alone_says_nothing() -> None:
    assert chosen(MAC, TINY_HF, knowing(CPU)) == ("torch", "mps")


def test_what_was_measured_of_another_model_says_nothing() -> None:
    others = [msgspec.structs.replace(each, model="c3d4") for each in (SLOW_MPS, CPU)]
    assert chosen(MAC, TINY_HF, knowing(*others)) == ("torch", "mps")


def test_a_backend_that_hears_other_words_is_not_used() -> None:
    assert chosen(MAC, TINY_HF, knowing(BROKEN_MPS, CPU)) == ("torch", "cpu")
    choice = choose(AUTO, MAC, TINY_HF, knowing(BROKEN_MPS, CPU))
    assert choice.reason == "what is faster failed its self-test"


def test_a_failed_backend_is_refused_even_by_name() -> None:
    with pytest.raises(DeviceMissing, match="torch on mps failed its self-test") as caught:
        place(asking(device="mps"), MAC, TINY_HF, knowing(BROKEN_MPS, CPU))
    assert "doctor --self-test" in caught.value.hint


def test_the_processor_is_never_refused_for_a_failed_self_test() -> None:
    failed = Measurement("torch", "cpu", MODEL, problem="Memory ran out.")
    assert chosen(PLAIN, TINY_HF, knowing(failed)) == ("torch", "cpu")


@pytest.mark.parametrize(
    ("machine", "known", "wishes", "reason"),
    [
        (MAC, knowing(FAST_MPS, CPU), {}, "the fastest here: 40× real time, the next 12×"),
        (MAC, knowing(), {}, "the best by rule; the self-test has not compared them yet"),
        (PLAIN, knowing(), {}, "the only one for this model here"),
        (MAC, knowing(), {"device": "cpu"}, "asked for"),
        (PLAIN, knowing(), {"recognizer": "torch"}, "asked for"),
    ],
)
def test_a_choice_is_made_for_a_reason(
    machine: Machine, known: Calibration, wishes: dict[str, str], reason: str
) -> None:
    assert choose(asking(**wishes), machine, TINY_HF, known).reason == reason


# --- memory ---------------------------------------------------------------------------------------


def test_the_attention_of_a_tiny_window_is_54_megabytes() -> None:
    assert 54e6 < window_bytes(TINY_CT2, "float32") < 120e6


def test_a_window_of_a_larger_model_takes_more() -> None:
    assert window_bytes(LARGE_HF, "float16") > 2 * window_bytes(TINY_HF, "float16")
    assert window_bytes(LARGE_HF, "float32") > window_bytes(LARGE_HF, "float16")


@pytest.mark.parametrize(("machine", "most"), [(PLAIN, 3), (MAC, 8), (CUDA, 16)])
def test_a_batch_is_never_larger_than_its_device_likes(machine: Machine, most: int) -> None:
    assert place(AUTO, machine, TINY_HF).batch_size == most


def test_a_wish_for_more_is_granted_but_on_mps() -> None:
    wish = asking(batch_size=32)
    assert place(wish, CUDA, TINY_HF).batch_size == 32
    assert place(wish, MAC, TINY_HF).batch_size == 8


def test_a_batch_shrinks_to_what_fits() -> None:
    small = msgspec.structs.replace(MAC, memory=8 * GB, available=6 * GB)
    batch = place(AUTO, small, LARGE_HF).batch_size
    assert 1 <= batch < 8
    assert place(AUTO, MAC, LARGE_HF).batch_size > batch


def test_a_model_that_does_not_fit_the_gpu_is_heard_on_the_processor() -> None:
    small = msgspec.structs.replace(CUDA, cuda_memory=1 * GB)
    assert chosen(small, LARGE_CT2) == ("ct2", "cpu")
    choice = choose(AUTO, small, LARGE_CT2, knowing())
    assert choice.reason == "what is faster has not enough memory"


def test_where_nothing_fits_the_processor_tries_all_the_same() -> None:
    small = Machine(cores=2, memory=GB // 2)
    loaded = place(AUTO, small, LARGE_CT2)
    assert (loaded.device, loaded.batch_size) == ("cpu", 1)


def test_memory_that_others_use_now_is_not_counted_on() -> None:
    busy = msgspec.structs.replace(PLAIN, available=6 * GB)
    assert place(AUTO, busy, TINY_CT2).memory_budget == 6 * GB
    assert place(AUTO, PLAIN, TINY_CT2).memory_budget < PLAIN.memory


def test_a_quarter_of_the_memory_is_taken_however_busy_the_machine_is() -> None:
    crowded = msgspec.structs.replace(PLAIN, available=GB // 2)
    assert place(AUTO, crowded, TINY_CT2).memory_budget == 4 * GB


def test_two_models_share_a_device_only_where_both_can_work() -> None:
    def budget(memory: int) -> Budget:
        machine = msgspec.structs.replace(MAC, memory=memory)
        return budget_for(Backend("torch", "mps"), machine, LARGE_HF, "float16", 8)

    other = budget_for(Backend("torch", "mps"), MAC, TINY_HF, "float16", 8)
    assert budget(16 * GB).has_room_for(other)
    assert not budget(6 * GB).has_room_for(other)


def test_what_is_resident_already_leaves_less_for_windows() -> None:
    alone = budget_for(Backend("torch", "mps"), MAC, LARGE_HF, "float16", 8)
    beside = budget_for(Backend("torch", "mps"), MAC, LARGE_HF, "float16", 8, resident=5 * GB)
    assert beside.free == alone.free - 5 * GB


@given(
    st.integers(0, 1 << 40),
    st.integers(0, 1 << 36),
    st.integers(1, 1 << 34),
    st.integers(0, 1 << 36),
    st.integers(1, 64),
)
def test_a_batch_has_at_least_one_window_and_fits_where_one_does(
    limit: int, weights: int, a_window: int, resident: int, wished: int
) -> None:
    budget = Budget(limit, weights, a_window, resident)
    windows = budget.windows(wished)
    assert 1 <= windows <= wished
    if budget.is_enough:
        assert resident + weights + windows * a_window <= limit


@pytest.mark.parametrize(
    ("chunks", "memory", "budget", "expected"),
    [
        (1, 2 * GB, 4 * GB, False),
        (CHUNKS_A_WORKER, 2 * GB, 4 * GB, True),
        (1, 5 * GB, 4 * GB, True),
        (1, 0, 4 * GB, False),
        (1, 5 * GB, 0, False),
    ],
)
def test_a_worker_is_recycled_after_enough_work_or_too_much_memory(
    chunks: int, memory: int, budget: int, expected: bool
) -> None:
    assert should_recycle(chunks, memory, budget) is expected


# --- the machine ----------------------------------------------------------------------------------


def test_the_survey_finds_what_the_system_says() -> None:
    import psutil

    machine = accelerator.survey_apart()
    assert not machine.problem
    assert machine.memory == psutil.virtual_memory().total
    assert 1 <= machine.cores <= (psutil.cpu_count() or 1)
    assert machine.devices[-1] == "cpu"


def test_a_guess_is_never_poorer_than_the_survey() -> None:
    guess, machine = accelerator.guess(), accelerator.survey_apart()
    for weights in (TINY_CT2, TINY_HF):
        assert set(available(machine, weights)) <= set(available(guess, weights))


def test_the_machine_is_printed_as_json_for_those_who_may_not_load_libraries() -> None:
    command = [sys.executable, "-m", "engine.worker.accelerator"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    assert json.loads(printed)["cores"] >= 1


def test_a_survey_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert accelerator.survey_apart().problem == "exit code 1"
    assert accelerator.survey_apart().devices == ("cpu",)


@pytest.mark.cuda
def test_a_gpu_is_found_with_its_memory() -> None:
    machine = accelerator.survey()
    if not machine.cuda_devices:
        pytest.skip("needs an NVIDIA GPU")
    assert machine.cuda_memory > GB
