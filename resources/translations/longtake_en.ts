<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>Application</name>
    <message numerus="yes">
        <source>%n recording(s) have arrived</source>
        <translation>
            <numerusform>%n recording has arrived</numerusform>
            <numerusform>%n recordings have arrived</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation>
            <numerusform>%n recording was not finished</numerusform>
            <numerusform>%n recordings were not finished</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EditTitles</name>
    <message numerus="yes">
        <source>delete %n segment(s)</source>
        <translation>
            <numerusform>delete %n segment</numerusform>
            <numerusform>delete %n segments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EditorPage</name>
    <message numerus="yes">
        <source>%n part(s) were recognised anew</source>
        <translation>
            <numerusform>%n part was recognised anew</numerusform>
            <numerusform>%n parts were recognised anew</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GlossaryPage</name>
    <message numerus="yes">
        <source>%n term(s)</source>
        <translation>
            <numerusform>%n term</numerusform>
            <numerusform>%n terms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobActs</name>
    <message numerus="yes">
        <source>Begin anew with %n recording(s)?</source>
        <translation>
            <numerusform>Begin anew with %n recording?</numerusform>
            <numerusform>Begin anew with %n recordings?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message numerus="yes">
        <source>%n part(s) could not be recognised</source>
        <translation>
            <numerusform>%n part could not be recognised</numerusform>
            <numerusform>%n parts could not be recognised</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NewJobDialog</name>
    <message numerus="yes">
        <source>%n recording(s)</source>
        <translation>
            <numerusform>%n recording</numerusform>
            <numerusform>%n recordings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be used</source>
        <translation>
            <numerusform>%n of them cannot be used</numerusform>
            <numerusform>%n of them cannot be used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n audio track(s)</source>
        <translation>
            <numerusform>%n audio track</numerusform>
            <numerusform>%n audio tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Realigning</name>
    <message numerus="yes">
        <source>%n segment(s) were changed in the meantime</source>
        <translation>
            <numerusform>%n segment was changed in the meantime</numerusform>
            <numerusform>%n segments were changed in the meantime</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) could not be aligned</source>
        <translation>
            <numerusform>%n segment could not be aligned</numerusform>
            <numerusform>%n segments could not be aligned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Aligning %n segment(s)</source>
        <translation>
            <numerusform>Aligning %n segment</numerusform>
            <numerusform>Aligning %n segments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n place</numerusform>
            <numerusform>%n places</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>Show %n more</numerusform>
            <numerusform>Show %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message numerus="yes">
        <source>Found in %n title(s)</source>
        <translation>
            <numerusform>Found in %n title</numerusform>
            <numerusform>Found in %n titles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n place</numerusform>
            <numerusform>%n places</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n transcript(s)</source>
        <translation>
            <numerusform>in %n transcript</numerusform>
            <numerusform>in %n transcripts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message numerus="yes">
        <source>%n part(s) missing</source>
        <translation>
            <numerusform>%n part missing</numerusform>
            <numerusform>%n parts missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeakersPanel</name>
    <message numerus="yes">
        <source>%n segment(s) selected: %1 to %2, or %3 for nobody</source>
        <translation>
            <numerusform>%n segment selected: %1 to %2, or %3 for nobody</numerusform>
            <numerusform>%n segments selected: %1 to %2, or %3 for nobody</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SuggestionCard</name>
    <message numerus="yes">
        <source>%n more suggestion(s)</source>
        <translation>
            <numerusform>%n more suggestion</numerusform>
            <numerusform>%n more suggestions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
</TS>
