<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Announcer</name>
    <message>
        <source>%1, selected</source>
        <translation>%1, ausgewählt</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Leerzeichen</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>Nothing there can be transcribed</source>
        <translation type="vanished">Davon lässt sich nichts transkribieren</translation>
    </message>
    <message>
        <source>Recordings and films can, and folders with them.</source>
        <translation type="vanished">Aufnahmen und Filme gehen, und Ordner damit.</translation>
    </message>
    <message>
        <source>Where is %1?</source>
        <translation type="vanished">Wo ist %1?</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="vanished">Fortsetzen</translation>
    </message>
    <message>
        <source>“%1” is no longer in the list</source>
        <translation type="vanished">„%1“ ist nicht mehr in der Liste</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="vanished">Rückgängig</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="vanished">Details kopieren</translation>
    </message>
    <message>
        <source>Recordings and films can; transcripts and subtitles can be edited.</source>
        <translation type="vanished">Aufnahmen und Filme schon; Transkripte und Untertitel lassen sich bearbeiten.</translation>
    </message>
    <message>
        <source>“%1” cannot be opened</source>
        <translation type="vanished">„%1“ lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation type="vanished">Alle fortsetzen</translation>
    </message>
    <message>
        <source>“%1” has arrived</source>
        <translation type="vanished">„%1“ ist angekommen</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) have arrived</source>
        <translation type="vanished">
            <numerusform>%n Aufnahme ist angekommen</numerusform>
            <numerusform>%n Aufnahmen sind angekommen</numerusform>
        </translation>
    </message>
    <message>
        <source>What comes into the watched folder is transcribed.</source>
        <translation type="vanished">Was in den beobachteten Ordner kommt, wird transkribiert.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="vanished">Erneut versuchen</translation>
    </message>
    <message>
        <source>The voice of %1 will be known again</source>
        <translation type="vanished">Die Stimme von %1 wird wiedererkannt</translation>
    </message>
    <message>
        <source>Preferences show whom Longtake knows.</source>
        <translation type="vanished">Die Einstellungen zeigen, wen Longtake kennt.</translation>
    </message>
    <message>
        <source>The voice of %1 could not be remembered</source>
        <translation type="vanished">Die Stimme von %1 konnte nicht gemerkt werden</translation>
    </message>
    <message>
        <source>It takes some seconds in which nobody else talks, and speakers told apart.</source>
        <translation type="vanished">Dafür braucht es einige Sekunden, in denen sonst niemand spricht, und getrennte Sprecher.</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation type="vanished">
            <numerusform>%n Aufnahme wurde nicht fertig</numerusform>
            <numerusform>%n Aufnahmen wurden nicht fertig</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” is %2 % done. Nothing that was done is lost.</source>
        <translation type="vanished">„%1“ ist zu %2 % fertig. Nichts Fertiges ist verloren.</translation>
    </message>
</context>
<context>
    <name>BlankPage</name>
    <message>
        <source>Choose files…</source>
        <translation>Dateien wählen…</translation>
    </message>
    <message>
        <source>Search for something else</source>
        <translation>Etwas anderes suchen</translation>
    </message>
    <message>
        <source>Reading the transcripts</source>
        <translation>Die Transkripte werden gelesen</translation>
    </message>
    <message>
        <source>What is found appears here by itself.</source>
        <translation>Was gefunden wird, erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>Search all that was said</source>
        <translation>Alles Gesagte durchsuchen</translation>
    </message>
    <message>
        <source>Words may come in any order; “in quotes” they belong together.</source>
        <translation>Die Reihenfolge ist egal; „in Anführungszeichen“ gehören Wörter zusammen.</translation>
    </message>
    <message>
        <source>There are no transcripts yet</source>
        <translation>Noch gibt es keine Transkripte</translation>
    </message>
    <message>
        <source>Whatever is transcribed can be searched here.</source>
        <translation>Was transkribiert ist, lässt sich hier durchsuchen.</translation>
    </message>
    <message>
        <source>Nobody says “%1”</source>
        <translation>Niemand sagt „%1“</translation>
    </message>
    <message>
        <source>Fewer or shorter words find more.</source>
        <translation>Weniger oder kürzere Wörter finden mehr.</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>1 Sekunde vor</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>1 Sekunde zurück</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>5 Sekunden vor</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>5 Sekunden zurück</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation>Näher heran</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>Weiter weg</translation>
    </message>
    <message>
        <source>Segment begins earlier</source>
        <translation>Segment beginnt früher</translation>
    </message>
    <message>
        <source>Segment begins later</source>
        <translation>Segment beginnt später</translation>
    </message>
    <message>
        <source>Segment ends earlier</source>
        <translation>Segment endet früher</translation>
    </message>
    <message>
        <source>Segment ends later</source>
        <translation>Segment endet später</translation>
    </message>
    <message>
        <source>Let go of what is dragged</source>
        <translation>Gezogenes loslassen</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Close this message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>ChunkStrip</name>
    <message>
        <source>Parts of the recording</source>
        <translation>Teile der Aufnahme</translation>
    </message>
    <message>
        <source>Try %1: %2</source>
        <translation>Versuch %1: %2</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Done earlier</source>
        <translation>Früher fertig</translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>Erneut versucht</translation>
    </message>
    <message>
        <source>Could not be recognised</source>
        <translation>Nicht erkannt</translation>
    </message>
    <message>
        <source>%1 of %2 parts done</source>
        <translation>%1 von %2 Teilen fertig</translation>
    </message>
</context>
<context>
    <name>DevicePage</name>
    <message>
        <source>Device and memory</source>
        <translation>Gerät und Speicher</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Berechnung</translation>
    </message>
    <message>
        <source>One per core</source>
        <translation>Einer je Kern</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>Berechnen auf</translation>
    </message>
    <message>
        <source>By itself, Longtake takes the fastest that computes without faults.</source>
        <translation>Automatisch nimmt Longtake das Schnellste, das fehlerfrei rechnet.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>Windows at a time</source>
        <translation>Fenster gleichzeitig</translation>
    </message>
    <message>
        <source>More is faster and needs more memory. A window is 30 seconds of sound.</source>
        <translation>Mehr ist schneller und braucht mehr Speicher. Ein Fenster sind 30 Sekunden Ton.</translation>
    </message>
    <message>
        <source>Chosen by itself</source>
        <translation>Automatisch gewählt</translation>
    </message>
    <message>
        <source>Graphics chip (Metal)</source>
        <translation>Grafikchip (Metal)</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>While a job runs</source>
        <translation>Während ein Auftrag läuft</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>Keep the machine awake</source>
        <translation>Rechner wach halten</translation>
    </message>
    <message>
        <source>Pause when the battery is below</source>
        <translation>Pause, wenn der Akku unter</translation>
    </message>
    <message>
        <source>The job goes on when the machine is charging again.</source>
        <translation>Der Auftrag geht weiter, sobald der Rechner wieder lädt.</translation>
    </message>
    <message>
        <source>Pause when memory is used above</source>
        <translation>Pause, wenn der Speicher über</translation>
    </message>
    <message>
        <source>Other programs get the chance to finish first.</source>
        <translation>Andere Programme können erst fertig werden.</translation>
    </message>
</context>
<context>
    <name>DropPage</name>
    <message>
        <source>Drop a recording or a film here</source>
        <translation>Aufnahme oder Film hierher ziehen</translation>
    </message>
    <message>
        <source>It becomes text on this computer, and stays on it.</source>
        <translation>Daraus wird Text, auf diesem Rechner, und dort bleibt er.</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Dateien wählen…</translation>
    </message>
    <message>
        <source>Try the sample recording</source>
        <translation>Beispielaufnahme ausprobieren</translation>
    </message>
