<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru">
<context>
    <name>Wording</name>
    <message>
        <source>less than a minute left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 × real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heard by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This did not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done until then is kept, and it can be tried again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A setting cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the chosen options does not fit this recording or this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transcript has changed meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change no longer fits the text and was not made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This recording cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is something in the file that cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording is not where it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was moved, renamed or deleted, or its disk is not connected. What is transcribed already is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no sound to be found in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no audio track, or it is damaged at its beginning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording has changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not the one that this transcript was begun with, so the two would not match.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transcribe anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder does not hold a model that Longtake can read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is not on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has to be downloaded once; after that no network is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only its damaged files have to be downloaded again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics chip failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor does the same work, only more slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine has no such graphics chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics chip computed nonsense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its results were thrown away. The processor can be trusted with the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics chip cannot run this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recognition crashed more than once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that was transcribed until then is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recognition stopped answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics chip is blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It will not answer until this machine is started again. The processor can go on meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A smaller model needs less; closing other programs helps too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This transcript cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was left as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transcript is not where it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its file was moved or deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transcript&apos;s file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was left as it is, for a copy or a repair.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transcript is in use elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another Longtake is at work on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transcript comes from a newer Longtake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This version would not understand all of it. Update Longtake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The results cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transcript itself is safe; only the files are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space, then go on: what is done is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing may be written there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder is protected, or its disk is not connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a file of this name already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longtake made a mistake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This should not happen. What is done is kept; the details help to mend it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
