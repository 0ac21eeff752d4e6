"""Which speaker models a job uses, and where they are: in the catalogue, a folder, or on the hub.

    onnx       the networks that come with Longtake, or a folder with two such files
    pyannote   a folder with a pipeline of pyannote.audio, or its name on the hub, which may ask for
               the user's token

`auto` takes what the name means, and without a name those that come with Longtake.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from engine import models, secrets
from engine.errors import LongtakeError, ModelError, ModelMissing, UsageError
from engine.file_hashes import Hashes
from engine.jobs.job import Job
from engine.models_delivery import FetchProgress
from engine.models_sources import is_offline
from engine.options import Home, Options
from engine.protocol import Fetching

log = logging.getLogger(__name__)

CATALOGUED = "speaker"
ON_THE_HUB = "pyannote/speaker-diarization-community-1"

_PIPELINE = "config.yaml"
_FILES = ("*.onnx", "config.yaml", "*.npz", "*.bin", "*.ckpt", "*.safetensors")


class SpeakerModel(msgspec.Struct, frozen=True):
    """Networks that know speakers, in the folder `path`; `identity` is a hash of what they are."""

    diarizer: str
    path: Path
    identity: str


def find(job: Job) -> SpeakerModel:
    """The models that a job asks for, fetched where they are not here.

    Raises `ModelMissing` where there are none, `ModelDamaged`, `ModelError` where the hub refuses
    the token, and `UsageError` for a name that means nothing to the diarizer.
    """
    return locate(job.options, Home(job.cache.parent.parent), _telling(job))


def locate(options: Options, home: Home, tell: Callable[[FetchProgress], None]) -> SpeakerModel:
    """The models that `options` ask for, as `find` does it for a job."""
    diarizer, name = options.diarizer, options.speaker_model
    folder = Path(name).expanduser()
    if name != "auto" and folder.is_dir():
        return _local(folder.absolute(), diarizer, home)
    if diarizer == "pyannote" or (diarizer == "auto" and _is_hub_name(name)):
        return _local(_from_hub(ON_THE_HUB if name == "auto" else name), "pyannote", home)
    found = models.ensure(CATALOGUED if name == "auto" else name, home, tell, purpose="speakers")
    return SpeakerModel("onnx", found.path, found.identity)


def _is_hub_name(name: str) -> bool:
    return name.count("/") == 1 and not name.startswith((".", "/", "~"))


def _local(folder: Path, diarizer: str, home: Home) -> SpeakerModel:
    has = {"pyannote": (folder / _PIPELINE).is_file(), "onnx": any(folder.glob("*.onnx"))}
    meant = next((kind for kind, is_here in has.items() if is_here), "")
    if not meant:
        raise ModelMissing(
            f"There are no speaker models in {str(folder)!r}.",
            "Such a folder holds two .onnx files, or config.yaml and what it names.",
        )
    if diarizer != "auto" and not has[diarizer]:
        raise UsageError(
            f"The models in {str(folder)!r} are for the diarizer {meant}, not {diarizer}.",
            f"Use --diarizer {meant}, or another --speaker-model.",
        )
    kind = meant if diarizer == "auto" else diarizer
    return SpeakerModel(kind, folder, _identity(folder, home))


def _identity(folder: Path, home: Home) -> str:
    files = sorted({path for pattern in _FILES for path in folder.rglob(pattern)})
    hashes = Hashes(home.cache)
    lines = "\n".join(f"{path.relative_to(folder)} {hashes.of(path)}" for path in files)
    hashes.save()
    return hashlib.sha256(lines.encode()).hexdigest()


def _from_hub(name: str) -> Path:
    """A folder with the pipeline `name`, from the hub or from its cache on this machine."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    token = secrets.hub_token()
    try:
        return Path(
            snapshot_download(
                name,
                token=token or False,
                endpoint=os.environ.get("HF_ENDPOINT"),
                allow_patterns=list(_FILES_OF_A_PIPELINE),
                local_files_only=is_offline(),
            )
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as error:
        raise _refused(name, bool(token), error) from error


_FILES_OF_A_PIPELINE: Iterable[str] = ("config.yaml", "*/*.bin", "*/*.npz", "*/*.yaml")


def _refused(name: str, has_token: bool, error: Exception) -> LongtakeError:
    if _status(error) not in (401, 403, 404):
        return ModelMissing(
            f"The speaker models {name!r} are not on this machine and not to be had now.",
            "Go online once, or use --diarizer onnx, which needs no account.",
            details=repr(error),
        )
    if has_token:
        return ModelError(
            f"The hub refuses your token for the speaker models {name!r}.",
            "Check the token, and that your account has accepted the conditions of the model.",
            details=repr(error),
        )
    return ModelMissing(
        f"The speaker models {name!r} need a token of the Hugging Face hub.",
        "Set HF_TOKEN, or use --diarizer onnx, which needs no account.",
        details=repr(error),
    )


def _status(error: BaseException | None) -> int:
    """What the hub answered, where an error or one behind it says so; else 0."""
    while error is not None:
        response = getattr(error, "response", None)
        if response is not None:
            return int(response.status_code)
        error = error.__cause__
    return 0


def _telling(job: Job) -> Callable[[FetchProgress], None]:
    def tell(progress: FetchProgress) -> None:
        job.tell(Fetching(progress.model, progress.done, progress.total))

    return tell
