from __future__ import annotations

import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from engine.protocol import AskToken, KeepToken, TokenTold
from engine.token_service import TokenService


class Shelf(KeyringBackend):
    """A keyring that holds what it is given."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.held.pop((service, username), None)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shelf]:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    before, made = keyring.get_keyring(), Shelf()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def told() -> queue.Queue[TokenTold]:
    return queue.Queue()


def answer(told: queue.Queue[TokenTold]) -> TokenTold:
    return told.get(timeout=120)


def test_a_token_is_kept_in_the_keyring_and_never_told(
    shelf: Shelf, told: queue.Queue[TokenTold]
) -> None:
    service = TokenService(told.put)
    service.obey(AskToken())
    assert answer(told) == TokenTold(False)
    service.obey(KeepToken("hf_secret "))
    heard = answer(told)
    assert heard == TokenTold(True)
    assert "hf_secret" not in repr(heard)
    assert list(shelf.held.values()) == ["hf_secret"]


def test_an_empty_token_takes_the_other_one_out(shelf: Shelf, told: queue.Queue[TokenTold]) -> None:
    service = TokenService(told.put)
    for token in ("hf_secret", ""):
        service.obey(KeepToken(token))
    assert [answer(told).is_there for _ in range(2)] == [True, False]
    assert shelf.held == {}


def test_a_system_without_a_keyring_says_so(shelf: Shelf, told: queue.Queue[TokenTold]) -> None:
    keyring.set_keyring(NoKeyring())
    TokenService(told.put).obey(KeepToken("hf_secret"))
    heard = answer(told)
    assert not heard.is_there
    assert heard.problem is not None and heard.problem.code == "not-writable"
    assert "hf_secret" not in repr(heard)


def test_no_keyring_is_loaded_before_it_is_asked_for() -> None:
    import subprocess

    code = "import sys, engine.token_service; print('keyring' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
