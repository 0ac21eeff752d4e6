from __future__ import annotations

import numpy as np
import pytest

from engine.worker.diarization.spectrogram import BANDS, centred, spectrogram


def noise(seconds: float) -> np.ndarray:
    made = np.random.default_rng(1).standard_normal(round(seconds * 16_000))
    return np.asarray(0.1 * made, np.float32)


def test_it_is_what_kaldi_computes() -> None:
    from engine.worker.torch_audio import admit_torchaudio

    admit_torchaudio()
    import torch
    from torchaudio.compliance import kaldi

    samples = noise(2.0)
    expected = kaldi.fbank(
        torch.from_numpy(samples)[None] * (1 << 15),
        num_mel_bins=BANDS,
        window_type="hamming",
        dither=0.0,
        use_energy=False,
    )
    assert np.abs(spectrogram(samples) - expected.numpy()).max() < 0.01


def test_silence_is_a_number() -> None:
    assert np.isfinite(spectrogram(np.zeros(1600, np.float32))).all()


@pytest.mark.parametrize(
    ("samples", "frames"), [(0, 0), (399, 0), (400, 1), (560, 2), (16_000, 98)]
)
def test_only_whole_frames_count(samples: int, frames: int) -> None:
    assert spectrogram(np.zeros(samples, np.float32)).shape == (frames, BANDS)


def test_a_tone_is_in_one_place() -> None:
    moments = np.arange(16_000) / 16_000
    low, high = (
        spectrogram(np.sin(2 * np.pi * hertz * moments).astype(np.float32)).mean(axis=0).argmax()
        for hertz in (300, 3000)
    )
    assert 5 < low < 15
    assert 45 < high < 60


def test_a_colour_that_stays_is_taken_out() -> None:
    features = spectrogram(noise(20.0))
    colour = np.linspace(-3, 3, BANDS, dtype=np.float32)
    assert np.abs(centred(features, 1000) - centred(features + colour, 1000)).max() < 1e-3


def test_the_mean_is_over_what_is_near() -> None:
    features = np.zeros((3000, BANDS), np.float32)
    features[1500:] = 4.0
    out = centred(features, 1000)
    assert np.abs(out[:900]).max() == 0
    assert np.abs(out[-900:]).max() == 0
    assert out[1499, 0] == pytest.approx(-2.0, abs=0.1)
    assert out[1500, 0] == pytest.approx(2.0, abs=0.1)


def test_a_film_shorter_than_the_span_has_one_mean() -> None:
    features = spectrogram(noise(1.0))
    out = centred(features, 10_000)
    assert np.abs(out.mean(axis=0)).max() < 1e-4
