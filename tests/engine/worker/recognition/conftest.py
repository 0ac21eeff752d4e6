"""A real recording for the recognizers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.audio.media import Decoder
from engine.worker.recognition import Film
from tests.hearing import film_of

RESOURCES = Path(__file__).parents[4] / "resources"


@pytest.fixture(scope="session")
def sample() -> Film:
    """The sample recording: a minute of six people, the first of them President Kennedy."""
    return film_of(np.concatenate(list(Decoder(RESOURCES / "sample.opus").blocks())))


@pytest.fixture(scope="session")
def sample_text() -> str:
    """What is said in the sample."""
    return (RESOURCES / "sample.txt").read_text(encoding="utf-8")
