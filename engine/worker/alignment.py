"""When exactly each word is said: a wav2vec2 model's letters, laid along the recognised text.

The model hears which letter is sounded in each 20 ms. The likeliest way through these letters that
spells the text gives every word its time: a lattice of frames against letters, filled forwards and
read backwards, as in whisperx's `align` and the tutorial of torchaudio that it follows. What the
model's alphabet lacks (numbers, symbols, foreign letters) may be any sound; marks make none.

A window is heard together with the film's own sound after it, up to the next multiple of 5 s: so
there are few shapes, which an accelerator wants, and no silence is put in, which would mislead a
model that normalises over all it hears. Windows of one shape are heard together.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from engine.errors import ModelDamaged, SilentFault
from engine.merge import settled
from engine.orthography import SPACELESS
from engine.protocol import AlignmentSettings
from engine.transcript import SAMPLE_RATE, ChunkText, WindowText, Word
from engine.worker.memory import memory_of
from engine.worker.torch_audio import admit_torchaudio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Scores = NDArray[np.float32]

Hear = Callable[[float, float], "Samples"]
"""The film's sound between two times in seconds; less of it where the film ends before."""
Report = Callable[[float], None]
"""Hears how many seconds of windows are done; what it raises ends the work."""

STEP = 5.0
"""Seconds of which every shape is a multiple."""
TOGETHER = {"cpu": 30.0}
"""Seconds of sound heard at once. A processor wins nothing by more, and the first layer takes
200 MB for every 30 s."""
_ON_ACCELERATORS = 240.0

WILDCARD = -1
"""Stands for any letter: what the alphabet lacks is still spoken."""
BETWEEN_WORDS = "|"

_SPOKEN_MARKS = frozenset("%&@#§")  # Unicode's punctuation, but read aloud
_UNVOICED = frozenset("PMZC")  # categories of marks, accents alone, spaces, control characters


class Aligned(NamedTuple):
    """A chunk with better times, and how many of its windows had to keep those they had."""

    text: ChunkText
    unaligned: int


class Spelling(NamedTuple):
    """A text as labels of the model, and for each the number of its word (-1: between words)."""

    labels: list[int]
    words: list[int]


class Letters(msgspec.Struct, frozen=True):
    """What a model can hear: each letter's label, the one for none, and whether words part."""

    labels: Mapping[str, int]
    blank: int
    language: str

    def spell(self, words: Sequence[Word]) -> Spelling:
        """The labels that these words sound like, in order."""
        spelling = Spelling([], [])
        for number, word in enumerate(words):
            found = [
                label for sign in word.text.lower() if (label := self._label(sign)) is not None
            ]
            if found and spelling.labels:
                self._part(spelling, words[number - 1], word)
            spelling.labels.extend(found)
            spelling.words.extend([number] * len(found))
        return spelling

    def _label(self, sign: str) -> int | None:
        label = self.labels.get(sign)
        if label == self.blank or sign == BETWEEN_WORDS or sign.isspace():
            return None  # torchaudio's sign for no letter is the hyphen
        if label is not None:
            return label
        is_mark = unicodedata.category(sign)[0] in _UNVOICED and sign not in _SPOKEN_MARKS
        return None if is_mark else WILDCARD

    def _part(self, spelling: Spelling, left: Word, right: Word) -> None:
        is_parted = left.text[-1:].isspace() or right.text[:1].isspace()
        if is_parted and self.language not in SPACELESS and BETWEEN_WORDS in self.labels:
            spelling.labels.append(self.labels[BETWEEN_WORDS])
            spelling.words.append(-1)


class Aligner:
    """A model in memory, which one thread uses."""

    def __init__(self, settings: AlignmentSettings, device: str) -> None:
        """Raises `ModelDamaged` where the model cannot be read."""
        self._model = _bundle(settings) if settings.bundle else _folder(settings)
        self._device = device
        self._model.place(device, settings.threads)
        self.letters = Letters(self._model.labels, self._model.blank, settings.language)

    def align(self, texts: Sequence[ChunkText], hear: Hear, report: Report) -> Iterator[Aligned]:
        """Each chunk's text with the times of its words, in order; the words stay what they are.

        Where a window cannot be aligned, because it holds no letter or more than it has frames for,
        its words keep their times.
        """
        done = 0.0
        for text in texts:
            found = dict(enumerate(text.windows))
            left = {place for place, window in found.items() if window.words}
            for places in batches(text.windows, self._together()):
                windows = [text.windows[place] for place in places]
                for place, words in zip(places, self._times(windows, hear), strict=True):
                    if words is not None:
                        found[place] = msgspec.structs.replace(found[place], words=words)
                        left.discard(place)
                done += sum(seconds_of(window) for window in windows)
                report(done)
            yield Aligned(msgspec.structs.replace(text, windows=tuple(found.values())), len(left))

    def emissions(self, windows: Sequence[WindowText], hear: Hear) -> tuple[list[Scores], float]:
        """For windows of one shape log-probabilities (frames, labels), and the seconds of a frame.

        Raises `SilentFault` where they cannot be what a working device computes.
        """
        import numpy as np

        shape = shape_of(windows[0])
        sounds = [_padded(hear(each.start, each.start + shape), shape) for each in windows]
        scores = self._model.hear(np.stack(sounds))
        if not np.isfinite(scores).all() or not np.ptp(scores, axis=-1).any():
            raise SilentFault(
                "The accelerator computed nonsense while words were aligned.", "Use --device cpu."
            )
        frame = shape / scores.shape[1]
        lengths = [math.ceil(round(seconds_of(each) / frame, 6)) for each in windows]
        return [each[:length] for each, length in zip(scores, lengths, strict=True)], frame

    def close(self) -> None:
        """Let go of the weights."""
        self._model.close()

    def _times(
        self, windows: Sequence[WindowText], hear: Hear
    ) -> Iterator[tuple[Word, ...] | None]:
        emissions, frame = self.emissions(windows, hear)
        for window, scores in zip(windows, emissions, strict=True):
            yield timed(window, scores, frame, self.letters)

    def _together(self) -> float:
        return TOGETHER.get(self._device, _ON_ACCELERATORS)


