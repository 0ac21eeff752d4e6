"""One job through its stages: prepare, hear the language, cut, recognise, align, merge, diarize.

Every stage looks into the document first and takes what is there and still valid; what it computes
it commits before it says so. So a job that was killed at any moment goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine import __version__, bias, languages
from engine.attribution import with_speakers
from engine.audio import chunks
from engine.edition import edited_segments
from engine.errors import UsageError
from engine.jobs import alignment, diarization
from engine.jobs.job import Job, digest
from engine.jobs.preparation import drop_samples, ensure_samples, prepare
from engine.jobs.recognition import ChunkRecognition, Conditions
from engine.jobs.speaker_models import SpeakerModel
from engine.merge import merge
from engine.models_catalogue import ONLY_TRANSCRIBING
from engine.protocol import DetectLanguage, LanguageHeard, Prepared
from engine.transcript import Chunk, Transcript


def run(job: Job) -> Transcript:
    """Do all that is not yet done, and return the whole film as text."""
    check_language(job)
    speaker_model = diarization.gather(job)
    film = prepare(job)
    language = hear_language(job, film)
    job.document.save_language(language)
    plan = cut(job, film)
    recognition = ChunkRecognition(job, Conditions(film, language, plan))
    recognition.run()
    texts = alignment.align(job, film, language, plan, recognition.texts)
    written = job.options.written(language)
    transcript = merge(plan, texts, written, film.duration, recognition.gaps, film.warnings)
    transcript = bias.noted(transcript, recognition.texts)
    if speaker_model is not None:
        transcript = name_speakers(job, film, transcript, speaker_model)
    transcript = with_warnings(transcript, job.warnings)
    job.document.save("transcript", 0, "", transcript, {"engine": __version__})
    drop_samples(job)
    return transcript


def name_speakers(
    job: Job, film: Prepared, transcript: Transcript, model: SpeakerModel
) -> Transcript:
    """The transcript with who says what; without it where that cannot be found out."""
    told = diarization.diarize(job, film, model)
    if told is None:
        return transcript
    return with_speakers(transcript, told, edited_segments(job.document))


def with_warnings(transcript: Transcript, warnings: Sequence[str]) -> Transcript:
    """The transcript with these warnings behind its own, each once."""
    every = tuple(dict.fromkeys((*transcript.warnings, *warnings)))
    return msgspec.structs.replace(transcript, warnings=every)


def check_language(job: Job) -> None:
    """Refuse what the model cannot know, before the film is read."""
    model, wished = job.model, languages.code_of(job.options.language)
    if job.options.translate and not (
        model.is_multilingual and model.name not in ONLY_TRANSCRIBING
    ):
        raise UsageError(
            f"The model {model.name!r} cannot translate.", "Choose another, such as --model base."
        )
    if not model.is_multilingual and wished not in (languages.AUTO, "en"):
        raise UsageError(
            f"The model {model.name!r} knows English only, not {wished!r}.",
            "Choose a multilingual model, such as --model base.",
        )


def hear_language(job: Job, film: Prepared) -> str:
    """The language of the film: the only one the model has, as given, or as heard."""
    wished = languages.code_of(job.options.language)
    if not job.model.is_multilingual:
        return "en"
    if wished != languages.AUTO:
        return wished
    key = digest(film.fingerprint, job.model.identity)
    heard = job.document.load("language", 0, key, LanguageHeard)
    if heard is None:
        heard = _listen(job, film)
        job.document.save("language", 0, key, heard, {"engine": __version__})
    return heard.language


def cut(job: Job, film: Prepared) -> tuple[Chunk, ...]:
    """The chunks of the film; the same film and length always give the same."""
    plan = chunks.plan(film.duration, film.speech, job.options.chunk_seconds)
    if plan != job.document.plan:
        job.document.save_plan(plan)
    return plan


def _listen(job: Job, film: Prepared) -> LanguageHeard:
    ensure_samples(job, film)
    request = DetectLanguage(str(job.cache), film.speech, job.settings("auto"))
    return job.answer(request, LanguageHeard)
