<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru">
<context>
    <name>Announcer</name>
    <message>
        <source>%1, selected</source>
        <translation>%1, выделено</translation>
    </message>
    <message>
        <source>space</source>
        <translation>пробел</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>Nothing there can be transcribed</source>
        <translation type="vanished">Здесь нечего расшифровывать</translation>
    </message>
    <message>
        <source>Recordings and films can, and folders with them.</source>
        <translation type="vanished">Подойдут записи и фильмы, а также папки с ними.</translation>
    </message>
    <message>
        <source>Where is %1?</source>
        <translation type="vanished">Где находится %1?</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="vanished">Продолжить</translation>
    </message>
    <message>
        <source>“%1” is no longer in the list</source>
        <translation type="vanished">«%1» больше нет в списке</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="vanished">Вернуть</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="vanished">Скопировать подробности</translation>
    </message>
    <message>
        <source>Recordings and films can; transcripts and subtitles can be edited.</source>
        <translation type="vanished">Подойдут записи и фильмы; готовые расшифровки и субтитры можно править.</translation>
    </message>
    <message>
        <source>“%1” cannot be opened</source>
        <translation type="vanished">Не удалось открыть «%1»</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation type="vanished">Продолжить все</translation>
    </message>
    <message>
        <source>“%1” has arrived</source>
        <translation type="vanished">Появилась запись «%1»</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) have arrived</source>
        <translation type="vanished">
            <numerusform>Появилась %n запись</numerusform>
            <numerusform>Появились %n записи</numerusform>
            <numerusform>Появилось %n записей</numerusform>
        </translation>
    </message>
    <message>
        <source>What comes into the watched folder is transcribed.</source>
        <translation type="vanished">Всё, что появляется в наблюдаемой папке, расшифровывается.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="vanished">Повторить</translation>
    </message>
    <message>
        <source>The voice of %1 will be known again</source>
        <translation type="vanished">Голос %1 будет узнаваться</translation>
    </message>
    <message>
        <source>Preferences show whom Longtake knows.</source>
        <translation type="vanished">Кого знает Longtake, видно в настройках.</translation>
    </message>
    <message>
        <source>The voice of %1 could not be remembered</source>
        <translation type="vanished">Не удалось запомнить голос %1</translation>
    </message>
    <message>
        <source>It takes some seconds in which nobody else talks, and speakers told apart.</source>
        <translation type="vanished">Нужно несколько секунд, когда больше никто не говорит, и разделение по говорящим.</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation type="vanished">
            <numerusform>%n запись не закончена</numerusform>
            <numerusform>%n записи не закончены</numerusform>
            <numerusform>%n записей не закончено</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” is %2 % done. Nothing that was done is lost.</source>
        <translation type="vanished">«%1» готово на %2 %. Из сделанного ничего не потеряно.</translation>
    </message>
</context>
<context>
    <name>BlankPage</name>
    <message>
        <source>Choose files…</source>
        <translation>Выбрать файлы…</translation>
    </message>
    <message>
        <source>Search for something else</source>
        <translation>Искать другое</translation>
    </message>
    <message>
        <source>Reading the transcripts</source>
        <translation>Расшифровки читаются</translation>
    </message>
    <message>
        <source>What is found appears here by itself.</source>
        <translation>Найденное появится здесь само.</translation>
    </message>
    <message>
        <source>Search all that was said</source>
        <translation>Поиск по всему сказанному</translation>
    </message>
    <message>
        <source>Words may come in any order; “in quotes” they belong together.</source>
        <translation>Порядок слов не важен; слова «в кавычках» стоят рядом.</translation>
    </message>
    <message>
        <source>There are no transcripts yet</source>
        <translation>Расшифровок ещё нет</translation>
    </message>
    <message>
        <source>Whatever is transcribed can be searched here.</source>
        <translation>Здесь можно будет искать во всём, что распознано.</translation>
    </message>
    <message>
        <source>Nobody says “%1”</source>
        <translation>Никто не говорит «%1»</translation>
    </message>
    <message>
        <source>Fewer or shorter words find more.</source>
        <translation>Чем меньше и короче слова, тем больше найдётся.</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Timeline</source>
        <translation>Лента времени</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>Вперёд на 1 секунду</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>Назад на 1 секунду</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>Вперёд на 5 секунд</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>Назад на 5 секунд</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>К началу</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>К концу</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation>Крупнее</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>Мельче</translation>
    </message>
    <message>
        <source>Segment begins earlier</source>
        <translation>Фраза начинается раньше</translation>
    </message>
    <message>
        <source>Segment begins later</source>
        <translation>Фраза начинается позже</translation>
    </message>
    <message>
        <source>Segment ends earlier</source>
        <translation>Фраза заканчивается раньше</translation>
    </message>
    <message>
        <source>Segment ends later</source>
        <translation>Фраза заканчивается позже</translation>
    </message>
    <message>
        <source>Let go of what is dragged</source>
        <translation>Отпустить то, что перетаскивается</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Close this message</source>
        <translation>Закрыть сообщение</translation>
    </message>
</context>
<context>
    <name>ChunkStrip</name>
    <message>
        <source>Parts of the recording</source>
        <translation>Части записи</translation>
    </message>
    <message>
        <source>Try %1: %2</source>
        <translation>Попытка %1: %2</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Ждёт</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>В работе</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Done earlier</source>
        <translation>Готово раньше</translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>Повторено</translation>
    </message>
    <message>
        <source>Could not be recognised</source>
        <translation>Не удалось распознать</translation>
    </message>
    <message>
        <source>%1 of %2 parts done</source>
        <translation>готово частей: %1 из %2</translation>
    </message>
</context>
<context>
    <name>DevicePage</name>
    <message>
        <source>Device and memory</source>
        <translation>Устройство и память</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Вычисления</translation>
    </message>
    <message>
        <source>One per core</source>
        <translation>По одному на ядро</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>Автоматически</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>Вычислять на</translation>
    </message>
    <message>
        <source>By itself, Longtake takes the fastest that computes without faults.</source>
        <translation>Автоматически Longtake берёт самое быстрое из того, что считает без ошибок.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Потоки процессора</translation>
    </message>
    <message>
        <source>Windows at a time</source>
        <translation>Окон одновременно</translation>
    </message>
    <message>
        <source>More is faster and needs more memory. A window is 30 seconds of sound.</source>
        <translation>Чем больше, тем быстрее и тем больше нужно памяти. Окно — 30 секунд звука.</translation>
    </message>
    <message>
        <source>Chosen by itself</source>
        <translation>Выбирается само</translation>
    </message>
    <message>
        <source>Graphics chip (Metal)</source>
        <translation>Графический чип (Metal)</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>Видеокарта (CUDA)</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Процессор</translation>
    </message>
    <message>
        <source>While a job runs</source>
        <translation>Пока идёт задание</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Никогда</translation>
    </message>
    <message>
        <source>Keep the machine awake</source>
        <translation>Не давать компьютеру уснуть</translation>
    </message>
    <message>
        <source>Pause when the battery is below</source>
        <translation>Пауза, если заряд ниже</translation>
    </message>
    <message>
        <source>The job goes on when the machine is charging again.</source>
        <translation>Задание продолжится, когда компьютер снова заряжается.</translation>
    </message>
    <message>
        <source>Pause when memory is used above</source>
        <translation>Пауза, если память занята более</translation>
    </message>
    <message>
        <source>Other programs get the chance to finish first.</source>
        <translation>Другие программы успеют закончить.</translation>
    </message>
</context>
<context>
    <name>DropPage</name>
    <message>
        <source>Drop a recording or a film here</source>
        <translation>Перетащите сюда запись или фильм</translation>
    </message>
    <message>
        <source>It becomes text on this computer, and stays on it.</source>
        <translation>Она станет текстом на этом компьютере и никуда с него не уйдёт.</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Выбрать файлы…</translation>
    </message>
    <message>
        <source>Try the sample recording</source>
        <translation>Попробовать на примере</translation>
    </message>
