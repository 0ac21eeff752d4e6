"""Importing torchaudio beside a torch that its native extension does not fit."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_torchaudio_works_once_it_is_admitted() -> None:
    program = """
from engine.worker.torch_audio import admit_torchaudio
admit_torchaudio()
import torch, torchaudio
import torchaudio.compliance.kaldi as kaldi
print(kaldi.fbank(torch.zeros(1, 16000)).shape[1])
admit_torchaudio()
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "23", done.stderr