</context>
<context>
    <name>EditTitles</name>
    <message>
        <source>rename %1 to %2</source>
        <translation>%1 in %2 umbenennen</translation>
    </message>
    <message>
        <source>rename to %1</source>
        <translation>in %1 umbenennen</translation>
    </message>
    <message>
        <source>remove name</source>
        <translation>Namen entfernen</translation>
    </message>
    <message>
        <source>%1 is not %2</source>
        <translation>%1 ist nicht %2</translation>
    </message>
    <message>
        <source>merge into %1</source>
        <translation>mit %1 zusammenlegen</translation>
    </message>
    <message>
        <source>add %1</source>
        <translation>%1 hinzufügen</translation>
    </message>
    <message>
        <source>split %1</source>
        <translation>%1 teilen</translation>
    </message>
    <message>
        <source>give to %1</source>
        <translation>%1 geben</translation>
    </message>
    <message>
        <source>give turn to %1</source>
        <translation>Redebeitrag %1 geben</translation>
    </message>
    <message>
        <source>give all from here to %1</source>
        <translation>alles ab hier %1 geben</translation>
    </message>
    <message>
        <source>give words to %1</source>
        <translation>Wörter %1 geben</translation>
    </message>
    <message>
        <source>typing</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>replace “%1” by “%2”</source>
        <translation>„%1“ durch „%2“ ersetzen</translation>
    </message>
    <message>
        <source>settle on “%1”</source>
        <translation>auf „%1“ festlegen</translation>
    </message>
    <message>
        <source>split</source>
        <translation>teilen</translation>
    </message>
    <message>
        <source>join</source>
        <translation>verbinden</translation>
    </message>
    <message>
        <source>move boundary</source>
        <translation>Grenze verschieben</translation>
    </message>
    <message>
        <source>change times</source>
        <translation>Zeiten ändern</translation>
    </message>
    <message>
        <source>align again</source>
        <translation>neu ausrichten</translation>
    </message>
    <message>
        <source>run part again</source>
        <translation>Teil neu erkennen</translation>
    </message>
    <message>
        <source>use new text</source>
        <translation>neuen Text übernehmen</translation>
    </message>
    <message>
        <source>keep my text</source>
        <translation>meinen Text behalten</translation>
    </message>
    <message>
        <source>insert segment</source>
        <translation>Segment einfügen</translation>
    </message>
    <message>
        <source>restore original</source>
        <translation>Original wiederherstellen</translation>
    </message>
    <message numerus="yes">
        <source>delete %n segment(s)</source>
        <translation>
            <numerusform>%n Segment löschen</numerusform>
            <numerusform>%n Segmente löschen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EditorPage</name>
    <message>
        <source>Jump to playing</source>
        <translation>Zur Wiedergabe springen</translation>
    </message>
    <message>
        <source>Restore to</source>
        <translation>Zurücksetzen auf</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Find and replace…</source>
        <translation>Suchen und ersetzen…</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="vanished">Prüfen</translation>
    </message>
    <message>
        <source>Next doubtful word</source>
        <translation>Nächstes zweifelhaftes Wort</translation>
    </message>
    <message>
        <source>Previous doubtful word</source>
        <translation>Voriges zweifelhaftes Wort</translation>
    </message>
    <message>
        <source>Mark doubtful words</source>
        <translation>Zweifelhafte Wörter markieren</translation>
    </message>
    <message>
        <source>Compare with what was recognised</source>
        <translation>Mit dem Erkannten vergleichen</translation>
    </message>
    <message>
        <source>Rename speaker…</source>
        <translation>Sprecher umbenennen…</translation>
    </message>
    <message>
        <source>Delete segment</source>
        <translation>Segment löschen</translation>
    </message>
    <message>
        <source>Speakers</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>What was recognised</source>
        <translation>Das Erkannte</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) were recognised anew</source>
        <translation>
            <numerusform>%n Teil wurde neu erkannt</numerusform>
            <numerusform>%n Teile wurden neu erkannt</numerusform>
        </translation>
    </message>
    <message>
        <source>What you corrected there still stands.</source>
        <translation>Was Sie dort korrigiert haben, bleibt bestehen.</translation>
    </message>
    <message>
        <source>What you corrected there still stands. The new text begins: “%1”</source>
        <translation type="vanished">Was Sie dort korrigiert haben, steht noch. Der neue Text beginnt: „%1“</translation>
    </message>
    <message>
        <source>Use the new text</source>
        <translation>Neuen Text übernehmen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Your text still stands. Heard now: “%1”</source>
        <translation>Ihr Text steht noch. Jetzt gehört: „%1“</translation>
    </message>
    <message>
        <source>Keep my text</source>
        <translation>Meinen Text behalten</translation>
    </message>
    <message>
        <source>This transcript can be read but not changed</source>
        <translation>Dieses Transkript lässt sich lesen, aber nicht ändern</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>“%1” is there already.</source>
        <translation>„%1“ gibt es schon.</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>The text is in the clipboard.</source>
        <translation>Der Text ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Folder for the file</source>
        <translation>Ordner für die Datei</translation>
    </message>
    <message>
        <source>Names of speakers</source>
        <translation>Namen der Sprecher</translation>
    </message>
    <message>
        <source>Notes where something was not recognised</source>
        <translation>Vermerke, wo etwas nicht erkannt wurde</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the folder for the file</source>
        <translation>Ordner für die Datei wählen</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
</context>
<context>
    <name>FileHandle</name>
    <message>
        <source>Drag the file to a folder or another program</source>
        <translation>Datei in einen Ordner oder ein anderes Programm ziehen</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß- und Kleinschreibung</translation>
    </message>
    <message>
        <source>Whole words only</source>
        <translation>Nur ganze Wörter</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>Replace all and add to glossary</source>
        <translation>Alle ersetzen und ins Glossar</translation>
    </message>
    <message>
        <source>This is no regular expression</source>
        <translation>Das ist kein regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Replace all %1</source>
        <translation>Alle %1 ersetzen</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Everyone</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Whose words</source>
        <translation>Wessen Wörter</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>FolderChoice</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>Oberfläche</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Takes effect when Longtake starts the next time.</source>
        <translation type="vanished">Gilt ab dem nächsten Start von Longtake.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Reduce movement</source>
        <translation>Bewegung verringern</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>And then, after a long silence, she said that she would come.</source>
        <translation>Und dann, nach langem Schweigen, sagte sie, dass sie kommen werde.</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Choose the folder to watch</source>
        <translation>Ordner zum Beobachten auswählen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Resume interrupted jobs</source>
        <translation>Unterbrochene Aufträge fortsetzen</translation>
    </message>
    <message>
        <source>When Longtake starts, it goes on by itself where a job was cut short.</source>
        <translation>Beim Start macht Longtake von selbst dort weiter, wo ein Auftrag abgebrochen ist.</translation>
    </message>
    <message>
        <source>Notify me when a job ends</source>
        <translation>Benachrichtigen, wenn ein Auftrag endet</translation>
    </message>
    <message>
        <source>Watch a folder</source>
        <translation>Ordner beobachten</translation>
    </message>
    <message>
        <source>New recordings in it are transcribed as the last one was.</source>
        <translation>Neue Aufnahmen darin werden wie die letzte transkribiert.</translation>
    </message>
</context>
<context>
    <name>GlossaryAdding</name>
    <message>
        <source>“%1” cannot be in the glossary</source>
        <translation>„%1“ passt nicht ins Glossar</translation>
    </message>
    <message>
        <source>A term has a letter or a digit, and a few words at most.</source>
        <translation>Ein Begriff hat einen Buchstaben oder eine Ziffer und höchstens ein paar Wörter.</translation>
    </message>
    <message>
        <source>“%1” is in the glossary already</source>
        <translation>„%1“ steht schon im Glossar</translation>
    </message>
    <message>
        <source>The preferences show all its terms.</source>
        <translation>Die Einstellungen zeigen alle Begriffe.</translation>
    </message>
    <message>
        <source>“%1” is in the glossary now</source>
        <translation>„%1“ steht jetzt im Glossar</translation>
    </message>
    <message>
        <source>The next recordings will look out for it.</source>
        <translation>In den nächsten Aufnahmen wird darauf geachtet.</translation>
    </message>
    <message>
        <source>The next recordings will look out for what sounds like “%1”.</source>
        <translation>In den nächsten Aufnahmen wird auf alles geachtet, was wie „%1“ klingt.</translation>
    </message>
</context>
<context>
    <name>GlossaryPage</name>
    <message>
        <source>Glossary</source>
        <translation>Glossar</translation>
    </message>
    <message>
        <source>Names and words that Longtake is to expect, and how they may sound.</source>
        <translation>Namen und Wörter, mit denen Longtake rechnen soll, und wie sie klingen können.</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Geschrieben nach %1</translation>
    </message>
    <message numerus="yes">
        <source>%n term(s)</source>
        <translation>
            <numerusform>%n Begriff</numerusform>
            <numerusform>%n Begriffe</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>It is not used until this is mended.</source>
        <translation>Bis das behoben ist, wird es nicht benutzt.</translation>
    </message>
    <message>
        <source>This file cannot be read as a glossary.</source>
        <translation type="vanished">Diese Datei lässt sich nicht als Glossar lesen.</translation>
    </message>
    <message>
        <source>“%1” cannot be read as a glossary.</source>
        <translation>„%1“ lässt sich nicht als Glossar lesen.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More about this glossary</source>
        <translation>Mehr zu diesem Glossar</translation>
    </message>
    <message>
        <source>New glossary…</source>
        <translation>Neues Glossar…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Begriffe</translation>
    </message>
    <message>
        <source>Add a term</source>
        <translation>Begriff hinzufügen</translation>
    </message>
    <message>
        <source>Remove the selected terms</source>
        <translation>Ausgewählte Begriffe entfernen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>There is no glossary yet.</source>
        <translation>Es gibt noch kein Glossar.</translation>
    </message>
    <message>
        <source>New glossary</source>
        <translation>Neues Glossar</translation>
    </message>
    <message>
        <source>Its name:</source>
        <translation>Sein Name:</translation>
    </message>
    <message>
        <source>Import a glossary</source>
        <translation>Glossar importieren</translation>
    </message>
    <message>
        <source>Export the glossary</source>
        <translation>Glossar exportieren</translation>
    </message>
    <message>
        <source>Glossaries</source>
        <translation>Glossare</translation>
    </message>
    <message>
        <source>Stop using “%1”?</source>
        <translation>„%1“ nicht mehr verwenden?</translation>
    </message>
    <message>
        <source>Its file stays in the folder of glossaries, renamed.</source>
        <translation>Seine Datei bleibt umbenannt im Ordner der Glossare.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>GlossaryTableModel</name>
    <message>
        <source>This term is there already</source>
        <translation>Diesen Begriff gibt es schon</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Begriff</translation>
    </message>
    <message>
        <source>Sounds like</source>
        <translation>Klingt wie</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>From – to</source>
        <translation>Von – bis</translation>
    </message>
    <message>
        <source>As it is to be written</source>
        <translation>Wie er geschrieben wird</translation>
    </message>
    <message>
        <source>How it may sound, where the spelling does not tell; with | between several</source>
        <translation>Wie er klingen kann, wenn man es ihm nicht ansieht; mehrere durch | getrennt</translation>
    </message>
    <message>
        <source>Name, place, product: for you alone</source>
        <translation>Name, Ort, Produkt: nur für Sie</translation>
    </message>
    <message>
        <source>More than 1 makes it likelier than others</source>
        <translation>Mehr als 1 macht ihn wahrscheinlicher als andere</translation>
    </message>
    <message>
        <source>A code such as en or ru; expected in every language without one</source>
        <translation>Ein Kürzel wie en oder ru; ohne eines in jeder Sprache erwartet</translation>
    </message>
    <message>
        <source>Where in the film it occurs, such as 0:10:00-0:12:30</source>
        <translation>Wo er im Film vorkommt, etwa 0:10:00-0:12:30</translation>
    </message>