</context>
<context>
    <name>EditTitles</name>
    <message>
        <source>rename %1 to %2</source>
        <translation>переименование %1 в %2</translation>
    </message>
    <message>
        <source>rename to %1</source>
        <translation>переименование в %1</translation>
    </message>
    <message>
        <source>remove name</source>
        <translation>удаление имени</translation>
    </message>
    <message>
        <source>%1 is not %2</source>
        <translation>%1 — это не %2</translation>
    </message>
    <message>
        <source>merge into %1</source>
        <translation>объединение с %1</translation>
    </message>
    <message>
        <source>add %1</source>
        <translation>добавление %1</translation>
    </message>
    <message>
        <source>split %1</source>
        <translation>разделение %1</translation>
    </message>
    <message>
        <source>give to %1</source>
        <translation>отдать %1</translation>
    </message>
    <message>
        <source>give turn to %1</source>
        <translation>отдать реплику %1</translation>
    </message>
    <message>
        <source>give all from here to %1</source>
        <translation>всё отсюда отдать %1</translation>
    </message>
    <message>
        <source>give words to %1</source>
        <translation>отдать слова %1</translation>
    </message>
    <message>
        <source>typing</source>
        <translation>ввод</translation>
    </message>
    <message>
        <source>replace “%1” by “%2”</source>
        <translation>замена «%1» на «%2»</translation>
    </message>
    <message>
        <source>settle on “%1”</source>
        <translation>выбор «%1»</translation>
    </message>
    <message>
        <source>split</source>
        <translation>разделение</translation>
    </message>
    <message>
        <source>join</source>
        <translation>соединение</translation>
    </message>
    <message>
        <source>move boundary</source>
        <translation>сдвиг границы</translation>
    </message>
    <message>
        <source>change times</source>
        <translation>изменение времени</translation>
    </message>
    <message>
        <source>align again</source>
        <translation>выровнять заново</translation>
    </message>
    <message>
        <source>run part again</source>
        <translation>распознать часть заново</translation>
    </message>
    <message>
        <source>use new text</source>
        <translation>взять новый текст</translation>
    </message>
    <message>
        <source>keep my text</source>
        <translation>оставить мой текст</translation>
    </message>
    <message>
        <source>insert segment</source>
        <translation>вставка фразы</translation>
    </message>
    <message>
        <source>restore original</source>
        <translation>возврат распознанного</translation>
    </message>
    <message numerus="yes">
        <source>delete %n segment(s)</source>
        <translation>
            <numerusform>удаление %n фразы</numerusform>
            <numerusform>удаление %n фраз</numerusform>
            <numerusform>удаление %n фраз</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EditorPage</name>
    <message>
        <source>Jump to playing</source>
        <translation>К звучащему месту</translation>
    </message>
    <message>
        <source>Restore to</source>
        <translation>Вернуть к</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Найти…</translation>
    </message>
    <message>
        <source>Find and replace…</source>
        <translation>Найти и заменить…</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Найти далее</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Найти ранее</translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="vanished">Проверка</translation>
    </message>
    <message>
        <source>Next doubtful word</source>
        <translation>Следующее сомнительное слово</translation>
    </message>
    <message>
        <source>Previous doubtful word</source>
        <translation>Предыдущее сомнительное слово</translation>
    </message>
    <message>
        <source>Mark doubtful words</source>
        <translation>Отмечать сомнительные слова</translation>
    </message>
    <message>
        <source>Compare with what was recognised</source>
        <translation>Сравнить с распознанным</translation>
    </message>
    <message>
        <source>Rename speaker…</source>
        <translation>Переименовать говорящего…</translation>
    </message>
    <message>
        <source>Delete segment</source>
        <translation>Удалить фразу</translation>
    </message>
    <message>
        <source>Speakers</source>
        <translation>Говорящие</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>Провер&amp;ка</translation>
    </message>
    <message>
        <source>What was recognised</source>
        <translation>Распознанное</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) were recognised anew</source>
        <translation>
            <numerusform>%n часть распознана заново</numerusform>
            <numerusform>%n части распознаны заново</numerusform>
            <numerusform>%n частей распознано заново</numerusform>
        </translation>
    </message>
    <message>
        <source>What you corrected there still stands.</source>
        <translation>Ваши исправления в этом месте остались.</translation>
    </message>
    <message>
        <source>What you corrected there still stands. The new text begins: “%1”</source>
        <translation type="vanished">Ваши исправления там остались. Новый текст начинается так: «%1»</translation>
    </message>
    <message>
        <source>Use the new text</source>
        <translation>Взять новый текст</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Your text still stands. Heard now: “%1”</source>
        <translation>Ваш текст пока остаётся. Теперь слышно: «%1»</translation>
    </message>
    <message>
        <source>Keep my text</source>
        <translation>Оставить мой текст</translation>
    </message>
    <message>
        <source>This transcript can be read but not changed</source>
        <translation>Эту расшифровку можно читать, но нельзя менять</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Экспортировать</translation>
    </message>
    <message>
        <source>“%1” is there already.</source>
        <translation>«%1» уже есть.</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Оставить оба</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Заменить</translation>
    </message>
    <message>
        <source>The text is in the clipboard.</source>
        <translation>Текст в буфере обмена.</translation>
    </message>
    <message>
        <source>Folder for the file</source>
        <translation>Папка для файла</translation>
    </message>
    <message>
        <source>Names of speakers</source>
        <translation>Имена говорящих</translation>
    </message>
    <message>
        <source>Notes where something was not recognised</source>
        <translation>Пометки там, где не распознано</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Формат:</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Просмотр</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Выбрать…</translation>
    </message>
    <message>
        <source>Choose the folder for the file</source>
        <translation>Выбрать папку для файла</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Скопировать как текст</translation>
    </message>
</context>
<context>
    <name>FileHandle</name>
    <message>
        <source>Drag the file to a folder or another program</source>
        <translation>Перетащите файл в папку или другую программу</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find</source>
        <translation>Найти</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>Заменить на</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>С учётом регистра</translation>
    </message>
    <message>
        <source>Whole words only</source>
        <translation>Только слова целиком</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>Регулярное выражение</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Заменить</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Заменить все</translation>
    </message>
    <message>
        <source>Replace all and add to glossary</source>
        <translation>Заменить все и внести в глоссарий</translation>
    </message>
    <message>
        <source>This is no regular expression</source>
        <translation>Это не регулярное выражение</translation>
    </message>
    <message>
        <source>Replace all %1</source>
        <translation>Заменить все %1</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Не найдено</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>Everyone</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>Whose words</source>
        <translation>Чьи слова</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Далее</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>FolderChoice</name>
    <message>
        <source>Choose…</source>
        <translation>Выбрать…</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>General</source>
        <translation>Основные</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>Интерфейс</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлое</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмное</translation>
    </message>
    <message>
        <source>Takes effect when Longtake starts the next time.</source>
        <translation type="vanished">Изменится при следующем запуске Longtake.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Оформление</translation>
    </message>
    <message>
        <source>Reduce movement</source>
        <translation>Меньше движения</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Расшифровка</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Размер текста</translation>
    </message>
    <message>
        <source>And then, after a long silence, she said that she would come.</source>
        <translation>И тогда, после долгого молчания, она сказала, что придёт.</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Задания</translation>
    </message>
    <message>
        <source>Choose the folder to watch</source>
        <translation>Выбрать папку для наблюдения</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Resume interrupted jobs</source>
        <translation>Продолжать прерванные задания</translation>
    </message>
    <message>
        <source>When Longtake starts, it goes on by itself where a job was cut short.</source>
        <translation>При запуске Longtake сам продолжает с того места, где задание оборвалось.</translation>
    </message>
    <message>
        <source>Notify me when a job ends</source>
        <translation>Сообщать, когда задание закончено</translation>
    </message>
    <message>
        <source>Watch a folder</source>
        <translation>Следить за папкой</translation>
    </message>
    <message>
        <source>New recordings in it are transcribed as the last one was.</source>
        <translation>Новые записи в ней расшифровываются так же, как последняя.</translation>
    </message>
</context>
<context>
    <name>GlossaryAdding</name>
    <message>
        <source>“%1” cannot be in the glossary</source>
        <translation>«%1» нельзя внести в глоссарий</translation>
    </message>
    <message>
        <source>A term has a letter or a digit, and a few words at most.</source>
        <translation>В термине должна быть буква или цифра, и слов в нём немного.</translation>
    </message>
    <message>
        <source>“%1” is in the glossary already</source>
        <translation>«%1» уже есть в глоссарии</translation>
    </message>
    <message>
        <source>The preferences show all its terms.</source>
        <translation>Все термины — в настройках.</translation>
    </message>
    <message>
        <source>“%1” is in the glossary now</source>
        <translation>«%1» теперь в глоссарии</translation>
    </message>
    <message>
        <source>The next recordings will look out for it.</source>
        <translation>В следующих записях это слово будет ожидаться.</translation>
    </message>
    <message>
        <source>The next recordings will look out for what sounds like “%1”.</source>
        <translation>В следующих записях будет учтено всё, что звучит как «%1».</translation>
    </message>
</context>
<context>
    <name>GlossaryPage</name>
    <message>
        <source>Glossary</source>
        <translation>Глоссарий</translation>
    </message>
    <message>
        <source>Names and words that Longtake is to expect, and how they may sound.</source>
        <translation>Имена и слова, которых стоит ожидать, и как они могут звучать.</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Записано в %1</translation>
    </message>
    <message numerus="yes">
        <source>%n term(s)</source>
        <translation>
            <numerusform>%n слово</numerusform>
            <numerusform>%n слова</numerusform>
            <numerusform>%n слов</numerusform>
        </translation>
    </message>
    <message>
        <source>Row %1: %2</source>
        <translation>Строка %1: %2</translation>
    </message>
    <message>
        <source>It is not used until this is mended.</source>
        <translation>Пока это не исправлено, глоссарий не используется.</translation>
    </message>
    <message>
        <source>This file cannot be read as a glossary.</source>
        <translation type="vanished">Этот файл не читается как глоссарий.</translation>
    </message>
    <message>
        <source>“%1” cannot be read as a glossary.</source>
        <translation>«%1» не читается как глоссарий.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Ещё</translation>
    </message>
    <message>
        <source>More about this glossary</source>
        <translation>Ещё об этом глоссарии</translation>
    </message>
    <message>
        <source>New glossary…</source>
        <translation>Новый глоссарий…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Импорт…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Экспорт…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Слова глоссария</translation>
    </message>
    <message>
        <source>Add a term</source>
        <translation>Добавить слово</translation>
    </message>
    <message>
        <source>Remove the selected terms</source>
        <translation>Удалить выделенные слова</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>There is no glossary yet.</source>
        <translation>Глоссария пока нет.</translation>
    </message>
    <message>
        <source>New glossary</source>
        <translation>Новый глоссарий</translation>
    </message>
    <message>
        <source>Its name:</source>
        <translation>Название:</translation>
    </message>
    <message>
        <source>Import a glossary</source>
        <translation>Импорт глоссария</translation>
    </message>
    <message>
        <source>Export the glossary</source>
        <translation>Экспорт глоссария</translation>
    </message>
    <message>
        <source>Glossaries</source>
        <translation>Глоссарии</translation>
    </message>
    <message>
        <source>Stop using “%1”?</source>
        <translation>Больше не использовать «%1»?</translation>
    </message>
    <message>
        <source>Its file stays in the folder of glossaries, renamed.</source>
        <translation>Его файл останется в папке глоссариев под другим именем.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
