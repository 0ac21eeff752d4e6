"""The sheet after a drop: what was dropped, how long it will take, and the few choices that matter.

It is open before the engine has looked at the files; what is learnt of them fills in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme, wording
from app.jobs import languages
from app.label import Label
from app.number_box import NumberBox
from engine.kinds import language_in
from engine.options import Options
from engine.protocol import (
    AudioTrack,
    MediaInfo,
    ModelsListed,
    ModelState,
    OutputOptions,
    Probed,
    Submit,
)

WIDTH = 480
LABEL = QFormLayout.ItemRole.LabelRole
MOST_PROBED = 300
"""Of more files, the others' lengths are guessed by these."""


class NewJobDialog(QDialog):
    """Asks how to transcribe `sources`; `submitted` carries the jobs and the options chosen."""

    submitted = Signal(list, object)
    probe_asked = Signal(list)

    def __init__(
        self,
        sources: Sequence[str],
        options: Options,
        output: OutputOptions,
        models: ModelsListed,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sources = tuple(sources)
        self._options = options
        self._output = output
        self._models: dict[str, ModelState] = {}
        self._probed: dict[str, Probed] = {}
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowFlag(Qt.WindowType.Sheet)
        self.setWindowTitle(self.tr("New transcript"))
        self._build()
        self.show_models(models)
        self._choose(options)
        self._describe()

    def ask_about_files(self) -> None:
        """Ask the engine what these files are; `show_probed` takes the answers."""
        self.probe_asked.emit(list(self._sources[:MOST_PROBED]))

    # --- learning -----------------------------------------------------------------------------

    def show_models(self, models: ModelsListed) -> None:
        """Offer these models; the one that was chosen stays chosen."""
        chosen = self.model.currentData() or self._options.model or models.chosen
        self._models = {model.name: model for model in models.models}
        self.model.clear()
        for model in models.models:
            self.model.addItem(wording.model_title(model.title), model.name)
        if self.model.findData(chosen) < 0:
            self.model.addItem(Path(chosen).name, chosen)
        self.model.setCurrentIndex(self.model.findData(chosen))
        self._describe()

    def show_probed(self, probed: Probed) -> None:
        """Take in what a file is."""
        if probed.source in self._sources:
            self._probed[probed.source] = probed
            self._offer_tracks(probed)
            self._describe()

    @property
    def sources(self) -> tuple[str, ...]:
        """The files that are asked about."""
        return self._sources

    # --- the answer ---------------------------------------------------------------------------

    @property
    def options(self) -> Options:
        """What is chosen now."""
        return msgspec.structs.replace(
            self._options,
            model=self.model.currentData() or self._options.model,
            language=self.language.currentData(),
            translate=self.translate.isChecked() and self.translate.isEnabled(),
            diarize=self.speakers.isChecked(),
            speakers=self.count.value(),
            glossary=self.glossary.currentData() or "",
            initial_prompt=self.prompt.text().strip(),
            audio_track=self.track.currentData() if self.track.count() else -1,
        )

    def submissions(self) -> list[Submit]:
        """One job a file, but for those of which the engine says that they are no recordings."""
        chosen = self.options
        return [Submit(source, chosen, self._output) for source in self._usable()]

    def accept(self) -> None:
        """The user has pressed Transcribe."""
        self.submitted.emit(self.submissions(), self.options)
        super().accept()

    def _usable(self) -> list[str]:
        return [source for source in self._sources if not self._is_refused(source)]

    def _is_refused(self, source: str) -> bool:
        return source in self._probed and self._probed[source].problem is not None

    # --- words --------------------------------------------------------------------------------

    def _describe(self) -> None:
        self.title.setText(self._title())
        self.facts.setText(self._facts())
        self.estimate.setText(self._estimate())
        self.model_note.setText(self._model_note())
        self.model_note.setVisible(bool(self.model_note.text()))
        self._fit_language()
        self.go.setEnabled(bool(self._usable()))

    def _title(self) -> str:
        if len(self._sources) == 1:
            return Path(self._sources[0]).name
        return self.tr("%n recording(s)", "", len(self._sources))

    def _facts(self) -> str:
        known = list(self._probed.values())
        refused = [probed.problem for probed in known if probed.problem is not None]
        if len(self._sources) == 1:
            if refused:
                return wording.worded(refused[0]).title
            return self._facts_of(known[0]) if known else self.tr("Looking at it…")
        parts = [wording.clock_time(self._duration())] if self._duration() else []
        if len(known) < min(len(self._sources), MOST_PROBED):
            parts.append(self.tr("Looking at them…"))
        if refused:
            parts.append(self.tr("%n of them cannot be used", "", len(refused)))
        return " · ".join(parts)

    def _facts_of(self, probed: Probed) -> str:
        media = probed.media or MediaInfo("", 0.0, ())
        parts = [
            wording.clock_time(media.duration) if media.duration else "",
            self.tr("%n audio track(s)", "", len(media.tracks)) if len(media.tracks) > 1 else "",
            self._guess(probed),
            wording.size(probed.size),
            self.tr("begun earlier: what is done stays") if probed.document else "",
        ]
        return " · ".join(filter(None, parts))

    def _guess(self, probed: Probed) -> str:
        """The language that the file says it is in, where nobody has chosen another."""
        tagged = {track.language for track in probed.media.tracks} if probed.media else set()
        codes = {wording.language_code(tag) for tag in tagged} - {""}
        code = codes.pop() if len(codes) == 1 else language_in(Path(probed.source))
        if not code or self.language.currentData() != "auto":
            return ""
        return self.tr("probably %1").replace("%1", wording.language_name(code))

    def _duration(self) -> float:
        """Seconds of all the files; of those not looked at, the mean of the others."""
        lengths = [p.media.duration for p in self._probed.values() if p.media is not None]
        if not lengths:
            return 0.0
        unknown = len(self._sources) - len(self._probed)
        return sum(lengths) + unknown * sum(lengths) / len(lengths)

    def _estimate(self) -> str:
        model = self._models.get(self.model.currentData() or "")
        duration = self._duration()
        if not duration or model is None or not model.speed:
            return ""
        text = self.tr("Takes about %1 on this computer.")
        return text.replace("%1", wording.duration(duration / model.speed))

    def _model_note(self) -> str:
        model = self._models.get(self.model.currentData() or "")
        if model is None:
            return ""
        notes = []
        if model.languages == "en":
            notes.append(self.tr("Knows English only."))
        if not model.is_here:
            fetched = self.tr("Is fetched first: %1.")
            notes.append(fetched.replace("%1", wording.size(model.size)))
        return " ".join(notes)

    def _fit_language(self) -> None:
        model = self._models.get(self.model.currentData() or "")
        is_fixed = model is not None and model.languages == "en"
        if is_fixed and self.language.currentData() not in ("auto", "en"):
            self.language.setCurrentIndex(self.language.findData("en"))
        self.language.setEnabled(not is_fixed)
        can_translate = model is None or model.translates
        self.translate.setEnabled(can_translate and self.language.currentData() != "en")

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        self.title = Label(step="heading")
        self.facts = Label(tint="secondary")
        self.estimate = Label(tint="secondary")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(self.tr("Transcribe"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.WIDE_MARGIN,) * 4)
        column.setSpacing(theme.GRID)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addSpacing(theme.GRID)
        choices = self._choices()
        column.addLayout(choices)
        column.addWidget(self._more_button(), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._more())
        _align(choices, self._rest_form)
        column.addSpacing(theme.GRID)
        column.addWidget(self.estimate)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setFixedWidth(WIDTH)

    def _choices(self) -> QFormLayout:
        self.language = QComboBox()
        self.language.addItem(self.tr("Detect by itself"), "auto")
        for code, name in languages.named():
            self.language.addItem(name, code)
        self.model = QComboBox()
        self.model_note = Label(step="small", tint="secondary")
        self.model.currentIndexChanged.connect(self._describe)
        self.language.currentIndexChanged.connect(self._describe)
        self.speakers = QCheckBox(self.tr("Tell the speakers apart"))
        self.translate = QCheckBox(self.tr("Translate into English"))
        self.glossary = QComboBox()
        self.glossary.addItem(self.tr("None of its own"), "")
        self.glossary.addItem(self.tr("Choose a file…"), None)
        self.glossary.activated.connect(self._choose_glossary)
        form = _form()
        form.addRow(self.tr("&Language:"), self.language)
        form.addRow(self.tr("&Model:"), self.model)
        form.addRow("", self.model_note)
        form.addRow(self.tr("&Glossary:"), self.glossary)
        form.addRow("", self.speakers)
        form.addRow("", self.translate)
        return form

    def _more_button(self) -> QToolButton:
        self.more = QToolButton()
        self.more.setText(self.tr("More"))
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.toggled.connect(self._show_more)
        return self.more

    def _more(self) -> QWidget:
        self.prompt = QLineEdit()
        self.prompt.setPlaceholderText(self.tr("Names and words that occur"))
        self.count = NumberBox(0, 100, self.tr("Unknown"))
        self.speakers.toggled.connect(self.count.setEnabled)
        self.track = QComboBox()
        self.rest = QWidget()
        form = _form()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("&Words to expect:"), self.prompt)
        form.addRow(self.tr("&Number of speakers:"), self.count)
        form.addRow(self.tr("&Audio track:"), self.track)
        self.rest.setLayout(form)
        self._rest_form = form
        form.setRowVisible(self.track, False)
        self._show_more(False)
        return self.rest

    def _show_more(self, is_open: bool) -> None:
        self.rest.setVisible(is_open)
        self.more.setIcon(theme.icon("chevron-down" if is_open else "chevron-right"))
        self.adjustSize()

    def _choose_glossary(self, index: int) -> None:
        """The last line opens a dialog; whoever leaves it has chosen nothing."""
        if self.glossary.itemData(index) is not None:
            return
        self.glossary.setCurrentIndex(0)
        dialog = QFileDialog(self, self.tr("Glossary"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([self.tr("Glossaries") + " (*.toml *.csv *.txt)"])
        dialog.fileSelected.connect(self.take_glossary)
        dialog.open()

    def take_glossary(self, file: str) -> None:
        """Let this be the glossary of these recordings."""
        if file and self.glossary.findData(file) < 0:
            self.glossary.insertItem(1, Path(file).stem, file)
        self.glossary.setCurrentIndex(max(0, self.glossary.findData(file)))

    def _offer_tracks(self, probed: Probed) -> None:
        if len(self._sources) != 1 or probed.media is None or len(probed.media.tracks) < 2:
            return
        self.track.clear()
        self.track.addItem(self.tr("The file's default"), -1)
        for track in probed.media.tracks:
            self.track.addItem(f"{track.number + 1}: {_track_name(track)}", track.number)
        self._rest_form.setRowVisible(self.track, True)

    def _choose(self, options: Options) -> None:
        self.language.setCurrentIndex(max(0, self.language.findData(options.language)))
        self.speakers.setChecked(options.diarize)
        self.translate.setChecked(options.translate)
        self.count.setValue(options.speakers)
        self.count.setEnabled(options.diarize)
        self.take_glossary(options.glossary)
        self.prompt.setText(options.initial_prompt)


def _align(*forms: QFormLayout) -> None:
    """Let the labels of several forms be one column."""
    labels = [form.itemAt(row, LABEL) for form in forms for row in range(form.rowCount())]
    widgets = [widget for label in labels if label and (widget := label.widget())]
    widest = max(widget.sizeHint().width() for widget in widgets)
    for widget in widgets:
        widget.setMinimumWidth(widest)
        if isinstance(widget, QLabel):
            widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _track_name(track: AudioTrack) -> str:
    language = wording.language_name(track.language) if track.language else ""
    return track.title or language or track.codec


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
    form.setHorizontalSpacing(theme.GRID + theme.GAP)
    form.setVerticalSpacing(theme.GRID)
    return form
