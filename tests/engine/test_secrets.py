from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from engine import secrets
from engine.errors import NotWritable


class Shelf(KeyringBackend):
    """A keyring that holds what it is given."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("there is none")


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    before, made = keyring.get_keyring(), Shelf()
    keyring.set_keyring(made)
    monkeypatch.setenv("HF_TOKEN_PATH", "/nowhere")
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring(shelf: Shelf) -> None:
    keyring.set_keyring(NoKeyring())


def test_a_token_is_kept_in_the_keyring_and_found_there(shelf: Shelf) -> None:
    secrets.keep_hub_token("  hf_mine\n")
    assert secrets.hub_token({}) == "hf_mine"
    assert list(shelf.kept.values()) == ["hf_mine"]


def test_the_environment_wins_over_the_keyring(shelf: Shelf) -> None:
    secrets.keep_hub_token("hf_kept")
    assert secrets.hub_token({"HF_TOKEN": "hf_given"}) == "hf_given"
    assert secrets.hub_token({"HF_TOKEN": " "}) == "hf_kept"


def test_a_forgotten_token_is_gone(shelf: Shelf) -> None:
    secrets.keep_hub_token("hf_mine")
    secrets.forget_hub_token()
    assert secrets.hub_token({}) == ""
    assert not shelf.kept


def test_forgetting_what_is_not_kept_is_no_error(shelf: Shelf) -> None:
    secrets.forget_hub_token()


def test_a_login_of_the_hubs_own_command_is_found(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.get_token", lambda: "hf_login")
    assert secrets.hub_token({}) == "hf_login"


def test_without_a_keyring_nobody_has_a_token(no_keyring: None) -> None:
    assert secrets.hub_token({}) == ""
    secrets.forget_hub_token()


def test_without_a_keyring_a_token_cannot_be_kept(no_keyring: None) -> None:
    with pytest.raises(NotWritable, match="no keyring") as caught:
        secrets.keep_hub_token("hf_mine")
    assert "HF_TOKEN" in caught.value.hint
    assert "hf_mine" not in f"{caught.value} {caught.value.details}"