</context>
<context>
    <name>Herald</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>“%1” cannot be opened</source>
        <translation>„%1“ lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Nothing there can be transcribed</source>
        <translation>Davon lässt sich nichts transkribieren</translation>
    </message>
    <message>
        <source>Recordings and films can; transcripts and subtitles can be edited.</source>
        <translation>Aufnahmen und Filme schon; Transkripte und Untertitel lassen sich bearbeiten.</translation>
    </message>
    <message>
        <source>“%1” is no longer in the list</source>
        <translation>„%1“ ist nicht mehr in der Liste</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“%1” has arrived</source>
        <translation>„%1“ ist angekommen</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) have arrived</source>
        <translation>
            <numerusform>%n Aufnahme ist angekommen</numerusform>
            <numerusform>%n Aufnahmen sind angekommen</numerusform>
        </translation>
    </message>
    <message>
        <source>What comes into the watched folder is transcribed.</source>
        <translation>Was in den beobachteten Ordner kommt, wird transkribiert.</translation>
    </message>
    <message>
        <source>The voice of %1 will be known again</source>
        <translation>Die Stimme von %1 wird wiedererkannt</translation>
    </message>
    <message>
        <source>Preferences show whom Longtake knows.</source>
        <translation>Die Einstellungen zeigen, wen Longtake kennt.</translation>
    </message>
    <message>
        <source>The voice of %1 could not be remembered</source>
        <translation>Die Stimme von %1 konnte nicht gemerkt werden</translation>
    </message>
    <message>
        <source>It takes some seconds in which nobody else talks, and speakers told apart.</source>
        <translation>Dafür braucht es einige Sekunden, in denen sonst niemand spricht, und getrennte Sprecher.</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation>
            <numerusform>%n Aufnahme wurde nicht fertig</numerusform>
            <numerusform>%n Aufnahmen wurden nicht fertig</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” is %2 % done. Nothing that was done is lost.</source>
        <translation>„%1“ ist zu %2 % fertig. Nichts Fertiges ist verloren.</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
</context>
<context>
    <name>JobActs</name>
    <message numerus="yes">
        <source>Begin anew with %n recording(s)?</source>
        <translation>
            <numerusform>%n Aufnahme neu beginnen?</numerusform>
            <numerusform>%n Aufnahmen neu beginnen?</numerusform>
        </translation>
    </message>
    <message>
        <source>The text so far is replaced. What you changed in it can be redone afterwards.</source>
        <translation>Der bisherige Text wird ersetzt. Ihre Änderungen lassen sich danach wiederherstellen.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Where to write</source>
        <translation>Speicherort</translation>
    </message>
    <message>
        <source>Where is %1?</source>
        <translation>Wo ist %1?</translation>
    </message>
    <message>
        <source>Which recording is this the text of?</source>
        <translation>Zu welcher Aufnahme gehört dieser Text?</translation>
    </message>
</context>
<context>
    <name>JobDetails</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Imported from</source>
        <translation>Importiert aus</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Teile</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Fetching the model: %1 of %2</source>
        <translation>Modell wird geladen: %1 von %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) could not be recognised</source>
        <translation>
            <numerusform>%n Teil wurde nicht erkannt</numerusform>
            <numerusform>%n Teile wurden nicht erkannt</numerusform>
        </translation>
    </message>
    <message>
        <source>What is done so far is kept.</source>
        <translation>Was bisher fertig ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>The first text appears here soon.</source>
        <translation>Hier erscheint bald der erste Text.</translation>
    </message>
    <message>
        <source>It begins when the jobs before it are done.</source>
        <translation>Er beginnt, wenn die Aufträge davor fertig sind.</translation>
    </message>
    <message>
        <source>No words were heard in this recording.</source>
        <translation>In dieser Aufnahme waren keine Wörter zu hören.</translation>
    </message>
</context>
<context>
    <name>JobsView</name>
    <message>
        <source>Jobs and transcripts</source>
        <translation>Aufträge und Transkripte</translation>
    </message>
    <message>
        <source>Transcripts</source>
        <translation>Transkripte</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Typing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Split the segment here</source>
        <translation>Segment hier teilen</translation>
    </message>
    <message>
        <source>At the start: join with the segment before</source>
        <translation>Am Anfang: mit dem vorigen Segment verbinden</translation>
    </message>
    <message>
        <source>Insert a segment after this</source>
        <translation>Segment danach einfügen</translation>
    </message>
    <message>
        <source>Move what is before to the previous</source>
        <translation>Was davor steht, zum vorigen</translation>
    </message>
    <message>
        <source>Move what is behind to the next</source>
        <translation>Was danach steht, zum nächsten</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Tools</source>
        <translation type="vanished">Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="vanished">&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="vanished">Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation type="vanished">&amp;Ordner öffnen…</translation>
    </message>
    <message>
        <source>Sample &amp;Recording</source>
        <translation type="vanished">&amp;Beispielaufnahme</translation>
    </message>
    <message>
        <source>&amp;Show in Folder</source>
        <translation type="vanished">Im Ordner &amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="vanished">E&amp;xportieren…</translation>
    </message>
    <message>
        <source>Copy Whole &amp;Text</source>
        <translation type="vanished">Ganzen &amp;Text kopieren</translation>
    </message>
    <message>
        <source>&amp;Close Window</source>
        <translation type="vanished">Fenster s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="vanished">&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="vanished">&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="vanished">&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="vanished">&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="vanished">&amp;Kopieren</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation type="vanished">&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>&amp;Search All Transcripts…</source>
        <translation type="vanished">Alle Transkripte &amp;durchsuchen…</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation type="vanished">&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <translation type="vanished">&amp;Auftrag</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="vanished">&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation type="vanished">&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="vanished">&amp;Stoppen</translation>
    </message>
    <message>
        <source>Begin &amp;Anew…</source>
        <translation type="vanished">&amp;Neu beginnen…</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation type="vanished">Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation type="vanished">Nach &amp;unten</translation>
    </message>
    <message>
        <source>Re&amp;move from List</source>
        <translation type="vanished">Aus der &amp;Liste nehmen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="vanished">&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Sidebar</source>
        <translation type="vanished">&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation type="vanished">&amp;Details</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation type="vanished">&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation type="vanished">&amp;Fenster</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation type="vanished">&amp;Minimieren</translation>
    </message>
    <message>
        <source>Open in New &amp;Window</source>
        <translation type="vanished">In neuem &amp;Fenster öffnen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="vanished">&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation type="vanished">&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Show &amp;Log</source>
        <translation type="vanished">&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Recordings and transcripts</source>
        <translation>Aufnahmen und Transkripte</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>Ordner öffnen</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation>&amp;Ordner öffnen…</translation>
    </message>
    <message>
        <source>Sample &amp;Recording</source>
        <translation>&amp;Beispielaufnahme</translation>
    </message>
    <message>
        <source>&amp;Show in Folder</source>
        <translation>Im Ordner &amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>Copy Whole &amp;Text</source>
        <translation>Ganzen &amp;Text kopieren</translation>
    </message>
    <message>
        <source>&amp;Close Window</source>
        <translation>Fenster s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>&amp;Search All Transcripts…</source>
        <translation>Alle Transkripte &amp;durchsuchen…</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <translation>&amp;Auftrag</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stoppen</translation>
    </message>
    <message>
        <source>Begin &amp;Anew…</source>
        <translation>&amp;Neu beginnen…</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>Re&amp;move from List</source>
        <translation>Aus der &amp;Liste nehmen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Sidebar</source>
        <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Details</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation>&amp;Minimieren</translation>
    </message>
    <message>
        <source>Open in New &amp;Window</source>
        <translation>In neuem &amp;Fenster öffnen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Show &amp;Log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Reading every file…</source>
        <translation>Jede Datei wird gelesen…</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Recommended here</source>
        <translation>Hier empfohlen</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Every file is as it should be</source>
        <translation>Jede Datei ist, wie sie sein soll</translation>
    </message>
    <message>
        <source>English only</source>
        <translation>nur Englisch</translation>
    </message>
    <message>
        <source>many languages</source>
        <translation>viele Sprachen</translation>
    </message>
    <message>
        <source>%1 of it here</source>
        <translation>%1 davon da</translation>
    </message>
    <message>
        <source>needs %1 of memory</source>
        <translation>braucht %1 Speicher</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More about %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>Remove %1 from this machine?</source>
        <translation>%1 von diesem Rechner entfernen?</translation>
    </message>
    <message>
        <source>%1 become free. It can be downloaded again.</source>
        <translation>%1 werden frei. Das Modell lässt sich wieder laden.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Asking the engine which models are here…</source>
        <translation>Welche Modelle da sind, wird gefragt…</translation>
    </message>
    <message>
        <source>This machine has %1 of memory, and %2 are free on its disk.</source>
        <translation>Dieser Rechner hat %1 Speicher, auf dem Laufwerk sind %2 frei.</translation>
    </message>
    <message>
        <source>%1 is the most exact that it can work with quickly.</source>
        <translation>%1 ist das genaueste Modell, mit dem er schnell arbeiten kann.</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Models are kept in</source>
        <translation>Modelle liegen in</translation>
    </message>
    <message>
        <source>A model of your own</source>
        <translation>Ein eigenes Modell</translation>
    </message>
    <message>
        <source>A folder with a Whisper, for CTranslate2 or Transformers.</source>
        <translation>Ein Ordner mit einem Whisper für CTranslate2 oder Transformers.</translation>
    </message>
    <message>
        <source>Folder with a model</source>
        <translation>Ordner mit einem Modell</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>Name of the speaker</source>
        <translation>Name des Sprechers</translation>
    </message>
