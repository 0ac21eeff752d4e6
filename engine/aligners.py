"""Which wav2vec2 knows when words are said in a language, and whether it is on this machine.

For 41 languages there is a usual one, as whisperx chooses it: one of torchaudio's own bundles, or a
model of the hub. `find` looks for it here without any network; `fetch` brings it. A folder, another
name of the hub or another bundle may be asked for instead.
"""

from __future__ import annotations

import hashlib
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

import msgspec

from engine.errors import ModelDamaged, ModelError, ModelMissing, writing
from engine.file_hashes import Hashes
from engine.models_sources import is_offline
from engine.options import Home

BUNDLES: Mapping[str, str] = {
    "WAV2VEC2_ASR_BASE_960H": "wav2vec2_fairseq_base_ls960_asr_ls960.pth",
    "VOXPOPULI_ASR_BASE_10K_DE": "wav2vec2_voxpopuli_base_10k_asr_de.pt",
    "VOXPOPULI_ASR_BASE_10K_EN": "wav2vec2_voxpopuli_base_10k_asr_en.pt",
    "VOXPOPULI_ASR_BASE_10K_ES": "wav2vec2_voxpopuli_base_10k_asr_es.pt",
    "VOXPOPULI_ASR_BASE_10K_FR": "wav2vec2_voxpopuli_base_10k_asr_fr.pt",
    "VOXPOPULI_ASR_BASE_10K_IT": "wav2vec2_voxpopuli_base_10k_asr_it.pt",
}
"""The file of each bundle's weights."""
BUNDLES_FROM = "https://download.pytorch.org/torchaudio/models/"

USUAL: Mapping[str, str] = {
    "ar": "jonatasgrosman/wav2vec2-large-xlsr-53-arabic",
    "ca": "softcatala/wav2vec2-large-xlsr-catala",
    "cs": "comodoro/wav2vec2-xls-r-300m-cs-250",
    "da": "saattrupdan/wav2vec2-xls-r-300m-ftspeech",
    "de": "VOXPOPULI_ASR_BASE_10K_DE",
    "el": "jonatasgrosman/wav2vec2-large-xlsr-53-greek",
    "en": "WAV2VEC2_ASR_BASE_960H",
    "es": "VOXPOPULI_ASR_BASE_10K_ES",
    "eu": "stefan-it/wav2vec2-large-xlsr-53-basque",
    "fa": "jonatasgrosman/wav2vec2-large-xlsr-53-persian",
    "fi": "jonatasgrosman/wav2vec2-large-xlsr-53-finnish",
    "fr": "VOXPOPULI_ASR_BASE_10K_FR",
    "gl": "ifrz/wav2vec2-large-xlsr-galician",
    "he": "imvladikon/wav2vec2-xls-r-300m-hebrew",
    "hi": "theainerd/Wav2Vec2-large-xlsr-hindi",
    "hr": "classla/wav2vec2-xls-r-parlaspeech-hr",
    "hu": "jonatasgrosman/wav2vec2-large-xlsr-53-hungarian",
    "id": "cahya/wav2vec2-large-xlsr-indonesian",
    "it": "VOXPOPULI_ASR_BASE_10K_IT",
    "ja": "jonatasgrosman/wav2vec2-large-xlsr-53-japanese",
    "ka": "xsway/wav2vec2-large-xlsr-georgian",
    "ko": "kresnik/wav2vec2-large-xlsr-korean",
    "lv": "jimregan/wav2vec2-large-xlsr-latvian-cv",
    "ml": "gvs/wav2vec2-large-xlsr-malayalam",
    "nl": "jonatasgrosman/wav2vec2-large-xlsr-53-dutch",
    "nn": "NbAiLab/nb-wav2vec2-1b-bokmaal-v2",
    "no": "NbAiLab/nb-wav2vec2-1b-bokmaal-v2",
    "pl": "jonatasgrosman/wav2vec2-large-xlsr-53-polish",
    "pt": "jonatasgrosman/wav2vec2-large-xlsr-53-portuguese",
    "ro": "gigant/romanian-wav2vec2",
    "ru": "jonatasgrosman/wav2vec2-large-xlsr-53-russian",
    "sk": "comodoro/wav2vec2-xls-r-300m-sk-cv8",
    "sl": "anton-l/wav2vec2-large-xlsr-53-slovenian",
    "sv": "KBLab/wav2vec2-large-voxrex-swedish",
    "te": "anuragshas/wav2vec2-large-xlsr-53-telugu",
    "tl": "Khalsuu/filipino-wav2vec2-l-xls-r-300m-official",
    "tr": "mpoyraz/wav2vec2-xls-r-300m-cv7-turkish",
    "uk": "Yehor/wav2vec2-xls-r-300m-uk-with-small-lm",
    "ur": "kingabzpro/wav2vec2-large-xls-r-300m-Urdu",
    "vi": "nguyenvulebinh/wav2vec2-base-vi-vlsp2020",
    "zh": "jonatasgrosman/wav2vec2-large-xlsr-53-chinese-zh-cn",
}

_NEEDED = ("config.json", "vocab.json")
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_BESIDE = ("preprocessor_config.json",)
_PATIENCE = 30.0  # seconds without an answer
_BLOCK = 1 << 20


class AlignerFiles(msgspec.Struct, frozen=True):
    """A model on this machine: a folder, or the file of a bundle's weights.

    `identity` is a hash over all that decides what it hears, for the keys of checkpoints.
    """

    name: str
    path: Path
    identity: str
    bundle: str = ""