</context>
<context>
    <name>GlossaryTableModel</name>
    <message>
        <source>This term is there already</source>
        <translation>Такое слово уже есть</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Слово</translation>
    </message>
    <message>
        <source>Sounds like</source>
        <translation>Звучит как</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Вес</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>From – to</source>
        <translation>С – по</translation>
    </message>
    <message>
        <source>As it is to be written</source>
        <translation>Как это писать</translation>
    </message>
    <message>
        <source>How it may sound, where the spelling does not tell; with | between several</source>
        <translation>Как это может звучать, если по написанию не понять; несколько через |</translation>
    </message>
    <message>
        <source>Name, place, product: for you alone</source>
        <translation>Имя, место, товар: только для вас</translation>
    </message>
    <message>
        <source>More than 1 makes it likelier than others</source>
        <translation>Больше 1 делает вероятнее других</translation>
    </message>
    <message>
        <source>A code such as en or ru; expected in every language without one</source>
        <translation>Код, например en или ru; без него ожидается в любом языке</translation>
    </message>
    <message>
        <source>Where in the film it occurs, such as 0:10:00-0:12:30</source>
        <translation>Где в фильме встречается, например 0:10:00-0:12:30</translation>
    </message>
</context>
<context>
    <name>Herald</name>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>“%1” cannot be opened</source>
        <translation>Не удалось открыть «%1»</translation>
    </message>
    <message>
        <source>Nothing there can be transcribed</source>
        <translation>Здесь нечего расшифровывать</translation>
    </message>
    <message>
        <source>Recordings and films can; transcripts and subtitles can be edited.</source>
        <translation>Подойдут записи и фильмы; готовые расшифровки и субтитры можно править.</translation>
    </message>
    <message>
        <source>“%1” is no longer in the list</source>
        <translation>«%1» больше нет в списке</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>“%1” has arrived</source>
        <translation>Появилась запись «%1»</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) have arrived</source>
        <translation>
            <numerusform>Появилась %n запись</numerusform>
            <numerusform>Появились %n записи</numerusform>
            <numerusform>Появилось %n записей</numerusform>
        </translation>
    </message>
    <message>
        <source>What comes into the watched folder is transcribed.</source>
        <translation>Всё, что появляется в наблюдаемой папке, расшифровывается.</translation>
    </message>
    <message>
        <source>The voice of %1 will be known again</source>
        <translation>Голос %1 будет узнаваться</translation>
    </message>
    <message>
        <source>Preferences show whom Longtake knows.</source>
        <translation>Кого знает Longtake, видно в настройках.</translation>
    </message>
    <message>
        <source>The voice of %1 could not be remembered</source>
        <translation>Не удалось запомнить голос %1</translation>
    </message>
    <message>
        <source>It takes some seconds in which nobody else talks, and speakers told apart.</source>
        <translation>Нужно несколько секунд, когда больше никто не говорит, и разделение по говорящим.</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s) were not finished</source>
        <translation>
            <numerusform>%n запись не закончена</numerusform>
            <numerusform>%n записи не закончены</numerusform>
            <numerusform>%n записей не закончено</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” is %2 % done. Nothing that was done is lost.</source>
        <translation>«%1» готово на %2 %. Из сделанного ничего не потеряно.</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Продолжить все</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Скопировать подробности</translation>
    </message>
</context>
<context>
    <name>JobActs</name>
    <message numerus="yes">
        <source>Begin anew with %n recording(s)?</source>
        <translation>
            <numerusform>Начать заново %n запись?</numerusform>
            <numerusform>Начать заново %n записи?</numerusform>
            <numerusform>Начать заново %n записей?</numerusform>
        </translation>
    </message>
    <message>
        <source>The text so far is replaced. What you changed in it can be redone afterwards.</source>
        <translation>Прежний текст будет заменён. Ваши правки можно будет вернуть.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Начать заново</translation>
    </message>
    <message>
        <source>Where to write</source>
        <translation>Куда сохранять</translation>
    </message>
    <message>
        <source>Where is %1?</source>
        <translation>Где находится %1?</translation>
    </message>
    <message>
        <source>Which recording is this the text of?</source>
        <translation>Какой записи этот текст?</translation>
    </message>
</context>
<context>
    <name>JobDetails</name>
    <message>
        <source>Details</source>
        <translation>Подробности</translation>
    </message>
    <message>
        <source>Imported from</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Длина</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Слова</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Части</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Модель</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Устройство</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Документ</translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Скорость</translation>
    </message>
    <message>
        <source>Fetching the model: %1 of %2</source>
        <translation>Загрузка модели: %1 из %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Скопировать подробности</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) could not be recognised</source>
        <translation>
            <numerusform>Не удалось распознать %n часть</numerusform>
            <numerusform>Не удалось распознать %n части</numerusform>
            <numerusform>Не удалось распознать %n частей</numerusform>
        </translation>
    </message>
    <message>
        <source>What is done so far is kept.</source>
        <translation>Сделанное до сих пор сохранено.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>The first text appears here soon.</source>
        <translation>Скоро здесь появится первый текст.</translation>
    </message>
    <message>
        <source>It begins when the jobs before it are done.</source>
        <translation>Начнётся, когда закончатся задания перед ним.</translation>
    </message>
    <message>
        <source>No words were heard in this recording.</source>
        <translation>В этой записи не слышно слов.</translation>
    </message>
</context>
<context>
    <name>JobsView</name>
    <message>
        <source>Jobs and transcripts</source>
        <translation>Задания и расшифровки</translation>
    </message>
    <message>
        <source>Transcripts</source>
        <translation>Расшифровки</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>В работе</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Typing</source>
        <translation>Ввод текста</translation>
    </message>
    <message>
        <source>Split the segment here</source>
        <translation>Разделить фразу здесь</translation>
    </message>
    <message>
        <source>At the start: join with the segment before</source>
        <translation>В начале: присоединить к предыдущей фразе</translation>
    </message>
    <message>
        <source>Insert a segment after this</source>
        <translation>Вставить фразу после этой</translation>
    </message>
    <message>
        <source>Move what is before to the previous</source>
        <translation>Перенести начало в предыдущую</translation>
    </message>
    <message>
        <source>Move what is behind to the next</source>
        <translation>Перенести конец в следующую</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Tools</source>
        <translation type="vanished">Инструменты</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="vanished">&amp;Файл</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="vanished">&amp;Открыть…</translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation type="vanished">Открыть &amp;папку…</translation>
    </message>
    <message>
        <source>Sample &amp;Recording</source>
        <translation type="vanished">П&amp;ример записи</translation>
    </message>
    <message>
        <source>&amp;Show in Folder</source>
        <translation type="vanished">По&amp;казать в папке</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="vanished">&amp;Экспорт…</translation>
    </message>
    <message>
        <source>Copy Whole &amp;Text</source>
        <translation type="vanished">Скопировать весь &amp;текст</translation>
    </message>
    <message>
        <source>&amp;Close Window</source>
        <translation type="vanished">&amp;Закрыть окно</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="vanished">&amp;Выход</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="vanished">&amp;Правка</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="vanished">&amp;Вернуть</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="vanished">&amp;Повторить</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="vanished">&amp;Скопировать</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation type="vanished">Выделить в&amp;сё</translation>
    </message>
    <message>
        <source>&amp;Search All Transcripts…</source>
        <translation type="vanished">П&amp;оиск по всем расшифровкам…</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation type="vanished">&amp;Настройки…</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <translation type="vanished">&amp;Задание</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="vanished">&amp;Пауза</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation type="vanished">П&amp;родолжить</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="vanished">&amp;Остановить</translation>
    </message>
    <message>
        <source>Begin &amp;Anew…</source>
        <translation type="vanished">Начать &amp;заново…</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation type="vanished">Переместить в&amp;ыше</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation type="vanished">Переместить &amp;ниже</translation>
    </message>
    <message>
        <source>Re&amp;move from List</source>
        <translation type="vanished">&amp;Убрать из списка</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="vanished">&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Sidebar</source>
        <translation type="vanished">&amp;Боковая панель</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation type="vanished">&amp;Подробности</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation type="vanished">Во весь &amp;экран</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation type="vanished">&amp;Окно</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation type="vanished">&amp;Свернуть</translation>
    </message>
    <message>
        <source>Open in New &amp;Window</source>
        <translation type="vanished">Открыть в новом &amp;окне</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="vanished">&amp;Справка</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation type="vanished">&amp;Сочетания клавиш</translation>
    </message>
    <message>
        <source>Show &amp;Log</source>
        <translation type="vanished">Показать &amp;журнал</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Recordings and transcripts</source>
        <translation>Записи и расшифровки</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Все файлы</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>Открыть папку</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Файл</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Открыть…</translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation>Открыть &amp;папку…</translation>
    </message>
    <message>
        <source>Sample &amp;Recording</source>
        <translation>П&amp;ример записи</translation>
    </message>
    <message>
        <source>&amp;Show in Folder</source>
        <translation>По&amp;казать в папке</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Экспорт…</translation>
    </message>
    <message>
        <source>Copy Whole &amp;Text</source>
        <translation>Скопировать весь &amp;текст</translation>
    </message>
    <message>
        <source>&amp;Close Window</source>
        <translation>&amp;Закрыть окно</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Выход</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Правка</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Скопировать</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>Выделить в&amp;сё</translation>
    </message>
    <message>
        <source>&amp;Search All Transcripts…</source>
        <translation>П&amp;оиск по всем расшифровкам…</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Настройки…</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <translation>&amp;Задание</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Пауза</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>П&amp;родолжить</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Остановить</translation>
    </message>
    <message>
        <source>Begin &amp;Anew…</source>
        <translation>Начать &amp;заново…</translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation>Переместить в&amp;ыше</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>Переместить &amp;ниже</translation>
    </message>
    <message>
        <source>Re&amp;move from List</source>
        <translation>&amp;Убрать из списка</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Sidebar</source>
        <translation>&amp;Боковая панель</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Подробности</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation>Во весь &amp;экран</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Окно</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation>&amp;Свернуть</translation>
    </message>
    <message>
        <source>Open in New &amp;Window</source>
        <translation>Открыть в новом &amp;окне</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Справка</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Сочетания клавиш</translation>
    </message>
    <message>
        <source>Show &amp;Log</source>
        <translation>Показать &amp;журнал</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Инструменты</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Reading every file…</source>
        <translation>Читаем каждый файл…</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Recommended here</source>
        <translation>Подходит лучше всего</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Использовать %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Every file is as it should be</source>
        <translation>Все файлы в порядке</translation>
    </message>
    <message>
        <source>English only</source>
        <translation>только английский</translation>
    </message>
    <message>
        <source>many languages</source>
        <translation>много языков</translation>
    </message>
    <message>
        <source>%1 of it here</source>
        <translation>загружено %1</translation>
    </message>
    <message>
        <source>needs %1 of memory</source>
        <translation>нужно %1 памяти</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Ещё</translation>
    </message>
    <message>
        <source>More about %1</source>
        <translation>Ещё о %1</translation>
    </message>
    <message>
        <source>Remove %1 from this machine?</source>
        <translation>Удалить %1 с этого компьютера?</translation>
    </message>
    <message>
        <source>%1 become free. It can be downloaded again.</source>
        <translation>Освободится %1. Модель можно загрузить снова.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>Модели</translation>
    </message>
    <message>
        <source>Asking the engine which models are here…</source>
        <translation>Узнаём, какие модели есть…</translation>
    </message>
    <message>
        <source>This machine has %1 of memory, and %2 are free on its disk.</source>
        <translation>У этого компьютера %1 памяти, на диске свободно %2.</translation>
    </message>
    <message>
        <source>%1 is the most exact that it can work with quickly.</source>
        <translation>%1 — самая точная модель, с которой он работает быстро.</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Папки</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Показать в папке</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Выбрать…</translation>
    </message>
    <message>
        <source>Models are kept in</source>
        <translation>Модели хранятся в</translation>
    </message>
    <message>
        <source>A model of your own</source>
        <translation>Своя модель</translation>
    </message>
    <message>
        <source>A folder with a Whisper, for CTranslate2 or Transformers.</source>
        <translation>Папка с Whisper для CTranslate2 или Transformers.</translation>
    </message>
    <message>
        <source>Folder with a model</source>
        <translation>Папка с моделью</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>Name of the speaker</source>
        <translation>Имя говорящего</translation>
    </message>