</context>
<context>
    <name>NewJobDialog</name>
    <message>
        <source>New transcript</source>
        <translation>Neues Transkript</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s)</source>
        <translation>
            <numerusform>%n Aufnahme</numerusform>
            <numerusform>%n Aufnahmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>Wird angesehen…</translation>
    </message>
    <message>
        <source>Looking at them…</source>
        <translation>Werden angesehen…</translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be used</source>
        <translation>
            <numerusform>%n davon ist nicht verwendbar</numerusform>
            <numerusform>%n davon sind nicht verwendbar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n audio track(s)</source>
        <translation>
            <numerusform>%n Tonspur</numerusform>
            <numerusform>%n Tonspuren</numerusform>
        </translation>
    </message>
    <message>
        <source>begun earlier: what is done stays</source>
        <translation>früher begonnen: Fertiges bleibt</translation>
    </message>
    <message>
        <source>probably %1</source>
        <translation>wohl %1</translation>
    </message>
    <message>
        <source>Takes about %1 on this computer.</source>
        <translation>Dauert auf diesem Rechner etwa %1.</translation>
    </message>
    <message>
        <source>Knows English only.</source>
        <translation>Kann nur Englisch.</translation>
    </message>
    <message>
        <source>Is fetched first: %1.</source>
        <translation>Wird zuerst geladen: %1.</translation>
    </message>
    <message>
        <source>Transcribe</source>
        <translation>Transkribieren</translation>
    </message>
    <message>
        <source>Detect by itself</source>
        <translation>Selbst erkennen</translation>
    </message>
    <message>
        <source>Tell the speakers apart</source>
        <translation>Sprecher unterscheiden</translation>
    </message>
    <message>
        <source>Translate into English</source>
        <translation>Ins Englische übersetzen</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Sprache:</translation>
    </message>
    <message>
        <source>&amp;Model:</source>
        <translation>&amp;Modell:</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Names and words that occur</source>
        <translation>Namen und Wörter, die vorkommen</translation>
    </message>
    <message>
        <source>None of its own</source>
        <translation>Kein eigenes</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>&amp;Words to expect:</source>
        <translation>&amp;Erwartete Wörter:</translation>
    </message>
    <message>
        <source>&amp;Glossary:</source>
        <translation>&amp;Glossar:</translation>
    </message>
    <message>
        <source>&amp;Number of speakers:</source>
        <translation>&amp;Zahl der Sprecher:</translation>
    </message>
    <message>
        <source>&amp;Audio track:</source>
        <translation>&amp;Tonspur:</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>Glossar</translation>
    </message>
    <message>
        <source>Glossaries</source>
        <translation>Glossare</translation>
    </message>
    <message>
        <source>The file&apos;s default</source>
        <translation>Die übliche der Datei</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>The battery is at %1 %.</source>
        <translation>Der Akku steht bei %1 %.</translation>
    </message>
    <message>
        <source>%1 % of this computer&apos;s memory is in use.</source>
        <translation>%1 % des Arbeitsspeichers sind belegt.</translation>
    </message>
    <message>
        <source>Longtake pauses until that is better.</source>
        <translation>Longtake pausiert, bis es besser ist.</translation>
    </message>
    <message>
        <source>Longtake goes on.</source>
        <translation>Longtake macht weiter.</translation>
    </message>
    <message>
        <source>The recording is damaged or has a gap in one place.</source>
        <translation>Die Aufnahme ist an einer Stelle beschädigt oder lückenhaft.</translation>
    </message>
    <message>
        <source>The recording is damaged in one place; %1 seconds of it are silence.</source>
        <translation>Die Aufnahme ist an einer Stelle beschädigt; %1 Sekunden davon sind still.</translation>
    </message>
    <message>
        <source>%1 on %2 is not used: %3 of its words differ from the processor&apos;s.</source>
        <translation>%1 auf %2 wird nicht benutzt: %3 der Wörter weichen von denen des Prozessors ab.</translation>
    </message>
    <message>
        <source>%1 on %2 is not used: it did not pass its test.</source>
        <translation>%1 auf %2 wird nicht benutzt: Der Selbsttest wurde nicht bestanden.</translation>
    </message>
    <message>
        <source>The processor does the rest.</source>
        <translation>Den Rest erledigt der Prozessor.</translation>
    </message>
    <message>
        <source>Recognition made no progress for %1 seconds.</source>
        <translation type="vanished">Die Erkennung kam %1 Sekunden lang nicht voran.</translation>
    </message>
    <message>
        <source>Words keep the times that they had.</source>
        <translation>Die Wörter behalten ihre Zeiten.</translation>
    </message>
    <message>
        <source>Words in part %1 keep the times that they had.</source>
        <translation>Die Wörter in Teil %1 behalten ihre Zeiten.</translation>
    </message>
    <message>
        <source>The words of one passage could not be timed anew; they keep their times.</source>
        <translation>Die Wörter einer Stelle ließen sich nicht genauer datieren; sie behalten ihre Zeiten.</translation>
    </message>
    <message>
        <source>The words of %1 passages could not be timed anew; they keep their times.</source>
        <translation>Die Wörter von %1 Stellen ließen sich nicht genauer datieren; sie behalten ihre Zeiten.</translation>
    </message>
    <message>
        <source>Trying what works best on this computer with the model %1.</source>
        <translation>Es wird ausprobiert, was auf diesem Computer mit dem Modell %1 am besten geht.</translation>
    </message>
    <message>
        <source>%1 on %2 is not used: %3 % of its words differ from the processor&apos;s.</source>
        <translation type="vanished">%1 auf %2 wird nicht benutzt: %3 % der Wörter weichen von denen des Prozessors ab.</translation>
    </message>
    <message>
        <source>The glossary has %1 terms; each part is offered the %2 likeliest there.</source>
        <translation>Das Glossar hat %1 Begriffe; jedem Teil werden die %2 wahrscheinlichsten angeboten.</translation>
    </message>
    <message>
        <source>%1 is named %2, whose voice is known.</source>
        <translation>%1 heißt nun %2; die Stimme ist bekannt.</translation>
    </message>
    <message>
        <source>%1 may be %2, whose voice is known.</source>
        <translation>%1 könnte %2 sein; die Stimme ist bekannt.</translation>
    </message>
    <message>
        <source>The speakers are not told apart.</source>
        <translation>Die Sprecher werden nicht unterschieden.</translation>
    </message>
    <message>
        <source>The recording is damaged or has a gap in %1 place.</source>
        <translation type="vanished">Die Aufnahme ist an %1 Stelle beschädigt oder lückenhaft.</translation>
    </message>
    <message>
        <source>The recording is damaged or has gaps in %1 places.</source>
        <translation>Die Aufnahme ist an %1 Stellen beschädigt oder lückenhaft.</translation>
    </message>
    <message>
        <source>The recording is damaged in %1 place; %2 seconds of it are silence.</source>
        <translation type="vanished">Die Aufnahme ist an %1 Stelle beschädigt; %2 Sekunden davon sind still.</translation>
    </message>
    <message>
        <source>The recording is damaged in %1 places; %2 seconds of it are silence.</source>
        <translation>Die Aufnahme ist an %1 Stellen beschädigt; %2 Sekunden davon sind still.</translation>
    </message>
    <message>
        <source>The recording is incomplete: it breaks off at %1, as a broken copy does.</source>
        <translation>Die Aufnahme ist unvollständig: Sie bricht bei %1 ab, wie eine abgebrochene Kopie.</translation>
    </message>
    <message>
        <source>Part %1 keeps the text that it had.</source>
        <translation>Teil %1 behält seinen bisherigen Text.</translation>
    </message>
    <message>
        <source>Nobody was heard speaking, so there are no speakers.</source>
        <translation>Es war niemand zu hören, also gibt es keine Sprecher.</translation>
    </message>
    <message>
        <source>At least %1 speakers were expected; %2 could be told apart.</source>
        <translation>Erwartet waren mindestens %1 Sprecher; unterscheiden ließen sich %2.</translation>
    </message>
    <message>
        <source>At most %1 speakers were expected; %2 could be told apart.</source>
        <translation>Erwartet waren höchstens %1 Sprecher; unterscheiden ließen sich %2.</translation>
    </message>
    <message>
        <source>One speaker was expected; %1 could be told apart.</source>
        <translation>Erwartet war ein Sprecher; unterscheiden ließen sich %1.</translation>
    </message>
    <message>
        <source>%1 speakers were expected; %2 could be told apart.</source>
        <translation>Erwartet waren %1 Sprecher; unterscheiden ließen sich %2.</translation>
    </message>
    <message>
        <source>A change no longer fits the transcript and is left out.</source>
        <translation>Eine Änderung passt nicht mehr zum Transkript und entfällt.</translation>
    </message>
    <message>
        <source>%1 changes no longer fit the transcript and are left out.</source>
        <translation>%1 Änderungen passen nicht mehr zum Transkript und entfallen.</translation>
    </message>
    <message>
        <source>The text that you changed stays in a part that was recognised anew.</source>
        <translation>In einem neu erkannten Teil bleibt der von Ihnen geänderte Text.</translation>
    </message>
    <message>
        <source>The text that you changed stays in %1 parts that were recognised anew.</source>
        <translation>In %1 neu erkannten Teilen bleibt der von Ihnen geänderte Text.</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Write these files</source>
        <translation>Diese Dateien schreiben</translation>
    </message>
    <message>
        <source>No files are written. The transcript itself is always kept.</source>
        <translation>Es werden keine Dateien geschrieben. Das Transkript selbst bleibt immer erhalten.</translation>
    </message>
    <message>
        <source>SRT, subtitles for players</source>
        <translation>SRT, Untertitel für Player</translation>
    </message>
    <message>
        <source>VTT, subtitles for the web</source>
        <translation>VTT, Untertitel fürs Web</translation>
    </message>
    <message>
        <source>ASS, styled subtitles</source>
        <translation>ASS, gestaltete Untertitel</translation>
    </message>
    <message>
        <source>TTML, subtitles for broadcasting</source>
        <translation>TTML, Untertitel für Sender</translation>
    </message>
    <message>
        <source>TXT, plain text</source>
        <translation>TXT, reiner Text</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>DOCX, for word processors</source>
        <translation>DOCX, für Textprogramme</translation>
    </message>
    <message>
        <source>JSON, with every word</source>
        <translation>JSON, mit jedem Wort</translation>
    </message>
    <message>
        <source>CSV, a table</source>
        <translation>CSV, eine Tabelle</translation>
    </message>
    <message>
        <source>TSV, a table</source>
        <translation>TSV, eine Tabelle</translation>
    </message>
    <message>
        <source>RTTM, who speaks when</source>
        <translation>RTTM, wer wann spricht</translation>
    </message>
    <message>
        <source>TextGrid, for Praat</source>
        <translation>TextGrid, für Praat</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wohin</translation>
    </message>
    <message>
        <source>Beside the recording</source>
        <translation>Neben die Aufnahme</translation>
    </message>
    <message>
        <source>In one folder</source>
        <translation>In einen Ordner</translation>
    </message>
    <message>
        <source>Leave it, and say so</source>
        <translation>Behalten und melden</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="vanished">Wählen…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Put them</source>
        <translation>Ablegen</translation>
    </message>
    <message>
        <source>A file of that name is there</source>
        <translation>Wenn es die Datei schon gibt</translation>
    </message>
    <message>
        <source>Choose the folder for files</source>
        <translation>Ordner für Dateien wählen</translation>
    </message>
    <message>
        <source>Folder for files</source>
        <translation type="vanished">Ordner für Dateien</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>The recording is not where it was.</source>
        <translation>Die Aufnahme ist nicht mehr an ihrem Ort.</translation>
    </message>
    <message>
        <source>The recording cannot be played here.</source>
        <translation>Die Aufnahme lässt sich hier nicht abspielen.</translation>
    </message>
    <message>
        <source>There is no sound device: it plays without sound.</source>
        <translation>Es gibt kein Tongerät: die Wiedergabe bleibt stumm.</translation>
    </message>
    <message>
        <source>Nothing can be played on this computer.</source>
        <translation>Auf diesem Rechner lässt sich nichts abspielen.</translation>
    </message>
    <message>
        <source>Play from just before</source>
        <translation type="vanished">Kurz davor abspielen</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>5 Sekunden zurück</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>1 Sekunde zurück</translation>
    </message>
    <message>
        <source>This is not the recording that was transcribed.</source>
        <translation>Das ist nicht die Aufnahme, die transkribiert wurde.</translation>
    </message>
    <message>
        <source>This transcript has no recording.</source>
        <translation>Zu diesem Transkript gibt es keine Aufnahme.</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>1 Sekunde vor</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>5 Sekunden vor</translation>
    </message>
    <message>
        <source>Previous segment</source>
        <translation>Voriges Segment</translation>
    </message>
    <message>
        <source>Next segment</source>
        <translation>Nächstes Segment</translation>
    </message>
    <message>
        <source>Play from just before the cursor</source>
        <translation>Kurz vor der Schreibmarke abspielen</translation>
    </message>
    <message>
        <source>Repeat segment</source>
        <translation>Segment wiederholen</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Picture in a window</source>
        <translation>Bild in eigenem Fenster</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
