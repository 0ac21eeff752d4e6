"""Models and the token, asked of a real engine as the app asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import protocol
from engine.models_catalogue import CATALOGUE
from engine.options import Home
from engine.protocol import (
    AnyCommand,
    AnyEvent,
    AskToken,
    Command,
    EngineReady,
    Event,
    Fetching,
    FetchModel,
    KeepToken,
    ListModels,
    ModelDone,
    ModelsListed,
    ModelState,
    PauseFetch,
    Ping,
    Pong,
    RemoveModel,
    TokenTold,
    VerifyModel,
)
from tests.engine.test_service import Engine


@pytest.fixture
def empty_home(home: Home) -> Home:
    """A home without the user's models, which no test may remove."""
    if home.models.is_symlink():
        home.models.unlink()
    return home


@pytest.fixture
def engine(empty_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("HF_HOME", str(empty_home.root / "hub"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    made = Engine()
    assert isinstance(made.hear(), EngineReady)
    yield made
    made.end()


COMMANDS: list[Command] = [
    FetchModel("base"),
    PauseFetch("base"),
    VerifyModel("base"),
    RemoveModel("base"),
    AskToken(),
    KeepToken("hf_x"),
]
STATE = ModelState("base", "Whisper base", 1, "multilingual", "MIT", True, 2.0, 3, 4, False, True)
EVENTS: list[Event] = [
    ModelsListed((STATE,), "base", (STATE,), "/models", 5, 6),
    ModelDone("base", "paused"),
    Fetching("base", 1, 2),
    TokenTold(True),
]


@pytest.mark.parametrize("message", COMMANDS, ids=lambda each: type(each).__name__)
def test_every_command_about_models_crosses_the_wire(message: Command) -> None:
    assert protocol.decode(protocol.encode(message), AnyCommand) == message


@pytest.mark.parametrize("message", EVENTS, ids=lambda each: type(each).__name__)
def test_every_event_about_models_crosses_the_wire(message: Event) -> None:
    assert protocol.decode(protocol.encode(message), AnyEvent) == message


def test_the_models_are_told_with_the_machine_they_are_for(
    engine: Engine, empty_home: Home
) -> None:
    engine.tell(ListModels())
    told = engine.hear_until(ModelsListed)[-1]
    assert isinstance(told, ModelsListed)
    assert len(told.models) + len(told.others) == len(CATALOGUE)
    assert not any(model.is_here for model in told.models)
    assert told.folder == str(empty_home.models)
    assert told.memory > 0 and told.space > 0


def test_a_model_that_cannot_be_had_offline_ends_with_its_reason(engine: Engine) -> None:
    engine.tell(FetchModel("base"))
    done = engine.hear_until(ModelDone)[-1]
    assert isinstance(done, ModelDone)
    assert done.problem is not None and done.problem.code == "model-missing"
    assert isinstance(engine.hear(), ModelsListed)


def test_a_model_that_nobody_knows_ends_with_its_reason(engine: Engine) -> None:
    for command in (VerifyModel("nonsense"), RemoveModel("nonsense")):
        engine.tell(command)
        done = engine.hear_until(ModelDone)[-1]
        assert isinstance(done, ModelDone)
        assert done.problem is not None and "nonsense" in done.problem.message


def test_the_engine_hears_while_it_does_an_errand(engine: Engine) -> None:
    engine.tell(FetchModel("large-v3"))
    engine.tell(Ping())
    assert any(isinstance(event, Pong) for event in engine.hear_until(Pong))


def test_pausing_what_does_not_run_is_no_fault(engine: Engine) -> None:
    engine.tell(PauseFetch("base"))
    engine.tell(Ping())
    assert isinstance(engine.hear(), Pong)


def test_a_system_without_a_keyring_is_told_of_once_a_token_is_to_be_kept(engine: Engine) -> None:
    engine.tell(AskToken())
    assert engine.hear() == TokenTold(False)
    engine.tell(KeepToken("hf_secret"))
    told = engine.hear()
    assert isinstance(told, TokenTold) and not told.is_there
    assert told.problem is not None and "hf_secret" not in repr(told)
