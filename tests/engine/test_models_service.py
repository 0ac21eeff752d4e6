from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from engine import calibration, models
from engine.calibration import Measurement
from engine.models_catalogue import CATALOGUE, Catalogue
from engine.models_delivery import partial_folder
from engine.models_service import ModelsService, listed, memory_for, recommending
from engine.options import Home
from engine.protocol import (
    Event,
    Fetching,
    FetchModel,
    ModelDone,
    ModelsListed,
    ModelState,
    PauseFetch,
    RemoveModel,
    VerifyModel,
)
from tests.engine.local_hub import LocalHub, entry_for, serving, whisper_files, write_files

FILES = whisper_files()
ENTRY = entry_for(FILES)
AMONG: Catalogue = (ENTRY,)
GB = 1_000_000_000

_E = TypeVar("_E", bound=Event)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Home(tmp_path / "home")


@pytest.fixture
def hub(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    with serving(FILES) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


class Told:
    """What the service tells, in its order, from whatever thread."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._coming: queue.Queue[Event] = queue.Queue()

    def __call__(self, event: Event) -> None:
        self._coming.put(event)

    def until(self, kind: type[_E]) -> _E:
        while True:
            event = self._coming.get(timeout=120)
            self.events.append(event)
            if isinstance(event, kind):
                return event


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def service(home: Home, told: Told) -> Iterator[ModelsService]:
    made = ModelsService(home, told, AMONG)
    yield made
    made.close()


def state(name: str, size: int, speed: float = 0.0, **others: object) -> ModelState:
    fields: dict[str, object] = {"languages": "multilingual", "licence": "MIT", "is_here": True}
    return msgspec.convert(
        {"name": name, "title": name, "size": size, "speed": speed, **fields, **others}, ModelState
    )


def recommended(*states: ModelState, cores: int = 4) -> list[str]:
    return [each.name for each in recommending(states, cores) if each.is_recommended]


# --- which there are ------------------------------------------------------------------------------


def test_every_model_of_the_catalogue_is_listed_with_what_it_costs(home: Home) -> None:
    told = listed(home)
    names = [model.name for model in (*told.models, *told.others)]
    assert sorted(names) == sorted(entry.name for entry in CATALOGUE)
    assert [model.name for model in told.others] == ["speaker"]
    assert all(model.size and model.licence and model.memory for model in told.models)
    assert not any(model.is_here for model in told.models)
    assert told.space > 0 and told.memory > 0
    assert told.folder == str(home.models)


def test_a_model_that_is_here_says_so_and_one_half_here_how_much_has_come(home: Home) -> None:
    write_files(home.models / ENTRY.name, FILES)
    assert [model.is_here for model in listed(home, AMONG).models] == [True]
    write_files(partial_folder(home.models, ENTRY), {"model.bin.incoming": bytes(1000)})
    models.remove(ENTRY.name, home, among=AMONG)
    write_files(partial_folder(home.models, ENTRY), {"model.bin.incoming": bytes(1000)})
    (model,) = listed(home, AMONG).models
    assert (model.is_here, model.arrived) == (False, 1000)


def test_a_folder_of_the_users_own_is_listed_as_such(home: Home) -> None:
    write_files(home.models / "mine", {"model.bin": bytes(500)})
    own = listed(home, AMONG).models[-1]
    assert (own.name, own.size, own.is_known, own.is_here) == ("mine", 500, False, True)


def test_the_speed_is_that_of_the_best_backend_that_can_be_trusted(home: Home) -> None:
    write_files(home.models / ENTRY.name, FILES)
    identity = models.resolve(ENTRY.name, home, among=AMONG).identity
    seen = calibration.read(home)
    for recognizer, rtfx, problem in (
        ("ct2", 20.0, ""),
        ("mlx", 90.0, "nonsense"),
        ("torch", 30.0, ""),
    ):
        seen = seen.having(Measurement(recognizer, "cpu", identity, rtfx, problem=problem))
    calibration.keep(seen, home)
    assert listed(home, AMONG).models[0].speed == 30.0


def test_a_model_that_this_machine_cannot_hold_does_not_fit(home: Home) -> None:
    huge = msgspec.structs.replace(ENTRY.files[0], name="huge.bin", size=10**15)
    entry = msgspec.structs.replace(ENTRY, files=(*ENTRY.files, huge))
    assert not listed(home, (entry,)).models[0].fits
    assert listed(home, AMONG).models[0].fits


def test_more_weights_need_more_memory() -> None:
    assert memory_for(75_000_000) < 0.6 * GB
    assert 4 * GB < memory_for(3_087_000_000) < 5 * GB


# --- which one suits ------------------------------------------------------------------------------


def test_the_largest_model_that_is_fast_enough_is_recommended() -> None:
    models_here = (state("tiny", 75), state("base", 145), state("large", 3000))
    assert recommended(*models_here, state("measured", 100, speed=40)) == ["base"]


def test_a_faster_machine_is_given_a_larger_model() -> None:
    models_here = (state("tiny", 75, speed=200), state("base", 145), state("large", 3000))
    assert recommended(*models_here) == ["large"]


def test_a_measured_speed_outweighs_what_follows_from_others() -> None:
    models_here = (state("tiny", 75, speed=200), state("large", 3000, speed=1.5))
    assert recommended(*models_here) == ["tiny"]


def test_what_does_not_fit_or_knows_english_only_is_not_recommended() -> None:
    small = state("tiny", 75, speed=400)
    assert recommended(small, state("large", 3000, fits=False)) == ["tiny"]
    assert recommended(small, state("medium.en", 1500, languages="en")) == ["tiny"]
    assert recommended(small, state("mine", 1500, is_known=False)) == ["tiny"]


def test_a_machine_that_was_never_tried_is_judged_by_its_cores() -> None:
    sizes = [entry.size for entry in CATALOGUE]
    known = [state(str(size), size) for size in sizes]
    few, many = recommended(*known, cores=2), recommended(*known, cores=12)
    assert len(few) == len(many) == 1
    assert int(few[0]) < int(many[0])


def test_where_nothing_is_fast_enough_nothing_is_recommended() -> None:
    assert recommended(state("large", 3000, speed=0.5)) == []


# --- errands --------------------------------------------------------------------------------------


def test_a_model_is_fetched_and_the_list_follows(
    service: ModelsService, told: Told, hub: LocalHub, home: Home
) -> None:
    service.obey(FetchModel(ENTRY.name))
    assert told.until(ModelDone) == ModelDone(ENTRY.name, "fetched")
    assert told.until(ModelsListed).models[0].is_here
    steps = [event.done for event in told.events if isinstance(event, Fetching)]
    assert steps == sorted(steps) and steps[-1] == ENTRY.size
    assert models.verify(ENTRY.name, home, among=AMONG)


def test_a_paused_fetch_keeps_what_has_come_and_goes_on_from_there(
    service: ModelsService, told: Told, hub: LocalHub
) -> None:
    hub.holds["model.bin"] = 150_000
    service.obey(FetchModel(ENTRY.name))
    while told.until(Fetching).done < 100_000:
        pass
    service.obey(PauseFetch(ENTRY.name))
    hub.go_on.set()
    assert told.until(ModelDone) == ModelDone(ENTRY.name, "paused")
    paused = told.until(ModelsListed).models[0]
    assert not paused.is_here and paused.arrived > 0
    hub.holds.clear()
    service.obey(FetchModel(ENTRY.name))
    assert told.until(ModelDone) == ModelDone(ENTRY.name, "fetched")
    assert any(hub.asked_for("model.bin")[1:]), "it began anew"


def test_a_model_is_fetched_once_however_often_it_is_asked_for(
    service: ModelsService, told: Told, hub: LocalHub
) -> None:
    hub.holds["model.bin"] = 1000
    for _ in range(3):
        service.obey(FetchModel(ENTRY.name))
    hub.go_on.set()
    told.until(ModelDone)
    told.until(ModelsListed)
    assert hub.asked_for("model.bin") == [""]


def test_a_fetch_that_fails_says_why(service: ModelsService, told: Told, hub: LocalHub) -> None:
    hub.status = 500
    service.obey(FetchModel(ENTRY.name))
    done = told.until(ModelDone)
    assert done.problem is not None and done.problem.code == "model-missing"


def test_a_damaged_model_is_found_out_and_repaired(
    service: ModelsService, told: Told, hub: LocalHub, home: Home
) -> None:
    damaged = {**FILES, "model.bin": FILES["model.bin"][:-1] + b"?"}
    write_files(home.models / ENTRY.name, damaged)
    service.obey(VerifyModel(ENTRY.name))
    done = told.until(ModelDone)
    assert done.act == "verified"
    assert done.problem is not None and done.problem.code == "model-damaged"
    assert "model.bin" in done.problem.message
    told.until(ModelsListed)
    service.obey(FetchModel(ENTRY.name))
    assert told.until(ModelDone).problem is None
    told.until(ModelsListed)
    service.obey(VerifyModel(ENTRY.name))
    assert told.until(ModelDone) == ModelDone(ENTRY.name, "verified")
    assert {name for name, _ in hub.requests} == {"model.bin"}


def test_a_removed_model_is_gone(service: ModelsService, told: Told, home: Home) -> None:
    write_files(home.models / ENTRY.name, FILES)
    service.obey(RemoveModel(ENTRY.name))
    assert told.until(ModelDone) == ModelDone(ENTRY.name, "removed")
    assert not told.until(ModelsListed).models[0].is_here
    service.obey(RemoveModel(ENTRY.name))
    assert told.until(ModelDone).problem is not None


def test_an_engine_that_ends_lets_a_fetch_go_which_can_be_taken_up(
    service: ModelsService, told: Told, hub: LocalHub
) -> None:
    hub.holds["model.bin"] = 150_000
    service.obey(FetchModel(ENTRY.name))
    while told.until(Fetching).done < 100_000:
        pass
    hub.go_on.set()
    service.close()
    assert told.until(ModelDone).act == "paused"


def test_pausing_what_is_not_fetched_does_nothing(service: ModelsService, told: Told) -> None:
    service.obey(PauseFetch(ENTRY.name))
    assert told.events == []
