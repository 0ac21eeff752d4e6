from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.logs import log_to
from engine.options import Home


@pytest.fixture(autouse=True)
def restored_root() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers, root.level = handlers, level


def test_what_happens_is_written_into_the_home(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    logging.getLogger("engine.document").warning("a chunk is damaged")
    line = (tmp_path / "logs" / "engine.log").read_text()
    assert "WARNING engine.document: a chunk is damaged" in line


def test_a_home_that_cannot_be_written_only_loses_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way")
    log_to(Home(tmp_path))
    logging.getLogger("engine").warning("unheard")
    assert capsys.readouterr().err == ""