</context>
<context>
    <name>Pointer</name>
    <message>
        <source>Who says this: rename, or give it to somebody else</source>
        <translation>Wer das sagt: umbenennen oder jemand anderem geben</translation>
    </message>
    <message>
        <source>From the glossary; heard: “%1”</source>
        <translation>Aus dem Glossar; gehört: „%1“</translation>
    </message>
    <message>
        <source>Heard with %1 % certainty</source>
        <translation>Mit %1 % Sicherheit gehört</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages of Preferences</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
</context>
<context>
    <name>ReadingCard</name>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Use what was heard</source>
        <translation>Gehörtes verwenden</translation>
    </message>
    <message>
        <source>Glossary. Heard: “%1”</source>
        <translation>Glossar. Gehört: „%1“</translation>
    </message>
</context>
<context>
    <name>Realigning</name>
    <message>
        <source>Align again</source>
        <translation>Neu ausrichten</translation>
    </message>
    <message>
        <source>Align all edited segments</source>
        <translation>Alle bearbeiteten Segmente neu ausrichten</translation>
    </message>
    <message>
        <source>Nothing is to be aligned</source>
        <translation>Es gibt nichts auszurichten</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) were changed in the meantime</source>
        <translation>
            <numerusform>%n Segment wurde inzwischen geändert</numerusform>
            <numerusform>%n Segmente wurden inzwischen geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>They keep the times that they have.</source>
        <translation>Die Zeiten dort bleiben, wie sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) could not be aligned</source>
        <translation>
            <numerusform>%n Segment konnte nicht ausgerichtet werden</numerusform>
            <numerusform>%n Segmente konnten nicht ausgerichtet werden</numerusform>
        </translation>
    </message>
    <message>
        <source>Their words keep the times that they have.</source>
        <translation>Die Wörter dort behalten ihre Zeiten.</translation>
    </message>
    <message>
        <source>Reading the recording: %1 %</source>
        <translation>Aufnahme wird gelesen: %1 %</translation>
    </message>
    <message>
        <source>Listening: %1 %</source>
        <translation>Wird angehört: %1 %</translation>
    </message>
    <message numerus="yes">
        <source>Aligning %n segment(s)</source>
        <translation>
            <numerusform>%n Segment wird ausgerichtet</numerusform>
            <numerusform>%n Segmente werden ausgerichtet</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>No segment has words that were typed since it was recognised or aligned.</source>
        <translation>In keinem Segment stehen Wörter, die seit dem Erkennen oder Ausrichten getippt wurden.</translation>
    </message>
</context>
<context>
    <name>Rerunning</name>
    <message>
        <source>Run this part again…</source>
        <translation>Diesen Teil neu erkennen …</translation>
    </message>
    <message>
        <source>Hear %1 to %2 again?</source>
        <translation>%1 bis %2 noch einmal anhören?</translation>
    </message>
    <message>
        <source>It is heard in another way. Your text stands until you decide.</source>
        <translation>Es wird auf andere Weise erkannt. Ihr Text bleibt, bis Sie entscheiden.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Neu erkennen</translation>
    </message>
    <message>
        <source>The same was heard again</source>
        <translation>Es wurde wieder dasselbe erkannt</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n Stelle</numerusform>
            <numerusform>%n Stellen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>%n weitere zeigen</numerusform>
            <numerusform>%n weitere zeigen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultsView</name>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>Nächste Stelle</translation>
    </message>
    <message>
        <source>Previous place</source>
        <translation>Vorige Stelle</translation>
    </message>
    <message>
        <source>A page further</source>
        <translation>Eine Seite weiter</translation>
    </message>
    <message>
        <source>A page back</source>
        <translation>Eine Seite zurück</translation>
    </message>
    <message>
        <source>Open there</source>
        <translation>An dieser Stelle öffnen</translation>
    </message>
    <message>
        <source>Open there in a window of its own</source>
        <translation>An dieser Stelle in eigenem Fenster öffnen</translation>
    </message>
    <message>
        <source>Leave the search</source>
        <translation>Suche verlassen</translation>
    </message>
    <message>
        <source>Search all transcripts</source>
        <translation>Alle Transkripte durchsuchen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message numerus="yes">
        <source>Found in %n title(s)</source>
        <translation>
            <numerusform>In %n Titel gefunden</numerusform>
            <numerusform>In %n Titeln gefunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n Stelle</numerusform>
            <numerusform>%n Stellen</numerusform>
        </translation>
    </message>
    <message>
        <source>More than %1 places</source>
        <translation>Mehr als %1 Stellen</translation>
    </message>
    <message numerus="yes">
        <source>in %n transcript(s)</source>
        <translation>
            <numerusform>in %n Transkript</numerusform>
            <numerusform>in %n Transkripten</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading: %1 of %2 transcripts</source>
        <translation>Gelesen: %1 von %2 Transkripten</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>The transcript is done</source>
        <translation>Das Transkript ist fertig</translation>
    </message>
    <message>
        <source>%1 percent</source>
        <translation>%1 Prozent</translation>
    </message>
    <message>
        <source>Pausing as soon as this part is done</source>
        <translation type="vanished">Pause, sobald dieser Teil fertig ist</translation>
    </message>
    <message>
        <source>Pauses after this part</source>
        <translation type="vanished">Pause nach diesem Teil</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Fetching the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Reading the recording</source>
        <translation>Aufnahme wird gelesen</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Hearing the language</source>
        <translation>Sprache wird erkannt</translation>
    </message>
    <message>
        <source>Recognising</source>
        <translation>Wird erkannt</translation>
    </message>
    <message>
        <source>Timing the words</source>
        <translation>Wortzeiten</translation>
    </message>
    <message>
        <source>Telling speakers apart</source>
        <translation>Sprecher unterscheiden</translation>
    </message>
    <message>
        <source>Writing files</source>
        <translation>Dateien werden geschrieben</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing</source>
        <translation>
            <numerusform>%n Teil fehlt</numerusform>
            <numerusform>%n Teile fehlen</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>Wartet auf seinen Platz</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find a shortcut</source>
        <translation>Tastenkürzel suchen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Kürzel</translation>
    </message>