def timed(
    window: WindowText, scores: Scores, frame: float, letters: Letters
) -> tuple[Word, ...] | None:
    """The words of a window by the log-probabilities (frames, labels) of its sound.

    `frame` is the seconds of one. `None` where no way through them spells the words.
    """
    spelling = letters.spell(window.words)
    spans = forced(scores, spelling.labels, letters.blank)
    if spans is None:
        return None
    times: dict[int, tuple[int, int]] = {}
    for number, (first, last) in zip(spelling.words, spans, strict=True):
        begin = times.get(number, (first, last))[0]
        times[number] = (begin, last)
    placed = _with_all(window, {n: span for n, span in times.items() if n >= 0}, frame)
    return settled(placed, window.start, window.end)


def forced(scores: Scores, labels: Sequence[int], blank: int) -> list[tuple[int, int]] | None:
    """For each label its first frame and the one after its last, on the likeliest way through all.

    A label begins in a frame of its own and lasts through frames of no letter; the way may end
    before the last frame. `WILDCARD` scores in each frame as the likeliest letter does.
    """
    import numpy as np

    if not labels or len(labels) > len(scores):
        return None
    entered = _columns(scores, labels, blank)
    silent = scores[:, blank]
    lattice = np.full((len(scores) + 1, len(labels) + 1), -np.inf, np.float32)
    lattice[0, 0] = 0.0
    lattice[1:, 0] = np.cumsum(silent)
    for frame in range(len(scores)):
        np.maximum(
            lattice[frame, 1:] + silent[frame],
            lattice[frame, :-1] + entered[frame],
            out=lattice[frame + 1, 1:],
        )
    return _read_backwards(lattice, entered, silent)


def _columns(scores: Scores, labels: Sequence[int], blank: int) -> Scores:
    """Each label's score in every frame (frames, labels)."""
    import numpy as np

    letters = np.delete(scores, blank, axis=1)
    columns: Scores = np.concatenate([scores, letters.max(axis=1, keepdims=True)], axis=1)
    return columns[:, list(labels)]  # the wildcard, -1, is the last column


def _read_backwards(
    lattice: Scores, entered: Scores, silent: Scores
) -> list[tuple[int, int]] | None:
    label = lattice.shape[1] - 1
    end = frame = int(lattice[:, label].argmax())
    spans: list[tuple[int, int]] = []
    while label and frame:
        frame -= 1
        stayed = lattice[frame, label] + silent[frame]
        changed = lattice[frame, label - 1] + entered[frame, label - 1]
        if changed > stayed:
            spans.append((frame, end))
            end = frame
            label -= 1
    return None if label else spans[::-1]


def _with_all(window: WindowText, spans: Mapping[int, tuple[int, int]], frame: float) -> list[Word]:
    """The words at their frames; one without a letter lasts no longer than it takes to pass it."""
    placed: list[Word] = []
    now = window.start
    for number, word in enumerate(window.words):
        if number in spans:
            first, last = spans[number]
            start, end = window.start + first * frame, window.start + last * frame
        else:
            start = end = now
        placed.append(msgspec.structs.replace(word, start=start, end=end))
        now = end
    return placed


def batches(windows: Sequence[WindowText], together: float) -> Iterator[list[int]]:
    """The places of the windows that have words, those of one shape together, longest first.

    Each batch holds 1, 2, 4, 8 … windows, of `together` seconds at most unless it is one alone.
    """
    shapes: dict[float, list[int]] = {}
    for place, window in enumerate(windows):
        if window.words:
            shapes.setdefault(shape_of(window), []).append(place)
    for shape in sorted(shapes, reverse=True):
        left = shapes[shape]
        while left:
            most = min(len(left), max(1, int(together / shape)))
            size = 1 << (most.bit_length() - 1)
            yield left[:size]
            left = left[size:]