def find(language: str, wished: str, home: Home) -> AlignerFiles | None:
    """The model `wished`, or else the usual one for `language`, if it is on this machine.

    Raises `ModelMissing` or `ModelDamaged` where `wished` names a folder that holds none.
    """
    if wished and (is_path(wished) or Path(wished).is_dir()):
        return _required(Path(wished).expanduser(), home)
    name = wished or USUAL.get(language, "")
    if not name:
        return None
    places = _bundle_files(name, home) if name in BUNDLES else _folders(name, home)
    return next((_identified(name, place, home) for place in places), None)


def fetch(language: str, wished: str, home: Home) -> AlignerFiles:
    """`find`, but what is not here is brought from where it is given away.

    Raises `ModelMissing` where that cannot be done.
    """
    found = find(language, wished, home)
    if found is not None:
        return found
    name = wished or USUAL.get(language, "")
    if not name:
        raise ModelMissing(
            f"No alignment model is known for the language {language!r}.",
            "Give one with --align-model, or use --align attention.",
        )
    if is_offline():
        raise _not_here(name, "Longtake is not to use the network")
    _fetch_bundle(name, home) if name in BUNDLES else _fetch_folder(name, home)
    found = find(language, wished, home)
    if found is None:
        raise _not_here(name, "what its place on the network holds is no such model")
    return found


def is_path(wished: str) -> bool:
    """Whether a folder is meant: names on the hub have one stroke only, and do not begin so."""
    return wished.startswith(("/", "./", "../", "~")) or wished.count("/") > 1


def _required(folder: Path, home: Home) -> AlignerFiles:
    if not folder.is_dir():
        raise ModelMissing(f"There is no folder {str(folder)!r} with an alignment model.")
    if not _is_whole(folder):
        raise ModelDamaged(
            f"The folder {str(folder)!r} holds no alignment model.",
            f"It needs {', '.join(_NEEDED)} and one of {', '.join(_WEIGHTS)}.",
        )
    return _identified(folder.name, folder, home)


def _is_whole(folder: Path) -> bool:
    has_weights = any((folder / name).is_file() for name in _WEIGHTS)
    return has_weights and all((folder / name).is_file() for name in _NEEDED)


def _folders(name: str, home: Home) -> Iterator[Path]:
    """Where a model of the hub may lie: with Longtake's own, and in the hub's cache."""
    own = home.models / name.replace("/", "--")
    if _is_whole(own):
        yield own
    cached = _hub_cache() / f"models--{name.replace('/', '--')}"
    with suppress(OSError):
        commit = (cached / "refs" / "main").read_text(encoding="utf-8").strip()
        if _is_whole(cached / "snapshots" / commit):
            yield cached / "snapshots" / commit


def _hub_cache() -> Path:
    """Where huggingface_hub keeps models; asking the library itself would cost its import."""
    if place := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(place)
    return Path(os.environ.get("HF_HOME") or _caches() / "huggingface") / "hub"


def _caches() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _bundle_files(name: str, home: Home) -> Iterator[Path]:
    """Where the weights of a bundle may lie: with Longtake's models, and where torch keeps them."""
    torch = Path(os.environ.get("TORCH_HOME") or _caches() / "torch")
    for folder in (home.models / "aligners", torch / "hub" / "checkpoints"):
        if (folder / BUNDLES[name]).is_file():
            yield folder / BUNDLES[name]


def _identified(name: str, path: Path, home: Home) -> AlignerFiles:
    hashes = Hashes(home.cache)
    parts = [path] if path.is_file() else _files_of(path)
    try:
        found = [(each.name, hashes.of(each)) for each in parts]
    except OSError as error:
        raise ModelMissing(f"The alignment model in {str(path)!r} cannot be read.") from error
    hashes.save()
    identity = hashlib.blake2b(repr(found).encode(), digest_size=16).hexdigest()
    return AlignerFiles(name, path.absolute(), identity, name if path.is_file() else "")


def _files_of(folder: Path) -> list[Path]:
    """What of a folder decides what the model hears; of two kinds of weights what is read."""
    weights = next(name for name in _WEIGHTS if (folder / name).is_file())
    beside = [name for name in _BESIDE if (folder / name).is_file()]
    return [folder / name for name in (*_NEEDED, *beside, weights)]


def _fetch_folder(name: str, home: Home) -> None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    wanted = [*_NEEDED, *_BESIDE]
    # The hub's HTTP client is not the same in all its versions; its base error is a base here.
    broken = cast("tuple[type[Exception], ...]", (OSError, *HfHubHTTPError.__bases__))
    try:
        for weights in _WEIGHTS:
            folder = Path(snapshot_download(name, allow_patterns=[*wanted, weights]))
            if _is_whole(folder):
                return
    except HFValidationError as error:
        raise _not_here(name, "that is no name of a model") from error
    except broken as error:
        raise _not_here(name, str(error) or type(error).__name__) from error


def _fetch_bundle(name: str, home: Home) -> None:
    target = home.models / "aligners" / BUNDLES[name]
    begun = target.with_name(target.name + ".part")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _download(BUNDLES_FROM + target.name, begun)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        begun.unlink(missing_ok=True)
        raise _not_here(name, str(error)) from error
    with writing(target):
        begun.replace(target)


def _download(address: str, target: Path) -> None:
    """Raises `ConnectionError` where less comes than was announced."""
    with urllib.request.urlopen(address, timeout=_PATIENCE) as answer, target.open("wb") as out:
        while block := answer.read(_BLOCK):
            with writing(target):
                out.write(block)
        announced = int(answer.headers.get("Content-Length") or out.tell())
        if out.tell() != announced:
            raise ConnectionError(f"the connection broke after {out.tell()} of {announced} bytes")


def _not_here(name: str, reason: str) -> ModelError:
    return ModelMissing(
        f"The alignment model {name!r} is not on this machine and cannot be fetched.",
        "Give a folder with --align-model, or use --align attention.",
        details=reason,
    )