</context>
<context>
    <name>SpeakerList</name>
    <message>
        <source>Says nothing yet</source>
        <translation>Sagt noch nichts</translation>
    </message>
</context>
<context>
    <name>SpeakerMenu</name>
    <message>
        <source>Rename “%1”…</source>
        <translation>„%1“ umbenennen…</translation>
    </message>
    <message>
        <source>Give this segment to</source>
        <translation>Dieses Segment geben an</translation>
    </message>
    <message>
        <source>Give the selection to</source>
        <translation>Auswahl geben an</translation>
    </message>
    <message>
        <source>Give this turn to</source>
        <translation>Diesen Redebeitrag geben an</translation>
    </message>
    <message>
        <source>Give all from here to</source>
        <translation>Alles ab hier geben an</translation>
    </message>
    <message>
        <source>They are the same as</source>
        <translation>Das ist dieselbe Person wie</translation>
    </message>
    <message>
        <source>Speaker %1</source>
        <translation>Sprecher %1</translation>
    </message>
    <message>
        <source>New speaker</source>
        <translation>Neuer Sprecher</translation>
    </message>
</context>
<context>
    <name>SpeakerView</name>
    <message>
        <source>List of speakers</source>
        <translation>Liste der Sprecher</translation>
    </message>
    <message>
        <source>Give what is selected in the text to the speaker of this number</source>
        <translation>Auswahl im Text dem Sprecher mit dieser Nummer geben</translation>
    </message>
    <message>
        <source>Give what is selected in the text to nobody</source>
        <translation>Auswahl im Text niemandem geben</translation>
    </message>
    <message>
        <source>Play a sample</source>
        <translation>Probe abspielen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
</context>
<context>
    <name>SpeakersPage</name>
    <message>
        <source>Speakers</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>Telling speakers apart</source>
        <translation>Sprecher unterscheiden</translation>
    </message>
    <message>
        <source>These models work without an account.</source>
        <translation>Diese Modelle brauchen kein Konto.</translation>
    </message>
    <message>
        <source>Hugging Face</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Zugangstoken</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Only some models of Hugging Face ask for a token. Longtake works without one.</source>
        <translation>Nur manche Modelle von Hugging Face verlangen einen Token. Longtake geht auch ohne.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring does not take it.</source>
        <translation>Der Schlüsselbund des Systems nimmt ihn nicht an.</translation>
    </message>
    <message>
        <source>It is in the system&apos;s keyring.</source>
        <translation>Er liegt im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>It is kept in the system&apos;s keyring only.</source>
        <translation>Er wird nur im Schlüsselbund des Systems aufbewahrt.</translation>
    </message>
</context>
<context>
    <name>SpeakersPanel</name>
    <message>
        <source>Speaker %1</source>
        <translation type="vanished">Sprecher %1</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>Give to %1</source>
        <translation>%1 geben</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) selected: %1 to %2, or %3 for nobody</source>
        <translation>
            <numerusform>%n Segment ausgewählt: %1 bis %2, oder %3 für niemanden</numerusform>
            <numerusform>%n Segmente ausgewählt: %1 bis %2, oder %3 für niemanden</numerusform>
        </translation>
    </message>
    <message>
        <source>Select segments in the text to give them to another speaker.</source>
        <translation>Wählen Sie Segmente im Text, um sie einem anderen Sprecher zu geben.</translation>
    </message>
    <message>
        <source>Give selected segments to %1</source>
        <translation>Ausgewählte Segmente %1 geben</translation>
    </message>
    <message>
        <source>Merge into</source>
        <translation>Zusammenlegen mit</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Play a sample</source>
        <translation>Hörprobe abspielen</translation>
    </message>
    <message>
        <source>Add speaker</source>
        <translation>Sprecher hinzufügen</translation>
    </message>
    <message>
        <source>Merge selected speakers</source>
        <translation>Ausgewählte Sprecher zusammenlegen</translation>
    </message>
    <message>
        <source>Not the same person</source>
        <translation>Nicht dieselbe Person</translation>
    </message>
    <message>
        <source>Remember this voice…</source>
        <translation>Diese Stimme merken…</translation>
    </message>
    <message>
        <source>Give the selected segments to a new speaker, for they are another person&apos;s</source>
        <translation>Ausgewählte Segmente einem neuen Sprecher geben, da es jemand anders ist</translation>
    </message>
    <message>
        <source>Make the selected speakers one: select several, or drag one onto another</source>
        <translation>Ausgewählte Sprecher zu einem machen: mehrere auswählen oder einen auf den anderen ziehen</translation>
    </message>
    <message>
        <source>Speakers</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>Nobody is told apart in this recording.</source>
        <translation>In dieser Aufnahme ist niemand unterschieden.</translation>
    </message>
    <message>
        <source>What is selected</source>
        <translation>Das Ausgewählte</translation>
    </message>
    <message>
        <source>The whole turn</source>
        <translation>Der ganze Redebeitrag</translation>
    </message>
    <message>
        <source>All from here on</source>
        <translation>Alles ab hier</translation>
    </message>
    <message>
        <source>All that this voice says</source>
        <translation>Alles, was diese Stimme sagt</translation>
    </message>
    <message>
        <source>&amp;Give:</source>
        <translation>&amp;Geben:</translation>
    </message>
</context>
<context>
    <name>SuggestionCard</name>
    <message>
        <source>That is right</source>
        <translation>Das stimmt</translation>
    </message>
    <message>
        <source>Not the same person</source>
        <translation>Nicht dieselbe Person</translation>
    </message>
    <message>
        <source>%1 sounds like %2</source>
        <translation>%1 klingt wie %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more suggestion(s)</source>
        <translation>
            <numerusform>%n weiterer Vorschlag</numerusform>
            <numerusform>%n weitere Vorschläge</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>Recognition stopped answering at %1.</source>
        <translation>Die Erkennung hat bei %1 nicht mehr geantwortet.</translation>
    </message>
    <message>
        <source>Recognition crashed at %1.</source>
        <translation>Die Erkennung ist bei %1 abgestürzt.</translation>
    </message>
    <message>
        <source>Memory ran out at %1.</source>
        <translation>Bei %1 ging der Speicher aus.</translation>
    </message>
    <message>
        <source>The graphics chip computed nonsense at %1.</source>
        <translation>Der Grafikchip hat bei %1 Unsinn berechnet.</translation>
    </message>
    <message>
        <source>The graphics chip was not able to go on at %1.</source>
        <translation>Der Grafikchip kam bei %1 nicht weiter.</translation>
    </message>
    <message>
        <source>Something went wrong at %1.</source>
        <translation>Bei %1 ging etwas schief.</translation>
    </message>
    <message>
        <source>Started again; nothing was lost.</source>
        <translation>Neu gestartet; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Restarted with less at a time; nothing was lost.</source>
        <translation>Neu gestartet mit weniger auf einmal; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Restarted in shorter pieces; nothing was lost.</source>
        <translation>Neu gestartet in kürzeren Stücken; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Restarted with more exact numbers; nothing was lost.</source>
        <translation>Neu gestartet mit genaueren Zahlen; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Restarted with another recognizer; nothing was lost.</source>
        <translation>Neu gestartet mit einem anderen Erkenner; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Went on with the processor; nothing was lost.</source>
        <translation>Mit dem Prozessor fortgesetzt; nichts ging verloren.</translation>
    </message>
    <message>
        <source>It was left out, and can be tried again.</source>
        <translation>Die Stelle wurde ausgelassen und lässt sich erneut versuchen.</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>the same again</source>
        <translation>noch einmal gleich</translation>
    </message>
    <message>
        <source>less at a time</source>
        <translation>weniger auf einmal</translation>
    </message>
    <message>
        <source>in shorter pieces</source>
        <translation>in kürzeren Stücken</translation>
    </message>
    <message>
        <source>with more exact numbers</source>
        <translation>mit genaueren Zahlen</translation>
    </message>
    <message>
        <source>with another recognizer</source>
        <translation>mit anderem Erkenner</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>auf dem Prozessor</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