</context>
<context>
    <name>NewJobDialog</name>
    <message>
        <source>New transcript</source>
        <translation>Новая расшифровка</translation>
    </message>
    <message numerus="yes">
        <source>%n recording(s)</source>
        <translation>
            <numerusform>%n запись</numerusform>
            <numerusform>%n записи</numerusform>
            <numerusform>%n записей</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>Смотрим файл…</translation>
    </message>
    <message>
        <source>Looking at them…</source>
        <translation>Смотрим файлы…</translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be used</source>
        <translation>
            <numerusform>%n из них нельзя использовать</numerusform>
            <numerusform>%n из них нельзя использовать</numerusform>
            <numerusform>%n из них нельзя использовать</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n audio track(s)</source>
        <translation>
            <numerusform>%n звуковая дорожка</numerusform>
            <numerusform>%n звуковые дорожки</numerusform>
            <numerusform>%n звуковых дорожек</numerusform>
        </translation>
    </message>
    <message>
        <source>begun earlier: what is done stays</source>
        <translation>начато раньше: сделанное останется</translation>
    </message>
    <message>
        <source>probably %1</source>
        <translation>вероятно, %1</translation>
    </message>
    <message>
        <source>Takes about %1 on this computer.</source>
        <translation>На этом компьютере займёт примерно %1.</translation>
    </message>
    <message>
        <source>Knows English only.</source>
        <translation>Знает только английский.</translation>
    </message>
    <message>
        <source>Is fetched first: %1.</source>
        <translation>Сначала загрузится: %1.</translation>
    </message>
    <message>
        <source>Transcribe</source>
        <translation>Расшифровать</translation>
    </message>
    <message>
        <source>Detect by itself</source>
        <translation>Определить автоматически</translation>
    </message>
    <message>
        <source>Tell the speakers apart</source>
        <translation>Различать говорящих</translation>
    </message>
    <message>
        <source>Translate into English</source>
        <translation>Перевести на английский</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Язык:</translation>
    </message>
    <message>
        <source>&amp;Model:</source>
        <translation>&amp;Модель:</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Ещё</translation>
    </message>
    <message>
        <source>Names and words that occur</source>
        <translation>Имена и слова, которые встречаются</translation>
    </message>
    <message>
        <source>None of its own</source>
        <translation>Без своего</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Выбрать файл…</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Неизвестно</translation>
    </message>
    <message>
        <source>&amp;Words to expect:</source>
        <translation>&amp;Ожидаемые слова:</translation>
    </message>
    <message>
        <source>&amp;Glossary:</source>
        <translation>&amp;Глоссарий:</translation>
    </message>
    <message>
        <source>&amp;Number of speakers:</source>
        <translation>&amp;Число говорящих:</translation>
    </message>
    <message>
        <source>&amp;Audio track:</source>
        <translation>&amp;Звуковая дорожка:</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>Глоссарий</translation>
    </message>
    <message>
        <source>Glossaries</source>
        <translation>Глоссарии</translation>
    </message>
    <message>
        <source>The file&apos;s default</source>
        <translation>Основная в файле</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>The battery is at %1 %.</source>
        <translation>Заряд батареи — %1 %.</translation>
    </message>
    <message>
        <source>%1 % of this computer&apos;s memory is in use.</source>
        <translation>Занято %1 % памяти этого компьютера.</translation>
    </message>
    <message>
        <source>Longtake pauses until that is better.</source>
        <translation>Longtake ждёт, пока это не изменится.</translation>
    </message>
    <message>
        <source>Longtake goes on.</source>
        <translation>Longtake продолжает.</translation>
    </message>
    <message>
        <source>The recording is damaged or has a gap in one place.</source>
        <translation>Запись повреждена или прерывается в одном месте.</translation>
    </message>
    <message>
        <source>The recording is damaged in one place; %1 seconds of it are silence.</source>
        <translation>Запись повреждена в одном месте; вместо неё %1 с тишины.</translation>
    </message>
    <message>
        <source>%1 on %2 is not used: %3 of its words differ from the processor&apos;s.</source>
        <translation>%1 на %2 не используется: %3 слов отличаются от результата процессора.</translation>
    </message>
    <message>
        <source>%1 on %2 is not used: it did not pass its test.</source>
        <translation>%1 на %2 не используется: проверка не пройдена.</translation>
    </message>
    <message>
        <source>The processor does the rest.</source>
        <translation>Остальное сделает процессор.</translation>
    </message>
    <message>
        <source>Recognition made no progress for %1 seconds.</source>
        <translation type="vanished">Распознавание не продвигалось %1 с.</translation>
    </message>
    <message>
        <source>Words keep the times that they had.</source>
        <translation>Слова сохраняют прежнее время.</translation>
    </message>
    <message>
        <source>Words in part %1 keep the times that they had.</source>
        <translation>Слова в части %1 сохраняют прежнее время.</translation>
    </message>
    <message>
        <source>The words of one passage could not be timed anew; they keep their times.</source>
        <translation>Для слов одного отрывка не удалось уточнить время; оно осталось прежним.</translation>
    </message>
    <message>
        <source>The words of %1 passages could not be timed anew; they keep their times.</source>
        <translation>Не удалось уточнить время слов в отрывках (%1); оно осталось прежним.</translation>
    </message>
    <message>
        <source>Trying what works best on this computer with the model %1.</source>
        <translation>Проверяется, что на этом компьютере лучше работает с моделью %1.</translation>
    </message>
    <message>
        <source>%1 on %2 is not used: %3 % of its words differ from the processor&apos;s.</source>
        <translation type="vanished">%1 на %2 не используется: %3 % слов отличаются от результата процессора.</translation>
    </message>
    <message>
        <source>The glossary has %1 terms; each part is offered the %2 likeliest there.</source>
        <translation>В глоссарии %1 терминов; для каждой части берутся %2 самых вероятных.</translation>
    </message>
    <message>
        <source>%1 is named %2, whose voice is known.</source>
        <translation>%1 теперь %2: этот голос известен.</translation>
    </message>
    <message>
        <source>%1 may be %2, whose voice is known.</source>
        <translation>%1 — возможно, %2: этот голос известен.</translation>
    </message>
    <message>
        <source>The speakers are not told apart.</source>
        <translation>Говорящие не различаются.</translation>
    </message>
    <message>
        <source>The recording is damaged or has a gap in %1 place.</source>
        <translation type="vanished">Запись повреждена или прерывается в %1 месте.</translation>
    </message>
    <message>
        <source>The recording is damaged or has gaps in %1 places.</source>
        <translation>Запись повреждена или прерывается, мест: %1.</translation>
    </message>
    <message>
        <source>The recording is damaged in %1 place; %2 seconds of it are silence.</source>
        <translation type="vanished">Запись повреждена в %1 месте; тишины вместо неё %2 с.</translation>
    </message>
    <message>
        <source>The recording is damaged in %1 places; %2 seconds of it are silence.</source>
        <translation>Запись повреждена, мест: %1; тишины вместо неё %2 с.</translation>
    </message>
    <message>
        <source>The recording is incomplete: it breaks off at %1, as a broken copy does.</source>
        <translation>Запись неполная: она обрывается на %1, как прерванная копия.</translation>
    </message>
    <message>
        <source>Part %1 keeps the text that it had.</source>
        <translation>Часть %1 сохраняет прежний текст.</translation>
    </message>
    <message>
        <source>Nobody was heard speaking, so there are no speakers.</source>
        <translation>Речи не слышно, поэтому говорящих нет.</translation>
    </message>
    <message>
        <source>At least %1 speakers were expected; %2 could be told apart.</source>
        <translation>Ожидалось говорящих: не менее %1; удалось различить: %2.</translation>
    </message>
    <message>
        <source>At most %1 speakers were expected; %2 could be told apart.</source>
        <translation>Ожидалось говорящих: не более %1; удалось различить: %2.</translation>
    </message>
    <message>
        <source>One speaker was expected; %1 could be told apart.</source>
        <translation>Ожидался один говорящий; удалось различить: %1.</translation>
    </message>
    <message>
        <source>%1 speakers were expected; %2 could be told apart.</source>
        <translation>Ожидалось говорящих: %1; удалось различить: %2.</translation>
    </message>
    <message>
        <source>A change no longer fits the transcript and is left out.</source>
        <translation>Одна правка больше не подходит к тексту и пропущена.</translation>
    </message>
    <message>
        <source>%1 changes no longer fit the transcript and are left out.</source>
        <translation>Правки (%1) больше не подходят к тексту и пропущены.</translation>
    </message>
    <message>
        <source>The text that you changed stays in a part that was recognised anew.</source>
        <translation>В части, распознанной заново, остался ваш текст.</translation>
    </message>
    <message>
        <source>The text that you changed stays in %1 parts that were recognised anew.</source>
        <translation>В частях, распознанных заново (%1), остался ваш текст.</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Files</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Write these files</source>
        <translation>Записывать эти файлы</translation>
    </message>
    <message>
        <source>No files are written. The transcript itself is always kept.</source>
        <translation>Файлы не записываются. Сама расшифровка хранится всегда.</translation>
    </message>
    <message>
        <source>SRT, subtitles for players</source>
        <translation>SRT, субтитры для плееров</translation>
    </message>
    <message>
        <source>VTT, subtitles for the web</source>
        <translation>VTT, субтитры для сети</translation>
    </message>
    <message>
        <source>ASS, styled subtitles</source>
        <translation>ASS, субтитры со стилями</translation>
    </message>
    <message>
        <source>TTML, subtitles for broadcasting</source>
        <translation>TTML, субтитры для вещания</translation>
    </message>
    <message>
        <source>TXT, plain text</source>
        <translation>TXT, простой текст</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>DOCX, for word processors</source>
        <translation>DOCX, для редакторов текста</translation>
    </message>
    <message>
        <source>JSON, with every word</source>
        <translation>JSON, с каждым словом</translation>
    </message>
    <message>
        <source>CSV, a table</source>
        <translation>CSV, таблица</translation>
    </message>
    <message>
        <source>TSV, a table</source>
        <translation>TSV, таблица</translation>
    </message>
    <message>
        <source>RTTM, who speaks when</source>
        <translation>RTTM, кто когда говорит</translation>
    </message>
    <message>
        <source>TextGrid, for Praat</source>
        <translation>TextGrid, для Praat</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Куда</translation>
    </message>
    <message>
        <source>Beside the recording</source>
        <translation>Рядом с записью</translation>
    </message>
    <message>
        <source>In one folder</source>
        <translation>В одну папку</translation>
    </message>
    <message>
        <source>Leave it, and say so</source>
        <translation>Оставить и сообщить</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Заменить</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="vanished">Выбрать…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Put them</source>
        <translation>Класть их</translation>
    </message>
    <message>
        <source>A file of that name is there</source>
        <translation>Если такой файл уже есть</translation>
    </message>
    <message>
        <source>Choose the folder for files</source>
        <translation>Выбрать папку для файлов</translation>
    </message>
    <message>
        <source>Folder for files</source>
        <translation type="vanished">Папка для файлов</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Воспроизвести</translation>
    </message>
    <message>
        <source>The recording is not where it was.</source>
        <translation>Записи нет на прежнем месте.</translation>
    </message>
    <message>
        <source>The recording cannot be played here.</source>
        <translation>Эту запись здесь не воспроизвести.</translation>
    </message>
    <message>
        <source>There is no sound device: it plays without sound.</source>
        <translation>Нет звукового устройства: воспроизводится без звука.</translation>
    </message>
    <message>
        <source>Nothing can be played on this computer.</source>
        <translation>На этом компьютере ничего не воспроизвести.</translation>
    </message>
    <message>
        <source>Play from just before</source>
        <translation type="vanished">Воспроизвести чуть раньше</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation>Назад на 5 секунд</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>Назад на 1 секунду</translation>
    </message>
    <message>
        <source>This is not the recording that was transcribed.</source>
        <translation>Это не та запись, которая была расшифрована.</translation>
    </message>
    <message>
        <source>This transcript has no recording.</source>
        <translation>У этой расшифровки нет записи.</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Проигрыватель</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Воспроизвести или остановить</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>Вперёд на 1 секунду</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation>Вперёд на 5 секунд</translation>
    </message>
    <message>
        <source>Previous segment</source>
        <translation>Предыдущая фраза</translation>
    </message>
    <message>
        <source>Next segment</source>
        <translation>Следующая фраза</translation>
    </message>
    <message>
        <source>Play from just before the cursor</source>
        <translation>Воспроизвести немного раньше курсора</translation>
    </message>
    <message>
        <source>Repeat segment</source>
        <translation>Повторять фразу</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Медленнее</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Быстрее</translation>
    </message>
    <message>
        <source>Picture in a window</source>
        <translation>Изображение в отдельном окне</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Найти…</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Скорость</translation>
    </message>
