"""The stage of alignment: what is done is kept, and what fails keeps the times it had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from engine.document import Document, Source
from engine.errors import (
    LongtakeError,
    MediaChanged,
    MemoryExhausted,
    ModelDamaged,
    NoSpace,
    WorkerDied,
)
from engine.jobs.alignment import TRIES, align
from engine.jobs.job import Job
from engine.jobs.supervisor import WorkerProcess
from engine.models import ModelFolder
from engine.options import Home, Options
from engine.protocol import (
    Align,
    Aligned,
    AnyReply,
    AudioTrack,
    Event,
    Finished,
    MediaInfo,
    Noticed,
    Prepare,
    Prepared,
    PreparedFilm,
    Progress,
    Request,
    StageProgress,
)
from engine.transcript import SAMPLE_RATE, Chunk, ChunkText, SpeechMap
from tests.aligners import write_aligner
from tests.builders import chunk, heard, spoken

SECONDS = 40
SAMPLES = bytes(2 * SAMPLE_RATE * SECONDS)
PLAN = tuple(chunk(index, index * 10.0, index * 10.0 + 10.0) for index in range(4))
TEXTS = {each.index: heard(each.index, spoken("one two three", each.start + 1.0)) for each in PLAN}
FILM = Prepared(
    media=MediaInfo("wav", float(SECONDS), (AudioTrack(0, "pcm_s16le", 16000, 1),)),
    track=0,
    samples=len(SAMPLES) // 2,
    fingerprint=blake2b(SAMPLES, digest_size=16).hexdigest(),
    speech=SpeechMap(((0.0, 40.0),), 0.032, b""),
    peaks=b"",
)


def later(text: ChunkText, by: float = 0.25) -> ChunkText:
    """The chunk with every word said later."""
    windows = (
        msgspec.structs.replace(window, words=tuple(word.shifted(by) for word in window.words))
        for window in text.windows
    )
    return msgspec.structs.replace(text, windows=tuple(windows))


@dataclass
class ScriptedWorker:
    """Says every word a quarter of a second later, and fails where it is told to."""

    samples: bytes = SAMPLES
    failures: dict[int, list[LongtakeError]] = field(default_factory=dict)
    unaligned: int = 0
    asked: list[Request] = field(default_factory=list)
    aligned: Counter[int] = field(default_factory=Counter)
    rests: list[float] = field(default_factory=list)
    closed: int = 0

    def start(self) -> None:
        pass

    def ask(self, request: Request) -> Iterator[AnyReply]:
        self.asked.append(request)
        if isinstance(request, Prepare):
            Path(request.cache).write_bytes(self.samples)
            yield PreparedFilm(
                msgspec.structs.replace(
                    FILM, fingerprint=blake2b(self.samples, digest_size=16).hexdigest()
                )
            )
        elif isinstance(request, Align):
            done = 0.0
            for text in request.texts:
                if script := self.failures.get(text.index):
                    raise script.pop(0)
                self.aligned[text.index] += 1
                done += sum(window.end - window.start for window in text.windows)
                yield Progress("align", done, 0.0)
                yield Aligned(later(text), 0.1, self.unaligned, request.settings.device)
        yield Finished()

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)

    def memory(self) -> int:
        return 1000

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


@dataclass
class Bench:
    """A film that is recognised, with its document and an aligner for its language."""

    folder: Path
    events: list[Event] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        film = self.folder / "film.wav"
        film.write_bytes(b"RIFF film")
        self.document = Document.create(self.folder / "film.longtake", Source.of(film), Options())
        self.model = self.folder / "model"
        self.write_model()

    def write_model(self, weights: bytes = b"weights") -> None:
        self.model.mkdir(exist_ok=True)
        for name in ("config.json", "vocab.json"):
            (self.model / name).write_bytes(b"{}")
        (self.model / "model.safetensors").write_bytes(weights)

    def align(
        self,
        worker: ScriptedWorker,
        texts: dict[int, ChunkText] | None = None,
        plan: Sequence[Chunk] = PLAN,
        **wishes: object,
    ) -> dict[int, ChunkText]:
        wishes = {"align_model": str(self.model), **wishes}
        options = msgspec.convert(wishes, Options)
        self.events.clear()
        recognizer = ModelFolder(Path("/model"), "ct2", "scripted", True, "identity")
        cache = self.folder / "cache" / "film.s16"
        job = Job(self.document, options, recognizer, worker, cache, self.events.append, options)
        self.warnings = job.warnings
        return align(job, FILM, "en", plan, TEXTS if texts is None else texts)

    @property
    def notices(self) -> list[str]:
        return [each.message for each in self.events if isinstance(each, Noticed)]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "TORCH_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setenv("LONGTAKE_OFFLINE", "1")
    made = Bench(tmp_path)
    yield made
    made.document.close()


def test_every_word_gets_its_time_from_the_aligner(bench: Bench) -> None:
    worker = ScriptedWorker()
    assert bench.align(worker) == {index: later(text) for index, text in TEXTS.items()}
    assert not bench.notices
    progress = [each for each in bench.events if isinstance(each, StageProgress)]
    assert [each.stage for each in progress] == ["align"] * 4
    assert progress[-1].done == progress[-1].total == pytest.approx(3.6)


def test_what_is_aligned_is_in_the_document_and_not_done_again(bench: Bench) -> None:
    first = bench.align(ScriptedWorker())
    worker = ScriptedWorker()
    assert bench.align(worker) == first
    assert worker.asked == []


def test_a_text_that_changed_is_aligned_anew_and_no_other(bench: Bench) -> None:
    bench.align(ScriptedWorker())
    worker = ScriptedWorker()
    other = heard(2, spoken("something else", 21.0))
    assert bench.align(worker, TEXTS | {2: other})[2] == later(other)
    assert worker.aligned == {2: 1}


def test_another_aligner_aligns_everything_anew(bench: Bench) -> None:
    bench.align(ScriptedWorker())
    bench.write_model(b"other weights")
    worker = ScriptedWorker()
    bench.align(worker)
    assert worker.aligned == dict.fromkeys(range(4), 1)


@pytest.mark.parametrize("wish", ["attention", "none"])
def test_attention_costs_nothing_more(bench: Bench, wish: str) -> None:
    worker = ScriptedWorker()
    assert bench.align(worker, align=wish) == TEXTS
    assert worker.asked == []
    assert not bench.events


@pytest.mark.parametrize("wish", ["auto", "wav2vec2"])
def test_a_translation_is_not_aligned_with_the_sounds_of_other_words(
    bench: Bench, wish: str
) -> None:
    worker = ScriptedWorker()
    assert bench.align(worker, align=wish, translate=True) == TEXTS
    assert worker.asked == []


def test_auto_is_content_with_attention_where_no_aligner_is_at_hand(bench: Bench) -> None:
    worker = ScriptedWorker()
    assert bench.align(worker, align="auto", align_model="") == TEXTS
    assert worker.asked == []
    assert not bench.events


def test_an_aligner_that_is_asked_for_and_cannot_be_had_is_missed_aloud(bench: Bench) -> None:
    worker = ScriptedWorker()
    assert bench.align(worker, align="wav2vec2", align_model="") == TEXTS
    (notice,) = bench.notices
    assert "not on this machine" in notice
    assert "keep the times" in notice


@pytest.mark.parametrize("wish", ["auto", "wav2vec2"])
def test_a_folder_without_a_model_is_told_and_harms_nothing(bench: Bench, wish: str) -> None:
    (bench.model / "vocab.json").unlink()
    assert bench.align(ScriptedWorker(), align=wish) == TEXTS
    (notice,) = bench.notices
    assert "holds no alignment model" in notice


def test_a_worker_that_dies_is_replaced_and_only_the_rest_is_asked_for(bench: Bench) -> None:
    worker = ScriptedWorker(failures={2: [WorkerDied("It died.")]})
    assert bench.align(worker) == {index: later(text) for index, text in TEXTS.items()}
    assert worker.aligned == dict.fromkeys(range(4), 1)
    assert worker.closed == 1
    assert worker.rests == [1.0]
    assert not bench.notices


def test_the_last_try_is_on_the_processor(bench: Bench) -> None:
    worker = ScriptedWorker(failures={0: [MemoryExhausted("Full.")] * (TRIES - 1)})
    bench.align(worker, device="auto")
    devices = [each.settings.device for each in worker.asked if isinstance(each, Align)]
    assert devices == ["auto", "auto", "cpu"]


def test_a_chunk_that_cannot_be_aligned_keeps_its_times_and_says_so(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("It died.")] * 9})
    found = bench.align(worker)
    assert found[1] == TEXTS[1]
    assert all(found[index] == later(TEXTS[index]) for index in (0, 2, 3))
    (notice,) = bench.notices
    assert notice.startswith("It died. Words in chunk 2 keep the times")
    assert bench.warnings == [notice]
    assert list(found) == [0, 1, 2, 3]


def test_a_chunk_that_failed_is_tried_again_in_the_next_run(bench: Bench) -> None:
    bench.align(ScriptedWorker(failures={1: [WorkerDied("It died.")] * 9}))
    worker = ScriptedWorker()
    assert bench.align(worker)[1] == later(TEXTS[1])
    assert worker.aligned == {1: 1}


def test_a_model_that_cannot_be_read_is_not_tried_twice(bench: Bench) -> None:
    worker = ScriptedWorker(failures={0: [ModelDamaged("It is damaged.")] * 9})
    assert bench.align(worker) == TEXTS
    assert len([each for each in worker.asked if isinstance(each, Align)]) == 1
    assert len(bench.notices) == 1


def test_windows_that_kept_their_times_are_counted(bench: Bench) -> None:
    bench.align(ScriptedWorker(unaligned=2))
    assert bench.notices == [
        "The words of 8 passages could not be aligned and keep the times that the recognizer"
        " gave them."
    ]


def test_a_full_disk_is_no_reason_to_go_on(bench: Bench) -> None:
    with pytest.raises(NoSpace):
        bench.align(ScriptedWorker(failures={0: [NoSpace("The disk is full.")]}))


def test_a_film_that_changed_meanwhile_is_refused(bench: Bench) -> None:
    with pytest.raises(MediaChanged):
        bench.align(ScriptedWorker(samples=b"\x01\x00" * SAMPLE_RATE))


def test_chunks_without_text_or_words_are_left_alone(bench: Bench) -> None:
    worker = ScriptedWorker()
    found = bench.align(worker, {0: TEXTS[0], 2: ChunkText(2)})
    assert found == {0: later(TEXTS[0]), 2: ChunkText(2)}
    assert worker.aligned == {0: 1}


def test_a_real_worker_aligns_with_a_real_model(bench: Bench, tmp_path: Path) -> None:
    write_aligner(tmp_path / "real")
    cache = bench.folder / "cache" / "film.s16"
    cache.parent.mkdir()
    cache.write_bytes(SAMPLES)
    worker = WorkerProcess(Home(tmp_path).logs / "job.log")
    options = Options(align="wav2vec2", align_model=str(tmp_path / "real"), device="cpu", threads=1)
    recognizer = ModelFolder(Path("/model"), "ct2", "none", True, "identity")
    job = Job(bench.document, options, recognizer, worker, cache, bench.events.append, options)
    try:
        found = align(job, FILM, "en", PLAN, TEXTS)
    finally:
        worker.close()
    assert not bench.notices
    for index, text in found.items():
        assert [each.text for each in text.words] == [each.text for each in TEXTS[index].words]
        window = text.windows[0]
        times = [(each.start, each.end) for each in text.words]
        assert times != [(each.start, each.end) for each in TEXTS[index].words]
        assert all(window.start <= start < end <= window.end for start, end in times)
        assert all(one[1] <= other[0] for one, other in pairwise(times))