</context>
<context>
    <name>TextMenu</name>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Read “%1”</source>
        <translation>Als „%1“ lesen</translation>
    </message>
    <message>
        <source>Keep “%1”</source>
        <translation>„%1“ behalten</translation>
    </message>
    <message>
        <source>“%1” is right</source>
        <translation>„%1“ stimmt</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation>Hier teilen</translation>
    </message>
    <message>
        <source>Join with the next</source>
        <translation>Mit dem nächsten verbinden</translation>
    </message>
    <message>
        <source>Move what is before to the previous</source>
        <translation>Was davor steht, zum vorigen</translation>
    </message>
    <message>
        <source>Move what is behind to the next</source>
        <translation>Was danach steht, zum nächsten</translation>
    </message>
    <message>
        <source>Insert a segment after this</source>
        <translation>Segment danach einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Restore what was recognised</source>
        <translation>Erkanntes wiederherstellen</translation>
    </message>
    <message>
        <source>Recognised: “%1”</source>
        <translation>Erkannt: „%1“</translation>
    </message>
</context>
<context>
    <name>TranscriptDocument</name>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>%1 from %2 on could not be recognised</source>
        <translation>Nicht erkannt ab %2: %1</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Erneut erkennen</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message>
        <source>Who says this: rename, or give it to somebody else</source>
        <translation type="vanished">Wer das sagt: umbenennen oder jemand anderem geben</translation>
    </message>
    <message>
        <source>Heard with %1 % certainty</source>
        <translation type="vanished">Mit %1 % Sicherheit gehört</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="vanished">Ausschneiden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="vanished">Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="vanished">Einfügen</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation type="vanished">Hier teilen</translation>
    </message>
    <message>
        <source>Join with the next</source>
        <translation type="vanished">Mit dem nächsten verbinden</translation>
    </message>
    <message>
        <source>Move what is before to the previous</source>
        <translation type="vanished">Was davor steht, zum vorigen</translation>
    </message>
    <message>
        <source>Move what is behind to the next</source>
        <translation type="vanished">Was danach steht, zum nächsten</translation>
    </message>
    <message>
        <source>Insert a segment after this</source>
        <translation type="vanished">Segment danach einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="vanished">Löschen</translation>
    </message>
    <message>
        <source>Recognised: “%1”</source>
        <translation type="vanished">Erkannt: „%1“</translation>
    </message>
    <message>
        <source>Restore what was recognised</source>
        <translation type="vanished">Erkanntes wiederherstellen</translation>
    </message>
    <message>
        <source>Name of the speaker</source>
        <translation type="vanished">Name des Sprechers</translation>
    </message>
</context>
<context>
    <name>Undoing</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
</context>
<context>
    <name>VideoPane</name>
    <message>
        <source>Picture of the film</source>
        <translation>Bild des Films</translation>
    </message>
    <message>
        <source>Show the picture in a window</source>
        <translation>Bild in einem Fenster zeigen</translation>
    </message>
    <message>
        <source>Picture in a window</source>
        <translation>Bild im Fenster</translation>
    </message>
    <message>
        <source>Put the picture back</source>
        <translation>Bild zurückholen</translation>
    </message>