</context>
<context>
    <name>Pointer</name>
    <message>
        <source>Who says this: rename, or give it to somebody else</source>
        <translation>Кто это говорит: переименовать или отдать другому</translation>
    </message>
    <message>
        <source>From the glossary; heard: “%1”</source>
        <translation>Из глоссария; расслышано: «%1»</translation>
    </message>
    <message>
        <source>Heard with %1 % certainty</source>
        <translation>Расслышано с уверенностью %1 %</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Pages of Preferences</source>
        <translation>Страницы настроек</translation>
    </message>
</context>
<context>
    <name>ReadingCard</name>
    <message>
        <source>Keep</source>
        <translation>Оставить</translation>
    </message>
    <message>
        <source>Use what was heard</source>
        <translation>Взять расслышанное</translation>
    </message>
    <message>
        <source>Glossary. Heard: “%1”</source>
        <translation>Глоссарий. Расслышано: «%1»</translation>
    </message>
</context>
<context>
    <name>Realigning</name>
    <message>
        <source>Align again</source>
        <translation>Выровнять заново</translation>
    </message>
    <message>
        <source>Align all edited segments</source>
        <translation>Выровнять все исправленные фразы</translation>
    </message>
    <message>
        <source>Nothing is to be aligned</source>
        <translation>Выравнивать нечего</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) were changed in the meantime</source>
        <translation>
            <numerusform>%n фраза тем временем изменена</numerusform>
            <numerusform>%n фразы тем временем изменены</numerusform>
            <numerusform>%n фраз тем временем изменено</numerusform>
        </translation>
    </message>
    <message>
        <source>They keep the times that they have.</source>
        <translation>Время слов там осталось прежним.</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) could not be aligned</source>
        <translation>
            <numerusform>%n фразу не удалось выровнять</numerusform>
            <numerusform>%n фразы не удалось выровнять</numerusform>
            <numerusform>%n фраз не удалось выровнять</numerusform>
        </translation>
    </message>
    <message>
        <source>Their words keep the times that they have.</source>
        <translation>Время слов там осталось прежним.</translation>
    </message>
    <message>
        <source>Reading the recording: %1 %</source>
        <translation>Чтение записи: %1 %</translation>
    </message>
    <message>
        <source>Listening: %1 %</source>
        <translation>Прослушивание: %1 %</translation>
    </message>
    <message numerus="yes">
        <source>Aligning %n segment(s)</source>
        <translation>
            <numerusform>Выравнивается %n фраза</numerusform>
            <numerusform>Выравниваются %n фразы</numerusform>
            <numerusform>Выравнивается %n фраз</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>No segment has words that were typed since it was recognised or aligned.</source>
        <translation>Ни в одной фразе нет слов, введённых после распознавания или выравнивания.</translation>
    </message>
</context>
<context>
    <name>Rerunning</name>
    <message>
        <source>Run this part again…</source>
        <translation>Распознать эту часть заново…</translation>
    </message>
    <message>
        <source>Hear %1 to %2 again?</source>
        <translation>Прослушать %1–%2 ещё раз?</translation>
    </message>
    <message>
        <source>It is heard in another way. Your text stands until you decide.</source>
        <translation>Распознавание пройдёт иначе. Ваш текст останется, пока вы не решите.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Распознать заново</translation>
    </message>
    <message>
        <source>The same was heard again</source>
        <translation>Услышано то же самое</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n место</numerusform>
            <numerusform>%n места</numerusform>
            <numerusform>%n мест</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>Показать ещё %n</numerusform>
            <numerusform>Показать ещё %n</numerusform>
            <numerusform>Показать ещё %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultsView</name>
    <message>
        <source>What was found</source>
        <translation>Что найдено</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Search</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>Следующее место</translation>
    </message>
    <message>
        <source>Previous place</source>
        <translation>Предыдущее место</translation>
    </message>
    <message>
        <source>A page further</source>
        <translation>На страницу вперёд</translation>
    </message>
    <message>
        <source>A page back</source>
        <translation>На страницу назад</translation>
    </message>
    <message>
        <source>Open there</source>
        <translation>Открыть на этом месте</translation>
    </message>
    <message>
        <source>Open there in a window of its own</source>
        <translation>Открыть на этом месте в отдельном окне</translation>
    </message>
    <message>
        <source>Leave the search</source>
        <translation>Закрыть поиск</translation>
    </message>
    <message>
        <source>Search all transcripts</source>
        <translation>Поиск по всем расшифровкам</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message numerus="yes">
        <source>Found in %n title(s)</source>
        <translation>
            <numerusform>Найдено в %n названии</numerusform>
            <numerusform>Найдено в %n названиях</numerusform>
            <numerusform>Найдено в %n названиях</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n место</numerusform>
            <numerusform>%n места</numerusform>
            <numerusform>%n мест</numerusform>
        </translation>
    </message>
    <message>
        <source>More than %1 places</source>
        <translation>Больше %1 мест</translation>
    </message>
    <message numerus="yes">
        <source>in %n transcript(s)</source>
        <translation>
            <numerusform>в %n расшифровке</numerusform>
            <numerusform>в %n расшифровках</numerusform>
            <numerusform>в %n расшифровках</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading: %1 of %2 transcripts</source>
        <translation>Читаются расшифровки: %1 из %2</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>The transcript is done</source>
        <translation>Расшифровка готова</translation>
    </message>
    <message>
        <source>%1 percent</source>
        <translation>%1 процентов</translation>
    </message>
    <message>
        <source>Pausing as soon as this part is done</source>
        <translation type="vanished">Пауза, как только закончится эта часть</translation>
    </message>
    <message>
        <source>Pauses after this part</source>
        <translation type="vanished">Пауза после этой части</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Приостанавливается</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>Fetching the model</source>
        <translation>Загрузка модели</translation>
    </message>
    <message>
        <source>Reading the recording</source>
        <translation>Чтение записи</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Загрузка модели в память</translation>
    </message>
    <message>
        <source>Hearing the language</source>
        <translation>Определение языка</translation>
    </message>
    <message>
        <source>Recognising</source>
        <translation>Распознавание</translation>
    </message>
    <message>
        <source>Timing the words</source>
        <translation>Привязка слов ко времени</translation>
    </message>
    <message>
        <source>Telling speakers apart</source>
        <translation>Различение говорящих</translation>
    </message>
    <message>
        <source>Writing files</source>
        <translation>Запись файлов</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing</source>
        <translation>
            <numerusform>не хватает %n части</numerusform>
            <numerusform>не хватает %n частей</numerusform>
            <numerusform>не хватает %n частей</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>Ждёт своей очереди</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>На паузе</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Не удалось</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Остановлено</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Прервано</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Не читается</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Найти</translation>
    </message>
    <message>
        <source>Find a shortcut</source>
        <translation>Найти сочетание клавиш</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Сочетания</translation>
    </message>