def shape_of(window: WindowText) -> float:
    """How many seconds are heard for a window."""
    return STEP * max(1, math.ceil(round(seconds_of(window) / STEP, 6)))


def seconds_of(window: WindowText) -> float:
    """How long a window is."""
    return max(0.0, window.end - window.start)


def _padded(samples: Samples, seconds: float) -> Samples:
    """Silence stands for what would come after the end of the film."""
    import numpy as np

    length = round(seconds * SAMPLE_RATE)
    return np.pad(samples[:length], (0, length - min(length, len(samples))))


# --- models ---------------------------------------------------------------------------------------


class _Model:
    """A network that gives a score to every letter in every frame."""

    def __init__(
        self, net: Any, labels: Mapping[str, int], blank: int, is_normalised: bool = False
    ) -> None:
        self.labels = {sign.lower(): label for sign, label in labels.items()}
        self.blank = blank
        self._net = net.eval()
        self._is_normalised = is_normalised
        self._device: Any = None

    def place(self, device: str, threads: int) -> None:
        """Go to where it is to be computed."""
        import torch

        if device == "cpu" and threads:
            torch.set_num_threads(threads)
        self._device = torch.device(device)
        self._net.to(self._device)

    def hear(self, samples: Samples) -> Scores:
        """Log-probabilities (windows, frames, labels) of windows of the same length."""
        import torch

        sound = torch.from_numpy(samples)
        if self._is_normalised:
            mean, spread = sound.mean(-1, keepdim=True), sound.var(-1, keepdim=True, correction=0)
            sound = (sound - mean) / torch.sqrt(spread + 1e-7)
        with torch.inference_mode():
            found = self._net(sound.to(self._device))
            logits = found[0] if isinstance(found, tuple) else found.logits
            scores: Scores = torch.log_softmax(logits.float(), dim=-1).cpu().numpy()
        return scores

    def close(self) -> None:
        """Let go of the weights, and of what the device keeps for later."""
        self._net = None
        memory_of("torch", self._device.type).let_go()


def _folder(settings: AlignmentSettings) -> _Model:
    """A folder with a transformers model that ends in letters (wav2vec2 and its kin)."""
    admit_torchaudio()
    from safetensors import SafetensorError
    from transformers import AutoModelForCTC
    from transformers.utils import logging

    folder = Path(settings.model)
    labels = _vocabulary(folder, settings.language)
    logging.disable_progress_bar()
    try:
        net, about = AutoModelForCTC.from_pretrained(
            folder, local_files_only=True, output_loading_info=True
        )
    except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
        raise _damaged(settings, str(error)) from error
    if any(name.startswith("lm_head") for name in about["missing_keys"]):
        raise _damaged(settings, "it was trained to hear, but not to tell letters")
    if net.config.vocab_size <= max(labels.values(), default=0):
        raise _damaged(settings, "its vocabulary has more letters than it has labels")
    blank = next((labels[name] for name in ("[PAD]", "<pad>", "[pad]") if name in labels), None)
    if blank is None:
        blank = net.config.pad_token_id or 0
    return _Model(net, labels, blank, _is_normalised(folder))


def _vocabulary(folder: Path, language: str) -> dict[str, int]:
    found = _json(folder / "vocab.json")
    if isinstance(found.get(language), dict):  # one alphabet for each language
        found = found[language]
    labels = {sign: label for sign, label in found.items() if isinstance(label, int)}
    if not labels:
        raise _unreadable(folder, "its vocab.json holds no letters")
    return labels


def _is_normalised(folder: Path) -> bool:
    """Whether the model was trained on sound of mean 0 and variance 1."""
    file = folder / "preprocessor_config.json"
    return bool(_json(file).get("do_normalize", False)) if file.is_file() else False


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(file.parent, f"{file.name}: {error}") from error
    if not isinstance(found, dict):
        raise _unreadable(file.parent, f"{file.name} is no table")
    return found


def _bundle(settings: AlignmentSettings) -> _Model:
    """One of torchaudio's own models, from the file of its weights."""
    admit_torchaudio()
    import pickle

    from torchaudio import pipelines

    bundle = getattr(pipelines, settings.bundle)
    file = Path(settings.model)
    if not file.is_file():
        raise _damaged(settings, f"{file.name} is not there")
    how = {"model_dir": str(file.parent), "progress": False, "weights_only": True}
    try:
        net = bundle.get_model(dl_kwargs=how)
    except (OSError, RuntimeError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise _damaged(settings, str(error)) from error
    return _Model(net, {sign: label for label, sign in enumerate(bundle.get_labels())}, 0)


def _damaged(settings: AlignmentSettings, reason: str) -> ModelDamaged:
    return _unreadable(Path(settings.model), reason)


def _unreadable(folder: Path, reason: str) -> ModelDamaged:
    return ModelDamaged(
        f"The alignment model in {str(folder)!r} cannot be read.",
        "Choose another with --align-model, or none with --align attention.",
        details=reason,
    )