</context>
<context>
    <name>VoiceSheet</name>
    <message>
        <source>Remember this voice</source>
        <translation>Diese Stimme merken</translation>
    </message>
    <message>
        <source>asked by mail on 3 May</source>
        <translation>am 3. Mai per Mail gefragt</translation>
    </message>
    <message>
        <source>Longtake will suggest this name in other recordings. Of the voice only its pattern is kept, never a sound, on this machine alone. The person has to agree to that.</source>
        <translation>Longtake schlägt diesen Namen in anderen Aufnahmen vor. Von der Stimme wird nur ihr Muster behalten, nie ein Ton, und nur auf diesem Rechner. Die Person muss dem zustimmen.</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>How they &amp;agreed:</source>
        <translation>&amp;Zustimmung:</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Merken</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>VoicesPage</name>
    <message>
        <source>Voices</source>
        <translation>Stimmen</translation>
    </message>
    <message>
        <source>People who agreed to be known again. Of a voice only its pattern is kept, never a sound, on this machine alone.</source>
        <translation>Menschen, die zugestimmt haben, wiedererkannt zu werden. Von einer Stimme bleibt nur ihr Muster, nie ein Ton, und nur auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>Vergessen…</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>%1 vergessen</translation>
    </message>
    <message>
        <source>%1 heard</source>
        <translation>%1 gehört</translation>
    </message>
    <message>
        <source>known since %1</source>
        <translation>bekannt seit %1</translation>
    </message>
    <message>
        <source>agreed: %1</source>
        <translation>Zustimmung: %1</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Nobody is known yet. Name a speaker in a transcript first.</source>
        <translation>Noch ist niemand bekannt. Benennen Sie erst einen Sprecher in einem Transkript.</translation>
    </message>
    <message>
        <source>Forget the voice of %1?</source>
        <translation>Die Stimme von %1 vergessen?</translation>
    </message>
    <message>
        <source>Names in transcripts stay. The voice itself cannot be brought back.</source>
        <translation>Namen in Transkripten bleiben. Die Stimme selbst lässt sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Import voices</source>
        <translation>Stimmen importieren</translation>
    </message>
    <message>
        <source>Export voices</source>
        <translation>Stimmen exportieren</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>noch etwa %n Minute</numerusform>
            <numerusform>noch etwa %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n Sekunde</numerusform>
            <numerusform>%n Sekunden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 × real time</source>
        <translation>%1 × Echtzeit</translation>
    </message>
    <message>
        <source>This recording is still to be transcribed.</source>
        <translation>Diese Aufnahme ist noch nicht transkribiert.</translation>
    </message>
    <message>
        <source>%1 % is done, and nothing of it is lost.</source>
        <translation>%1 % sind fertig, und nichts davon ist verloren.</translation>
    </message>
    <message>
        <source>%1, English</source>
        <translation>%1, Englisch</translation>
    </message>
    <message>
        <source>Heard by itself</source>
        <translation>Wird selbst erkannt</translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n Stunde</numerusform>
            <numerusform>%n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>the file is not saved as UTF-8</source>
        <translation>die Datei ist nicht als UTF-8 gespeichert</translation>
    </message>
    <message>
        <source>the table has no column “text”</source>
        <translation>die Tabelle hat keine Spalte „text“</translation>
    </message>
    <message>
        <source>there is no column “%1”; known are %2</source>
        <translation>eine Spalte „%1“ gibt es nicht; bekannt sind %2</translation>
    </message>
    <message>
        <source>there are more cells than headings</source>
        <translation>es gibt mehr Zellen als Überschriften</translation>
    </message>
    <message>
        <source>this is no table (%1)</source>
        <translation>das ist keine Tabelle (%1)</translation>
    </message>
    <message>
        <source>this is not valid TOML (%1)</source>
        <translation>das ist kein gültiges TOML (%1)</translation>
    </message>
    <message>
        <source>only tables named [[term]] are known</source>
        <translation>bekannt sind nur Tabellen namens [[term]]</translation>
    </message>
    <message>
        <source>a glossary has at most %1 terms</source>
        <translation>ein Glossar hat höchstens %1 Begriffe</translation>
    </message>
    <message>
        <source>a term needs a letter or a digit</source>
        <translation>ein Begriff braucht einen Buchstaben oder eine Ziffer</translation>
    </message>
    <message>
        <source>a term has no more than %1 words and %2 characters</source>
        <translation>ein Begriff hat höchstens %1 Wörter und %2 Zeichen</translation>
    </message>
    <message>
        <source>“%1” has to be text</source>
        <translation>„%1“ muss Text sein</translation>
    </message>
    <message>
        <source>there is an invisible character in “%1”</source>
        <translation>in „%1“ steht ein unsichtbares Zeichen</translation>
    </message>
    <message>
        <source>“%1” has to be a list</source>
        <translation>„%1“ muss eine Liste sein</translation>
    </message>
    <message>
        <source>“%1” is no weight</source>
        <translation>„%1“ ist kein Gewicht</translation>
    </message>
    <message>
        <source>a weight is above 0 and not above %1</source>
        <translation>ein Gewicht liegt über 0 und nicht über %1</translation>
    </message>
    <message>
        <source>“%1” is no language code such as en or pt-BR</source>
        <translation>„%1“ ist kein Sprachcode wie en oder pt-BR</translation>
    </message>
    <message>
        <source>the spans of time overlap</source>
        <translation>die Zeitspannen überschneiden sich</translation>
    </message>
    <message>
        <source>“%1” is no span of time such as 0:10:00-0:12:30</source>
        <translation>„%1“ ist keine Zeitspanne wie 0:10:00-0:12:30</translation>
    </message>
    <message>
        <source>the span “%1” ends before it begins</source>
        <translation>die Spanne „%1“ endet, bevor sie beginnt</translation>
    </message>
    <message>
        <source>“%1” is no time</source>
        <translation>„%1“ ist keine Zeitangabe</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation>Andere Datei wählen…</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen…</translation>
    </message>
    <message>
        <source>Use the processor</source>
        <translation>Prozessor verwenden</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Choose another model…</source>
        <translation>Anderes Modell wählen…</translation>
    </message>
    <message>
        <source>This did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
    <message>
        <source>What was done until then is kept, and it can be tried again.</source>
        <translation>Was bis dahin fertig war, bleibt erhalten, und es lässt sich erneut versuchen.</translation>
    </message>
    <message>
        <source>A setting cannot be used</source>
        <translation>Eine Einstellung passt nicht</translation>
    </message>
    <message>
        <source>One of the chosen options does not fit this recording or this machine.</source>
        <translation>Eine der gewählten Optionen passt nicht zu dieser Aufnahme oder zu diesem Rechner.</translation>
    </message>
    <message>
        <source>Open settings…</source>
        <translation>Einstellungen öffnen…</translation>
    </message>
    <message>
        <source>The transcript has changed meanwhile</source>
        <translation>Das Transkript hat sich inzwischen geändert</translation>
    </message>
    <message>
        <source>The change no longer fits the text and was not made.</source>
        <translation>Die Änderung passt nicht mehr zum Text und wurde nicht übernommen.</translation>
    </message>
    <message>
        <source>This recording cannot be used</source>
        <translation>Diese Aufnahme ist nicht verwendbar</translation>
    </message>
    <message>
        <source>There is something in the file that cannot be read.</source>
        <translation>In der Datei ist etwas, das sich nicht lesen lässt.</translation>
    </message>
    <message>
        <source>The recording is not where it was</source>
        <translation>Die Aufnahme ist nicht mehr an ihrem Ort</translation>
    </message>
    <message>
        <source>It was moved, renamed or deleted, or its disk is not connected. What is transcribed already is kept.</source>
        <translation>Sie wurde verschoben, umbenannt oder gelöscht, oder ihr Laufwerk ist nicht angeschlossen. Bereits Transkribiertes bleibt erhalten.</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>There is no sound to be found in this file</source>
        <translation>In dieser Datei ist kein Ton zu finden</translation>
    </message>
    <message>
        <source>It has no audio track, or it is damaged at its beginning.</source>
        <translation>Sie hat keine Tonspur oder ist am Anfang beschädigt.</translation>
    </message>
    <message>
        <source>The recording has changed</source>
        <translation>Die Aufnahme hat sich geändert</translation>
    </message>
    <message>
        <source>It is not the one that this transcript was begun with, so the two would not match.</source>
        <translation>Das Transkript wurde mit einer anderen begonnen, beide würden nicht zusammenpassen.</translation>
    </message>
    <message>
        <source>Transcribe anew</source>
        <translation>Neu transkribieren</translation>
    </message>
    <message>
        <source>This file holds no transcript</source>
        <translation>Diese Datei enthält kein Transkript</translation>
    </message>
    <message>
        <source>Longtake opens subtitles (SRT, VTT) and whisperX&apos;s JSON that hold words.</source>
        <translation>Longtake öffnet Untertitel (SRT, VTT) und JSON von whisperX, sofern Text darin steht.</translation>
    </message>
    <message>
        <source>This model cannot be used</source>
        <translation>Dieses Modell ist nicht verwendbar</translation>
    </message>
    <message>
        <source>The folder does not hold a model that Longtake can read.</source>
        <translation>Der Ordner enthält kein Modell, das Longtake lesen kann.</translation>
    </message>
    <message>
        <source>The model is not on this machine</source>
        <translation>Das Modell ist nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>It has to be downloaded once; after that no network is needed.</source>
        <translation>Es muss einmal geladen werden, danach ist kein Netz nötig.</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>The model is damaged</source>
        <translation>Das Modell ist beschädigt</translation>
    </message>
    <message>
        <source>Only its damaged files have to be downloaded again.</source>
        <translation>Nur die beschädigten Dateien müssen erneut geladen werden.</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>The graphics chip failed</source>
        <translation>Der Grafikchip ist ausgefallen</translation>
    </message>
    <message>
        <source>The processor does the same work, only more slowly.</source>
        <translation>Der Prozessor erledigt dieselbe Arbeit, nur langsamer.</translation>
    </message>
    <message>
        <source>This machine has no such graphics chip</source>
        <translation>Dieser Rechner hat keinen solchen Grafikchip</translation>
    </message>
    <message>
        <source>The graphics chip computed nonsense</source>
        <translation>Der Grafikchip hat Unsinn berechnet</translation>
    </message>
    <message>
        <source>Its results were thrown away. The processor can be trusted with the rest.</source>
        <translation>Seine Ergebnisse wurden verworfen. Den Rest kann der Prozessor übernehmen.</translation>
    </message>
    <message>
        <source>The graphics chip cannot run this model</source>
        <translation>Der Grafikchip kann dieses Modell nicht ausführen</translation>
    </message>
    <message>
        <source>Recognition crashed more than once</source>
        <translation>Die Erkennung ist mehrmals abgestürzt</translation>
    </message>
    <message>
        <source>All that was transcribed until then is kept.</source>
        <translation>Alles bis dahin Transkribierte bleibt erhalten.</translation>
    </message>
    <message>
        <source>Recognition stopped answering</source>
        <translation>Die Erkennung antwortet nicht mehr</translation>
    </message>
    <message>
        <source>The graphics chip is blocked</source>
        <translation>Der Grafikchip ist blockiert</translation>
    </message>
    <message>
        <source>It will not answer until this machine is started again. The processor can go on meanwhile.</source>
        <translation>Er antwortet erst nach einem Neustart des Rechners wieder. Der Prozessor kann inzwischen weitermachen.</translation>
    </message>
    <message>
        <source>There was not enough memory</source>
        <translation>Der Speicher hat nicht gereicht</translation>
    </message>
    <message>
        <source>A smaller model needs less; closing other programs helps too.</source>
        <translation>Ein kleineres Modell braucht weniger; auch andere Programme zu schließen hilft.</translation>
    </message>
    <message>
        <source>This transcript cannot be used</source>
        <translation>Dieses Transkript ist nicht verwendbar</translation>
    </message>
    <message>
        <source>The file was left as it is.</source>
        <translation>Die Datei wurde nicht angerührt.</translation>
    </message>
    <message>
        <source>The transcript is not where it was</source>
        <translation>Das Transkript ist nicht mehr an seinem Ort</translation>
    </message>
    <message>
        <source>Its file was moved or deleted.</source>
        <translation>Seine Datei wurde verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>The transcript&apos;s file is damaged</source>
        <translation>Die Datei des Transkripts ist beschädigt</translation>
    </message>
    <message>
        <source>It was left as it is, for a copy or a repair.</source>
        <translation>Die Datei wurde nicht angerührt, für eine Kopie oder eine Reparatur.</translation>
    </message>
    <message>
        <source>The transcript is in use elsewhere</source>
        <translation>Das Transkript wird anderswo benutzt</translation>
    </message>
    <message>
        <source>Another Longtake is at work on it.</source>
        <translation>Ein anderes Longtake arbeitet daran.</translation>
    </message>
    <message>
        <source>The transcript comes from a newer Longtake</source>
        <translation>Das Transkript stammt von einem neueren Longtake</translation>
    </message>
    <message>
        <source>This version would not understand all of it. Update Longtake.</source>
        <translation>Diese Version würde nicht alles davon verstehen. Aktualisieren Sie Longtake.</translation>
    </message>
    <message>
        <source>The results cannot be written</source>
        <translation>Die Ergebnisse lassen sich nicht schreiben</translation>
    </message>
    <message>
        <source>The transcript itself is safe; only the files are missing.</source>
        <translation>Das Transkript selbst ist sicher, nur die Dateien fehlen.</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>Das Laufwerk ist voll</translation>
    </message>
    <message>
        <source>Free some space, then go on: what is done is kept.</source>
        <translation>Schaffen Sie Platz und machen Sie weiter: was fertig ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Nothing may be written there</source>
        <translation>Dort darf nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The folder is protected, or its disk is not connected.</source>
        <translation>Der Ordner ist geschützt, oder sein Laufwerk ist nicht angeschlossen.</translation>
    </message>
    <message>
        <source>There is a file of this name already</source>
        <translation>Eine Datei dieses Namens gibt es schon</translation>
    </message>
    <message>
        <source>It was not replaced.</source>
        <translation>Sie wurde nicht ersetzt.</translation>
    </message>
    <message>
        <source>Longtake made a mistake</source>
        <translation>Longtake hat einen Fehler gemacht</translation>
    </message>
    <message>
        <source>This should not happen. What is done is kept; the details help to mend it.</source>
        <translation>Das sollte nicht vorkommen. Was fertig ist, bleibt erhalten; die Details helfen, es zu beheben.</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>&amp;Text</source>
        <translation type="vanished">&amp;Text</translation>
    </message>
    <message>
        <source>&amp;Transcript</source>
        <translation>T&amp;ranskript</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Speakers</source>
        <translation>&amp;Sprecher</translation>
    </message>
    <message>
        <source>The voices are %1 % alike.</source>
        <translation>Die Stimmen ähneln sich zu %1 %.</translation>
    </message>
</context>
<context>
    <name>_Canvas</name>
    <message>
        <source>Timeline</source>
        <translation type="vanished">Zeitleiste</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation type="vanished">1 Sekunde vor</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation type="vanished">1 Sekunde zurück</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation type="vanished">5 Sekunden vor</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation type="vanished">5 Sekunden zurück</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation type="vanished">Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="vanished">Zum Ende</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation type="vanished">Näher heran</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation type="vanished">Weiter weg</translation>
    </message>
    <message>
        <source>Segment begins earlier</source>
        <translation type="vanished">Segment beginnt früher</translation>
    </message>
    <message>
        <source>Segment begins later</source>
        <translation type="vanished">Segment beginnt später</translation>
    </message>
    <message>
        <source>Segment ends earlier</source>
        <translation type="vanished">Segment endet früher</translation>
    </message>
    <message>
        <source>Segment ends later</source>
        <translation type="vanished">Segment endet später</translation>
    </message>
    <message>
        <source>Let go of what is dragged</source>
        <translation type="vanished">Gezogenes loslassen</translation>
    </message>
</context>
<context>
    <name>_SpeakerDelegate</name>
    <message>
        <source>Name of %1</source>
        <translation>Name von %1</translation>
    </message>
</context>
</TS>