</context>
<context>
    <name>SpeakerList</name>
    <message>
        <source>Says nothing yet</source>
        <translation>Пока молчит</translation>
    </message>
</context>
<context>
    <name>SpeakerMenu</name>
    <message>
        <source>Rename “%1”…</source>
        <translation>Переименовать «%1»…</translation>
    </message>
    <message>
        <source>Give this segment to</source>
        <translation>Отдать эту фразу</translation>
    </message>
    <message>
        <source>Give the selection to</source>
        <translation>Отдать выделенное</translation>
    </message>
    <message>
        <source>Give this turn to</source>
        <translation>Отдать эту реплику</translation>
    </message>
    <message>
        <source>Give all from here to</source>
        <translation>Отдать всё отсюда</translation>
    </message>
    <message>
        <source>They are the same as</source>
        <translation>Это тот же человек, что и</translation>
    </message>
    <message>
        <source>Speaker %1</source>
        <translation>Говорящий %1</translation>
    </message>
    <message>
        <source>New speaker</source>
        <translation>Новый говорящий</translation>
    </message>
</context>
<context>
    <name>SpeakerView</name>
    <message>
        <source>List of speakers</source>
        <translation>Список говорящих</translation>
    </message>
    <message>
        <source>Give what is selected in the text to the speaker of this number</source>
        <translation>Отдать выделенное в тексте говорящему с этим номером</translation>
    </message>
    <message>
        <source>Give what is selected in the text to nobody</source>
        <translation>Сделать выделенное в тексте ничьим</translation>
    </message>
    <message>
        <source>Play a sample</source>
        <translation>Воспроизвести образец</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Переименовать</translation>
    </message>
</context>
<context>
    <name>SpeakersPage</name>
    <message>
        <source>Speakers</source>
        <translation>Говорящие</translation>
    </message>
    <message>
        <source>Telling speakers apart</source>
        <translation>Различение говорящих</translation>
    </message>
    <message>
        <source>These models work without an account.</source>
        <translation>Этим моделям не нужна учётная запись.</translation>
    </message>
    <message>
        <source>Hugging Face</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Токен</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Забыть</translation>
    </message>
    <message>
        <source>Only some models of Hugging Face ask for a token. Longtake works without one.</source>
        <translation>Токен нужен лишь для некоторых моделей Hugging Face. Longtake работает и без него.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring does not take it.</source>
        <translation>Связка ключей системы его не принимает.</translation>
    </message>
    <message>
        <source>It is in the system&apos;s keyring.</source>
        <translation>Он в связке ключей системы.</translation>
    </message>
    <message>
        <source>It is kept in the system&apos;s keyring only.</source>
        <translation>Он хранится только в связке ключей системы.</translation>
    </message>
</context>
<context>
    <name>SpeakersPanel</name>
    <message>
        <source>Speaker %1</source>
        <translation type="vanished">Говорящий %1</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>никто</translation>
    </message>
    <message>
        <source>Give to %1</source>
        <translation>Отдать %1</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s) selected: %1 to %2, or %3 for nobody</source>
        <translation>
            <numerusform>Выбрана %n фраза: %1 … %2, или %3 — никто</numerusform>
            <numerusform>Выбраны %n фразы: %1 … %2, или %3 — никто</numerusform>
            <numerusform>Выбрано %n фраз: %1 … %2, или %3 — никто</numerusform>
        </translation>
    </message>
    <message>
        <source>Select segments in the text to give them to another speaker.</source>
        <translation>Выделите фразы в тексте, чтобы отдать их другому говорящему.</translation>
    </message>
    <message>
        <source>Give selected segments to %1</source>
        <translation>Отдать выделенные фразы %1</translation>
    </message>
    <message>
        <source>Merge into</source>
        <translation>Объединить с</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Переименовать</translation>
    </message>
    <message>
        <source>Play a sample</source>
        <translation>Прослушать отрывок</translation>
    </message>
    <message>
        <source>Add speaker</source>
        <translation>Добавить говорящего</translation>
    </message>
    <message>
        <source>Merge selected speakers</source>
        <translation>Объединить выделенных говорящих</translation>
    </message>
    <message>
        <source>Not the same person</source>
        <translation>Это другой человек</translation>
    </message>
    <message>
        <source>Remember this voice…</source>
        <translation>Запомнить этот голос…</translation>
    </message>
    <message>
        <source>Give the selected segments to a new speaker, for they are another person&apos;s</source>
        <translation>Отдать выделенные фразы новому говорящему, так как это другой человек</translation>
    </message>
    <message>
        <source>Make the selected speakers one: select several, or drag one onto another</source>
        <translation>Сделать выделенных одним: выделите нескольких или перетащите одного на другого</translation>
    </message>
    <message>
        <source>Speakers</source>
        <translation>Говорящие</translation>
    </message>
    <message>
        <source>Nobody is told apart in this recording.</source>
        <translation>В этой записи говорящие не различены.</translation>
    </message>
    <message>
        <source>What is selected</source>
        <translation>Выделенное</translation>
    </message>
    <message>
        <source>The whole turn</source>
        <translation>Вся реплика</translation>
    </message>
    <message>
        <source>All from here on</source>
        <translation>Всё отсюда и дальше</translation>
    </message>
    <message>
        <source>All that this voice says</source>
        <translation>Всё, что говорит этот голос</translation>
    </message>
    <message>
        <source>&amp;Give:</source>
        <translation>&amp;Отдать:</translation>
    </message>
</context>
<context>
    <name>SuggestionCard</name>
    <message>
        <source>That is right</source>
        <translation>Верно</translation>
    </message>
    <message>
        <source>Not the same person</source>
        <translation>Это другой человек</translation>
    </message>
    <message>
        <source>%1 sounds like %2</source>
        <translation>%1 похож по голосу на %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more suggestion(s)</source>
        <translation>
            <numerusform>ещё %n предложение</numerusform>
            <numerusform>ещё %n предложения</numerusform>
            <numerusform>ещё %n предложений</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>Recognition stopped answering at %1.</source>
        <translation>Распознавание перестало отвечать на %1.</translation>
    </message>
    <message>
        <source>Recognition crashed at %1.</source>
        <translation>Распознавание оборвалось на %1.</translation>
    </message>
    <message>
        <source>Memory ran out at %1.</source>
        <translation>На %1 кончилась память.</translation>
    </message>
    <message>
        <source>The graphics chip computed nonsense at %1.</source>
        <translation>На %1 графический чип посчитал неверно.</translation>
    </message>
    <message>
        <source>The graphics chip was not able to go on at %1.</source>
        <translation>На %1 графический чип не смог продолжить.</translation>
    </message>
    <message>
        <source>Something went wrong at %1.</source>
        <translation>На %1 что-то пошло не так.</translation>
    </message>
    <message>
        <source>Started again; nothing was lost.</source>
        <translation>Начато снова; ничего не потеряно.</translation>
    </message>
    <message>
        <source>Restarted with less at a time; nothing was lost.</source>
        <translation>Начато снова меньшими порциями; ничего не потеряно.</translation>
    </message>
    <message>
        <source>Restarted in shorter pieces; nothing was lost.</source>
        <translation>Начато снова более короткими кусками; ничего не потеряно.</translation>
    </message>
    <message>
        <source>Restarted with more exact numbers; nothing was lost.</source>
        <translation>Начато снова с более точными числами; ничего не потеряно.</translation>
    </message>
    <message>
        <source>Restarted with another recognizer; nothing was lost.</source>
        <translation>Начато снова другим распознавателем; ничего не потеряно.</translation>
    </message>
    <message>
        <source>Went on with the processor; nothing was lost.</source>
        <translation>Продолжено на процессоре; ничего не потеряно.</translation>
    </message>
    <message>
        <source>It was left out, and can be tried again.</source>
        <translation>Это место пропущено, его можно повторить.</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>как обычно</translation>
    </message>
    <message>
        <source>the same again</source>
        <translation>ещё раз так же</translation>
    </message>
    <message>
        <source>less at a time</source>
        <translation>меньше за раз</translation>
    </message>
    <message>
        <source>in shorter pieces</source>
        <translation>короткими кусками</translation>
    </message>
    <message>
        <source>with more exact numbers</source>
        <translation>с более точными числами</translation>
    </message>
    <message>
        <source>with another recognizer</source>
        <translation>другим распознавателем</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>на процессоре</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>пропущено</translation>
    </message>
