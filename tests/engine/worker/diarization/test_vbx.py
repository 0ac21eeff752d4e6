from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelDamaged
from engine.worker.diarization.clustering import Bounds
from engine.worker.diarization.vbx import Plda, Variational
from engine.worker.torch_audio import admit_torchaudio
from tests.diarized import around

WIDE, NARROW = 256, 128


def plain() -> Plda:
    """A space in which the first half of a vector is seen as it is."""
    return Plda(
        centre=np.zeros(WIDE),
        lda=np.eye(WIDE)[:, :NARROW],
        second_centre=np.zeros(NARROW),
        mean=np.zeros(NARROW),
        transform=np.eye(NARROW),
        between=np.full(NARROW, 10.0),
    )


def variational(plda: Plda | None = None) -> Variational:
    return Variational(plda or plain(), threshold=0.6, fa=0.07, fb=0.8)


def film(*counts: int) -> np.ndarray:
    return np.concatenate([around(who, count, 0.03) for who, count in enumerate(counts)])


@pytest.mark.parametrize("counts", [(40,), (40, 40), (60, 20, 30, 50)])
def test_everybody_is_found(counts: tuple[int, ...]) -> None:
    centres = variational().centres(film(*counts), Bounds())
    assert sorted(centre.argmax() for centre in centres) == list(range(len(counts)))


def test_a_person_in_two_clusters_is_one_again() -> None:
    vectors = film(60, 60)
    first = np.repeat([0, 1, 2], [60, 30, 30])
    belongs = variational()._responsibilities(plain().seen(vectors), first)
    assert (belongs.sum(axis=0) > 1).sum() == 2 or belongs.shape[1] == 2


@pytest.mark.parametrize("wished", [1, 2, 4])
def test_the_number_of_people_can_be_given(wished: int) -> None:
    assert len(variational().centres(film(40, 40, 40), Bounds(wished, wished))) == wished


def test_one_voice_is_one_person() -> None:
    assert variational().centres(film(1), Bounds()).shape == (1, WIDE)


def test_two_in_a_window_are_two_people() -> None:
    assert variational().is_constrained


def test_a_damaged_plda_is_said_so(tmp_path: Path) -> None:
    for name in ("xvec_transform.npz", "plda.npz"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelDamaged, match="PLDA"):
        Plda.read(tmp_path)


def test_a_missing_plda_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="PLDA"):
        Plda.read(tmp_path)


def test_a_plda_that_holds_objects_is_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (print, ("evil",))

    trap = np.array([Evil()], dtype=object)
    np.savez(tmp_path / "xvec_transform.npz", mean1=trap, mean2=trap, lda=trap)
    np.savez(tmp_path / "plda.npz", mu=trap, tr=trap, psi=trap)
    with pytest.raises(ModelDamaged):
        Plda.read(tmp_path)


@pytest.mark.shared
def test_the_space_is_the_one_that_pyannote_computes(shared: Path) -> None:
    admit_torchaudio()
    from pyannote.audio.utils.vbx import vbx_setup

    folder = shared / "models" / "pyannote-diarization" / "plda"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    vectors = np.random.default_rng(0).standard_normal((20, WIDE)).astype(np.float32)
    plda = Plda.read(folder)
    to_vector, to_space, between = vbx_setup(folder / "xvec_transform.npz", folder / "plda.npz")
    assert np.allclose(plda.between, between, rtol=1e-6)
    assert np.allclose(plda.seen(vectors), to_space(to_vector(vectors)), atol=1e-5)


@pytest.mark.shared
def test_the_mixture_is_the_one_that_pyannote_fits(shared: Path) -> None:
    admit_torchaudio()
    from pyannote.audio.utils.vbx import cluster_vbx

    folder = shared / "models" / "pyannote-diarization" / "plda"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    plda = Plda.read(folder)
    seen = plda.seen(np.random.default_rng(1).standard_normal((60, WIDE)).astype(np.float32))
    first = np.repeat([0, 1, 2, 3], 15)
    expected, prior = cluster_vbx(first, seen, plda.between, Fa=0.07, Fb=0.8, maxIters=20)
    found = variational(plda)._responsibilities(seen, first)
    assert np.allclose(found, expected[:, prior > 1e-7], atol=1e-6)
