"""How recordings become jobs: the sheet that asks how, its answers remembered, the sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app import theme
from app.engine_client import EngineClient
from app.jobs.job_desk import JobDesk
from app.jobs.new_job_dialog import NewJobDialog
from app.settings import SettingsStore
from engine.options import Options
from engine.protocol import Event, ModelsListed, OutputOptions, Probe, Probed, Submit

SAMPLE = theme.RESOURCES / "sample.opus"


class NewJobs(QObject):
    """Asks how recordings are to be transcribed, over the window that `above` gives."""

    def __init__(
        self,
        client: EngineClient,
        desk: JobDesk,
        store: SettingsStore,
        above: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._desk = desk
        self._store = store
        self._above = above
        self._models = ModelsListed(())
        self.sheet: NewJobDialog | None = None

    def ask_how(self, sources: Sequence[str], options: Options | None = None) -> None:
        """Show the sheet; one that is open already gives way."""
        if self.sheet is not None:
            self.sheet.reject()
        value = self._store.value
        options = options or value.options
        self.sheet = NewJobDialog(sources, options, value.output, self._models, self._above())
        self.sheet.submitted.connect(self._submit)
        self.sheet.probe_asked.connect(lambda files: self._client.send(Probe(tuple(files))))
        self.sheet.finished.connect(self._put_away)
        self.sheet.open()
        self.sheet.ask_about_files()

    def take_sheet(self) -> Callable[[], None]:
        """Put the sheet away; what is given back shows it again, as it was answered so far."""
        if self.sheet is None:
            return lambda: None
        sources, options = self.sheet.sources, self.sheet.options
        self.sheet.reject()
        return lambda: self.ask_how(sources, options)

    def transcribe(self, sources: Sequence[str]) -> None:
        """Ask nothing: these are transcribed as the last ones were."""
        value = self._store.value
        self._desk.submit(Submit(source, value.options, value.output) for source in sources)

    def transcribe_sample(self) -> None:
        """The recording that comes with Longtake; nothing is written beside it."""
        chosen = self._store.value.options
        self._desk.submit([Submit(str(SAMPLE), chosen, OutputOptions(formats=()))])

    def ask_again(self) -> None:
        """Another engine listens: it is asked what the last one did not answer."""
        if self.sheet is not None:
            self.sheet.ask_about_files()

    def hear(self, event: Event) -> None:
        """Learn from what the engine tells."""
        if isinstance(event, ModelsListed):
            self._models = event
        if self.sheet is None:
            return
        match event:
            case ModelsListed():
                self.sheet.show_models(event)
            case Probed():
                self.sheet.show_probed(event)
            case _:
                pass

    def _submit(self, submissions: list[Submit], chosen: Options) -> None:
        self._store.change_options(
            model=chosen.model,
            language=chosen.language,
            translate=chosen.translate,
            diarize=chosen.diarize,
            glossary=chosen.glossary,
        )
        self._desk.submit(submissions)

    def _put_away(self) -> None:
        if self.sheet is not None:
            self.sheet.deleteLater()
            self.sheet = None
            self._client.send(Probe(()))