</context>
<context>
    <name>TextMenu</name>
    <message>
        <source>Cut</source>
        <translation>Вырезать</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Скопировать</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Вставить</translation>
    </message>
    <message>
        <source>Read “%1”</source>
        <translation>Читать как «%1»</translation>
    </message>
    <message>
        <source>Keep “%1”</source>
        <translation>Оставить «%1»</translation>
    </message>
    <message>
        <source>“%1” is right</source>
        <translation>«%1» верно</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation>Разделить здесь</translation>
    </message>
    <message>
        <source>Join with the next</source>
        <translation>Соединить со следующей</translation>
    </message>
    <message>
        <source>Move what is before to the previous</source>
        <translation>Перенести начало в предыдущую</translation>
    </message>
    <message>
        <source>Move what is behind to the next</source>
        <translation>Перенести конец в следующую</translation>
    </message>
    <message>
        <source>Insert a segment after this</source>
        <translation>Вставить фразу после этой</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Restore what was recognised</source>
        <translation>Вернуть распознанное</translation>
    </message>
    <message>
        <source>Recognised: “%1”</source>
        <translation>Распознано: «%1»</translation>
    </message>
</context>
<context>
    <name>TranscriptDocument</name>
    <message>
        <source>nobody</source>
        <translation>никто</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>Nobody</source>
        <translation>Никто</translation>
    </message>
    <message>
        <source>%1 from %2 on could not be recognised</source>
        <translation>Не распознано с %2: %1</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Распознать снова</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Расшифровка</translation>
    </message>
    <message>
        <source>Who says this: rename, or give it to somebody else</source>
        <translation type="vanished">Кто это говорит: переименовать или отдать другому</translation>
    </message>
    <message>
        <source>Heard with %1 % certainty</source>
        <translation type="vanished">Расслышано с уверенностью %1 %</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="vanished">Вырезать</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="vanished">Скопировать</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="vanished">Вставить</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation type="vanished">Разделить здесь</translation>
    </message>
    <message>
        <source>Join with the next</source>
        <translation type="vanished">Соединить со следующей</translation>
    </message>
    <message>
        <source>Move what is before to the previous</source>
        <translation type="vanished">Перенести начало в предыдущую</translation>
    </message>
    <message>
        <source>Move what is behind to the next</source>
        <translation type="vanished">Перенести конец в следующую</translation>
    </message>
    <message>
        <source>Insert a segment after this</source>
        <translation type="vanished">Вставить фразу после этой</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="vanished">Удалить</translation>
    </message>
    <message>
        <source>Recognised: “%1”</source>
        <translation type="vanished">Распознано: «%1»</translation>
    </message>
    <message>
        <source>Restore what was recognised</source>
        <translation type="vanished">Вернуть распознанное</translation>
    </message>
    <message>
        <source>Name of the speaker</source>
        <translation type="vanished">Имя говорящего</translation>
    </message>
</context>
<context>
    <name>Undoing</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Вернуть</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Повторить</translation>
    </message>
</context>
<context>
    <name>VideoPane</name>
    <message>
        <source>Picture of the film</source>
        <translation>Картинка фильма</translation>
    </message>
    <message>
        <source>Show the picture in a window</source>
        <translation>Показать картинку в окне</translation>
    </message>
    <message>
        <source>Picture in a window</source>
        <translation>Картинка в окне</translation>
    </message>
    <message>
        <source>Put the picture back</source>
        <translation>Вернуть картинку</translation>
    </message>
