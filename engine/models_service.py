"""Models for the app: which there are, which suits this machine; getting, checking, removing one.

Each errand runs in a thread of its own, one at a time for a model, beside the jobs. A fetch that is
paused keeps what has come and goes on from there, today or next week.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from engine import calibration, models, options
from engine.errors import Cancelled, LongtakeError, ModelDamaged, understood
from engine.models import FetchProgress, InstalledModel
from engine.models_catalogue import CATALOGUE, Catalogue, CatalogueEntry
from engine.models_delivery import partial_folder, size_of
from engine.options import Home
from engine.protocol import (
    Event,
    Fetching,
    FetchModel,
    ModelAct,
    ModelDone,
    ModelsListed,
    ModelState,
    PauseFetch,
    RemoveModel,
    VerifyModel,
)
from engine.worker import accelerator

log = logging.getLogger(__name__)

GOODBYE_SECONDS = 2.0
STEPS = 400
"""How many times at most a fetch is told of."""

LEAST_SPEED = 4.0
"""Audio time ÷ processing time: a film of two hours within half an hour."""
UNSEEN_SPEED_A_CORE = 15.0
"""What one core does with `tiny` before anything was measured; a two-core machine did 36 in all."""
UNSEEN_SIZE = 75_000_000
SHARE = accelerator.SHARES["cpu"]

Listener = Callable[[Event], None]
ModelCommand = FetchModel | PauseFetch | VerifyModel | RemoveModel


class ModelsService:
    """Does errands with models; `obey` may be called from any thread and returns at once."""

    def __init__(self, home: Home, tell: Listener, among: Catalogue = CATALOGUE) -> None:
        self._home = home
        self._tell = tell
        self._among = among
        self._changed = threading.Lock()
        self._pauses: dict[str, threading.Event] = {}
        self._threads: dict[str, threading.Thread] = {}

    def obey(self, command: ModelCommand) -> None:
        """Begin an errand, or pause one; a second errand with a busy model is not begun."""
        with self._changed:
            if isinstance(command, PauseFetch):
                if command.model in self._pauses:
                    self._pauses[command.model].set()
            elif command.model not in self._pauses:
                self._begin(command)

    def close(self) -> None:
        """Let go of what is on its way; it can be taken up again."""
        with self._changed:
            threads = list(self._threads.values())
            for pause in self._pauses.values():
                pause.set()
        for thread in threads:
            thread.join(GOODBYE_SECONDS)

    def _begin(self, command: FetchModel | VerifyModel | RemoveModel) -> None:
        pause = self._pauses[command.model] = threading.Event()
        act, errand = self._errand(command, pause)
        thread = threading.Thread(
            target=self._run, args=(command.model, act, errand), name="models", daemon=True
        )
        self._threads[command.model] = thread
        thread.start()

    def _errand(
        self, command: FetchModel | VerifyModel | RemoveModel, pause: threading.Event
    ) -> tuple[ModelAct, Callable[[], object]]:
        name, home, among = command.model, self._home, self._among
        match command:
            case FetchModel():
                progress = _Teller(self._tell, pause)
                return "fetched", partial(models.fetch, name, home, progress, among=among)
            case VerifyModel():
                return "verified", partial(_verify, name, home, among)
            case RemoveModel():
                return "removed", partial(models.remove, name, home, among=among)

    def _run(self, model: str, act: ModelAct, errand: Callable[[], object]) -> None:
        problem = None
        try:
            errand()
        except Cancelled:
            act = "paused"
        except Exception as error:
            log.warning("%s is not %s", model, act, exc_info=True)
            problem = understood(error).problem()
        with self._changed:
            del self._pauses[model], self._threads[model]
        self._tell(ModelDone(model, act, problem))
        self._tell(listed(self._home, self._among))


def listed(home: Home, among: Catalogue = CATALOGUE) -> ModelsListed:
    """Every model that is known or here, smallest first, with what this machine can do with it."""
    import psutil

    memory = psutil.virtual_memory().total
    here = {model.name: model for model in models.installed(home, among=among)}
    states = [_state(entry, here.get(entry.name), home, memory, among) for entry in among]
    recognising = {entry.name for entry in among if entry.purpose == "recognition"}
    own = [_own(model) for name, model in here.items() if not model.is_in_catalogue]
    chosen = options.resolve({}, os.environ, options.read_config(home.config)).model
    return ModelsListed(
        models=recommending([*(s for s in states if s.name in recognising), *own]),
        chosen=chosen,
        others=tuple(state for state in states if state.name not in recognising),
        folder=str(home.models),
        space=_space(home),
        memory=memory,
    )


def recommending(
    states: Iterable[ModelState], cores: int = os.cpu_count() or 1
) -> tuple[ModelState, ...]:
    """The same, with the model marked that hears best among those that fit and are fast enough.

    Of models that know all languages: the larger the better. How fast one is that was never tried
    follows from those that were, as work grows with the weights' size.
    """
    known = tuple(states)
    seen = [state.speed * state.size for state in known if state.speed]
    work = max(seen, default=UNSEEN_SPEED_A_CORE * cores * UNSEEN_SIZE)

    def suits(state: ModelState) -> bool:
        speed = state.speed or work / max(1, state.size)
        is_general = state.is_known and state.languages == "multilingual"
        return is_general and state.fits and speed >= LEAST_SPEED

    best = max(filter(suits, known), key=lambda state: state.size, default=None)
    return tuple(
        msgspec.structs.replace(state, is_recommended=best is not None and state.name == best.name)
        for state in known
    )


def memory_for(size: int) -> int:
    """About how many bytes work takes with weights of this size: libraries, weights, a window."""
    return 450_000_000 + round(1.3 * size)


class _Teller:
    """Tells of a fetch now and then, and ends it when it is paused."""

    def __init__(self, tell: Listener, pause: threading.Event) -> None:
        self._tell = tell
        self._pause = pause
        self._told = -1

    def __call__(self, progress: FetchProgress) -> None:
        if self._pause.is_set():
            raise Cancelled
        step = STEPS * progress.done // max(1, progress.total)
        if step > self._told:
            self._told = step
            self._tell(Fetching(progress.model, progress.done, progress.total))


def _verify(name: str, home: Home, among: Catalogue) -> None:
    bad = [check.name for check in models.verify(name, home, among=among) if not check.is_ok]
    if bad:
        raise ModelDamaged(
            f"The model {name!r} is damaged: {', '.join(bad)}.",
            f"`longtake models fetch {name}` fetches only these.",
        )


def _state(
    entry: CatalogueEntry,
    found: InstalledModel | None,
    home: Home,
    memory: int,
    among: Catalogue,
) -> ModelState:
    is_here = found is not None and found.is_complete
    needed = memory_for(entry.size)
    return ModelState(
        name=entry.name,
        title=entry.title,
        size=entry.size,
        languages=entry.languages,
        licence=entry.licence,
        is_here=is_here,
        speed=_speed(entry.name, home, among) if is_here else 0.0,
        arrived=0 if is_here else size_of(partial_folder(home.models, entry)),
        memory=needed,
        fits=not memory or needed <= SHARE * memory,
        translates=entry.translates,
    )


def _own(model: InstalledModel) -> ModelState:
    return ModelState(
        name=model.name,
        title=model.name,
        size=model.size,
        languages="",
        licence="",
        is_here=True,
        memory=memory_for(model.size),
        is_known=False,
    )


def _speed(model: str, home: Home, among: Catalogue) -> float:
    """The RTFx at which this machine was seen to work with a model; the best backend's."""
    try:
        identity = models.resolve(model, home, among=among).identity
    except LongtakeError:
        return 0.0
    known = calibration.read(home).measurements
    speeds = (each.speed for each in known if each.model == identity and each.is_trusted)
    return max(speeds, default=0.0)


def _space(home: Home) -> int:
    place = next(path for path in (home.models, *home.models.parents) if path.exists())
    with contextlib.suppress(OSError):
        return shutil.disk_usage(place).free
    return 0