</context>
<context>
    <name>VoiceSheet</name>
    <message>
        <source>Remember this voice</source>
        <translation>Запомнить этот голос</translation>
    </message>
    <message>
        <source>asked by mail on 3 May</source>
        <translation>согласие по почте 3 мая</translation>
    </message>
    <message>
        <source>Longtake will suggest this name in other recordings. Of the voice only its pattern is kept, never a sound, on this machine alone. The person has to agree to that.</source>
        <translation>Longtake будет предлагать это имя в других записях. От голоса хранится только его образец, а не звук, и только на этом компьютере. Человек должен на это согласиться.</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Имя:</translation>
    </message>
    <message>
        <source>How they &amp;agreed:</source>
        <translation>&amp;Согласие:</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Запомнить</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>VoicesPage</name>
    <message>
        <source>Voices</source>
        <translation>Голоса</translation>
    </message>
    <message>
        <source>People who agreed to be known again. Of a voice only its pattern is kept, never a sound, on this machine alone.</source>
        <translation>Люди, которые согласились, чтобы их узнавали. Хранится только рисунок голоса, без звука, и только на этом компьютере.</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>Забыть…</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>Забыть %1</translation>
    </message>
    <message>
        <source>%1 heard</source>
        <translation>услышано: %1</translation>
    </message>
    <message>
        <source>known since %1</source>
        <translation>известен с %1</translation>
    </message>
    <message>
        <source>agreed: %1</source>
        <translation>согласие: %1</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Импорт…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Экспорт…</translation>
    </message>
    <message>
        <source>Nobody is known yet. Name a speaker in a transcript first.</source>
        <translation>Пока никого нет. Сначала назовите говорящего в расшифровке.</translation>
    </message>
    <message>
        <source>Forget the voice of %1?</source>
        <translation>Забыть голос %1?</translation>
    </message>
    <message>
        <source>Names in transcripts stay. The voice itself cannot be brought back.</source>
        <translation>Имена в расшифровках останутся. Сам голос вернуть нельзя.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Забыть</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Import voices</source>
        <translation>Импорт голосов</translation>
    </message>
    <message>
        <source>Export voices</source>
        <translation>Экспорт голосов</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Line %1: %2</source>
        <translation>Строка %1: %2</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Говорящий</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>осталось меньше минуты</translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>осталась примерно %n минута</numerusform>
            <numerusform>осталось примерно %n минуты</numerusform>
            <numerusform>осталось примерно %n минут</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>осталось примерно %1</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n секунда</numerusform>
            <numerusform>%n секунды</numerusform>
            <numerusform>%n секунд</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 × real time</source>
        <translation>%1 × реального времени</translation>
    </message>
    <message>
        <source>This recording is still to be transcribed.</source>
        <translation>Эта запись ещё не расшифрована.</translation>
    </message>
    <message>
        <source>%1 % is done, and nothing of it is lost.</source>
        <translation>Готово %1 %, и ничего из этого не потеряно.</translation>
    </message>
    <message>
        <source>%1, English</source>
        <translation>%1, английский</translation>
    </message>
    <message>
        <source>Heard by itself</source>
        <translation>Определяется сам</translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n час</numerusform>
            <numerusform>%n часа</numerusform>
            <numerusform>%n часов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n минута</numerusform>
            <numerusform>%n минуты</numerusform>
            <numerusform>%n минут</numerusform>
        </translation>
    </message>
    <message>
        <source>the file is not saved as UTF-8</source>
        <translation>файл сохранён не в UTF-8</translation>
    </message>
    <message>
        <source>the table has no column “text”</source>
        <translation>в таблице нет столбца «text»</translation>
    </message>
    <message>
        <source>there is no column “%1”; known are %2</source>
        <translation>столбца «%1» нет; известны %2</translation>
    </message>
    <message>
        <source>there are more cells than headings</source>
        <translation>ячеек больше, чем заголовков</translation>
    </message>
    <message>
        <source>this is no table (%1)</source>
        <translation>это не таблица (%1)</translation>
    </message>
    <message>
        <source>this is not valid TOML (%1)</source>
        <translation>это не TOML (%1)</translation>
    </message>
    <message>
        <source>only tables named [[term]] are known</source>
        <translation>известны только таблицы [[term]]</translation>
    </message>
    <message>
        <source>a glossary has at most %1 terms</source>
        <translation>в глоссарии не может быть больше %1 терминов</translation>
    </message>
    <message>
        <source>a term needs a letter or a digit</source>
        <translation>в термине должна быть буква или цифра</translation>
    </message>
    <message>
        <source>a term has no more than %1 words and %2 characters</source>
        <translation>в термине не больше %1 слов и %2 знаков</translation>
    </message>
    <message>
        <source>“%1” has to be text</source>
        <translation>«%1» должно быть текстом</translation>
    </message>
    <message>
        <source>there is an invisible character in “%1”</source>
        <translation>в «%1» есть невидимый знак</translation>
    </message>
    <message>
        <source>“%1” has to be a list</source>
        <translation>«%1» должно быть списком</translation>
    </message>
    <message>
        <source>“%1” is no weight</source>
        <translation>«%1» — не вес</translation>
    </message>
    <message>
        <source>a weight is above 0 and not above %1</source>
        <translation>вес больше 0 и не больше %1</translation>
    </message>
    <message>
        <source>“%1” is no language code such as en or pt-BR</source>
        <translation>«%1» — не код языка вроде en или pt-BR</translation>
    </message>
    <message>
        <source>the spans of time overlap</source>
        <translation>отрезки времени пересекаются</translation>
    </message>
    <message>
        <source>“%1” is no span of time such as 0:10:00-0:12:30</source>
        <translation>«%1» — не отрезок времени вроде 0:10:00-0:12:30</translation>
    </message>
    <message>
        <source>the span “%1” ends before it begins</source>
        <translation>отрезок «%1» кончается раньше, чем начинается</translation>
    </message>
    <message>
        <source>“%1” is no time</source>
        <translation>«%1» — не время</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Скопировать подробности</translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation>Выбрать другой файл…</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Выбрать другую папку…</translation>
    </message>
    <message>
        <source>Use the processor</source>
        <translation>Использовать процессор</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Показать в папке</translation>
    </message>
    <message>
        <source>Choose another model…</source>
        <translation>Выбрать другую модель…</translation>
    </message>
    <message>
        <source>This did not work</source>
        <translation>Не получилось</translation>
    </message>
    <message>
        <source>What was done until then is kept, and it can be tried again.</source>
        <translation>Сделанное до этого сохранено, можно попробовать ещё раз.</translation>
    </message>
    <message>
        <source>A setting cannot be used</source>
        <translation>Настройка не подходит</translation>
    </message>
    <message>
        <source>One of the chosen options does not fit this recording or this machine.</source>
        <translation>Один из выбранных параметров не подходит к этой записи или к этому компьютеру.</translation>
    </message>
    <message>
        <source>Open settings…</source>
        <translation>Открыть настройки…</translation>
    </message>
    <message>
        <source>The transcript has changed meanwhile</source>
        <translation>Расшифровка тем временем изменилась</translation>
    </message>
    <message>
        <source>The change no longer fits the text and was not made.</source>
        <translation>Правка больше не подходит к тексту и не внесена.</translation>
    </message>
    <message>
        <source>This recording cannot be used</source>
        <translation>Эту запись нельзя использовать</translation>
    </message>
    <message>
        <source>There is something in the file that cannot be read.</source>
        <translation>В файле есть что-то, что не удаётся прочитать.</translation>
    </message>
    <message>
        <source>The recording is not where it was</source>
        <translation>Записи нет на прежнем месте</translation>
    </message>
    <message>
        <source>It was moved, renamed or deleted, or its disk is not connected. What is transcribed already is kept.</source>
        <translation>Её переместили, переименовали или удалили, или её диск не подключён. Уже расшифрованное сохранено.</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Найти…</translation>
    </message>
    <message>
        <source>There is no sound to be found in this file</source>
        <translation>В этом файле не найден звук</translation>
    </message>
    <message>
        <source>It has no audio track, or it is damaged at its beginning.</source>
        <translation>В нём нет звуковой дорожки, или он повреждён в самом начале.</translation>
    </message>
    <message>
        <source>The recording has changed</source>
        <translation>Запись изменилась</translation>
    </message>
    <message>
        <source>It is not the one that this transcript was begun with, so the two would not match.</source>
        <translation>Расшифровка начата не с этой записи, и они не совпадут.</translation>
    </message>
    <message>
        <source>Transcribe anew</source>
        <translation>Расшифровать заново</translation>
    </message>
    <message>
        <source>This file holds no transcript</source>
        <translation>В этом файле нет расшифровки</translation>
    </message>
    <message>
        <source>Longtake opens subtitles (SRT, VTT) and whisperX&apos;s JSON that hold words.</source>
        <translation>Longtake открывает субтитры (SRT, VTT) и JSON от whisperX, если в них есть текст.</translation>
    </message>
    <message>
        <source>This model cannot be used</source>
        <translation>Эту модель нельзя использовать</translation>
    </message>
    <message>
        <source>The folder does not hold a model that Longtake can read.</source>
        <translation>В папке нет модели, которую Longtake умеет читать.</translation>
    </message>
    <message>
        <source>The model is not on this machine</source>
        <translation>Модели нет на этом компьютере</translation>
    </message>
    <message>
        <source>It has to be downloaded once; after that no network is needed.</source>
        <translation>Её нужно загрузить один раз, потом сеть не нужна.</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Загрузить</translation>
    </message>
    <message>
        <source>The model is damaged</source>
        <translation>Модель повреждена</translation>
    </message>
    <message>
        <source>Only its damaged files have to be downloaded again.</source>
        <translation>Заново загрузить нужно только повреждённые файлы.</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Восстановить</translation>
    </message>
    <message>
        <source>The graphics chip failed</source>
        <translation>Графический чип дал сбой</translation>
    </message>
    <message>
        <source>The processor does the same work, only more slowly.</source>
        <translation>Процессор сделает то же самое, только медленнее.</translation>
    </message>
    <message>
        <source>This machine has no such graphics chip</source>
        <translation>На этом компьютере нет такого графического чипа</translation>
    </message>
    <message>
        <source>The graphics chip computed nonsense</source>
        <translation>Графический чип посчитал неверно</translation>
    </message>
    <message>
        <source>Its results were thrown away. The processor can be trusted with the rest.</source>
        <translation>Его результаты отброшены. Остальное можно доверить процессору.</translation>
    </message>
    <message>
        <source>The graphics chip cannot run this model</source>
        <translation>Графический чип не справляется с этой моделью</translation>
    </message>
    <message>
        <source>Recognition crashed more than once</source>
        <translation>Распознавание обрывалось несколько раз</translation>
    </message>
    <message>
        <source>All that was transcribed until then is kept.</source>
        <translation>Всё расшифрованное до этого сохранено.</translation>
    </message>
    <message>
        <source>Recognition stopped answering</source>
        <translation>Распознавание перестало отвечать</translation>
    </message>
    <message>
        <source>The graphics chip is blocked</source>
        <translation>Графический чип заблокирован</translation>
    </message>
    <message>
        <source>It will not answer until this machine is started again. The processor can go on meanwhile.</source>
        <translation>Он не ответит, пока компьютер не перезапустят. Процессор тем временем может продолжать.</translation>
    </message>
    <message>
        <source>There was not enough memory</source>
        <translation>Не хватило памяти</translation>
    </message>
    <message>
        <source>A smaller model needs less; closing other programs helps too.</source>
        <translation>Модели поменьше нужно меньше; помогает и закрыть другие программы.</translation>
    </message>
    <message>
        <source>This transcript cannot be used</source>
        <translation>Эту расшифровку нельзя использовать</translation>
    </message>
    <message>
        <source>The file was left as it is.</source>
        <translation>Файл оставлен как есть.</translation>
    </message>
    <message>
        <source>The transcript is not where it was</source>
        <translation>Расшифровки нет на прежнем месте</translation>
    </message>
    <message>
        <source>Its file was moved or deleted.</source>
        <translation>Её файл переместили или удалили.</translation>
    </message>
    <message>
        <source>The transcript&apos;s file is damaged</source>
        <translation>Файл расшифровки повреждён</translation>
    </message>
    <message>
        <source>It was left as it is, for a copy or a repair.</source>
        <translation>Файл оставлен как есть — для копии или восстановления.</translation>
    </message>
    <message>
        <source>The transcript is in use elsewhere</source>
        <translation>Расшифровка занята</translation>
    </message>
    <message>
        <source>Another Longtake is at work on it.</source>
        <translation>С ней работает другой Longtake.</translation>
    </message>
    <message>
        <source>The transcript comes from a newer Longtake</source>
        <translation>Расшифровка сделана более новым Longtake</translation>
    </message>
    <message>
        <source>This version would not understand all of it. Update Longtake.</source>
        <translation>Эта версия поймёт в ней не всё. Обновите Longtake.</translation>
    </message>
    <message>
        <source>The results cannot be written</source>
        <translation>Результаты не удаётся записать</translation>
    </message>
    <message>
        <source>The transcript itself is safe; only the files are missing.</source>
        <translation>Сама расшифровка цела, не хватает только файлов.</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>Диск заполнен</translation>
    </message>
    <message>
        <source>Free some space, then go on: what is done is kept.</source>
        <translation>Освободите место и продолжайте: сделанное сохранено.</translation>
    </message>
    <message>
        <source>Nothing may be written there</source>
        <translation>Туда нельзя писать</translation>
    </message>
    <message>
        <source>The folder is protected, or its disk is not connected.</source>
        <translation>Папка защищена, или её диск не подключён.</translation>
    </message>
    <message>
        <source>There is a file of this name already</source>
        <translation>Файл с таким именем уже есть</translation>
    </message>
    <message>
        <source>It was not replaced.</source>
        <translation>Он не заменён.</translation>
    </message>
    <message>
        <source>Longtake made a mistake</source>
        <translation>Longtake ошибся</translation>
    </message>
    <message>
        <source>This should not happen. What is done is kept; the details help to mend it.</source>
        <translation>Так быть не должно. Сделанное сохранено, подробности помогут это исправить.</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>&amp;Text</source>
        <translation type="vanished">&amp;Текст</translation>
    </message>
    <message>
        <source>&amp;Transcript</source>
        <translation>&amp;Расшифровка</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Воспроизведение</translation>
    </message>
    <message>
        <source>&amp;Speakers</source>
        <translation>&amp;Говорящие</translation>
    </message>
    <message>
        <source>The voices are %1 % alike.</source>
        <translation>Голоса похожи на %1 %.</translation>
    </message>
</context>
<context>
    <name>_Canvas</name>
    <message>
        <source>Timeline</source>
        <translation type="vanished">Лента времени</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation type="vanished">Вперёд на 1 секунду</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation type="vanished">Назад на 1 секунду</translation>
    </message>
    <message>
        <source>Forward 5 seconds</source>
        <translation type="vanished">Вперёд на 5 секунд</translation>
    </message>
    <message>
        <source>Back 5 seconds</source>
        <translation type="vanished">Назад на 5 секунд</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation type="vanished">К началу</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="vanished">К концу</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation type="vanished">Крупнее</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation type="vanished">Мельче</translation>
    </message>
    <message>
        <source>Segment begins earlier</source>
        <translation type="vanished">Фраза начинается раньше</translation>
    </message>
    <message>
        <source>Segment begins later</source>
        <translation type="vanished">Фраза начинается позже</translation>
    </message>
    <message>
        <source>Segment ends earlier</source>
        <translation type="vanished">Фраза заканчивается раньше</translation>
    </message>
    <message>
        <source>Segment ends later</source>
        <translation type="vanished">Фраза заканчивается позже</translation>
    </message>
    <message>
        <source>Let go of what is dragged</source>
        <translation type="vanished">Отпустить то, что перетаскивается</translation>
    </message>
</context>
<context>
    <name>_SpeakerDelegate</name>
    <message>
        <source>Name of %1</source>
        <translation>Имя: %1</translation>
    </message>
</context>
</TS>
