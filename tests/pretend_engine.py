"""A process that behaves as an engine does towards the crash benchmark, well or ill.

    python pretend_engine.py DOCUMENT RESULT [forgets|orphans|litters|mumbles]

It has a worker that takes its time, a checkpoint for each of a few chunks, messages on stdout and a
result; the last argument names the one thing that it does wrong.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

CHUNKS = 6
SECONDS_A_CHUNK = 0.1
WORKER = "import sys; [print(len(line), flush=True) for line in sys.stdin]"
DEAF_WORKER = "import time; time.sleep(60)"


def main() -> None:
    """Compute what the document does not have, then write the result."""
    document, result, fault = Path(sys.argv[1]), Path(sys.argv[2]), "".join(sys.argv[3:])
    worker = subprocess.Popen(
        [sys.executable, "-c", DEAF_WORKER if fault == "orphans" else WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    _tell(type="stageprogress", stage="recognise")
    with closing(sqlite3.connect(_begun(document))) as db:
        _recognise(db, forgetful=fault == "forgets")
    if fault != "orphans":
        worker.communicate()
    words = "nothing like it" if fault == "mumbles" else "every word of it"
    result.parent.mkdir(exist_ok=True)
    result.write_text(json.dumps({"segments": [{"start": 0, "end": 1, "text": words}]}))
    if fault == "litters":
        result.with_suffix(".part").touch()


def _begun(document: Path) -> Path:
    """The document, which appears whole; what is left of an attempt is overwritten by the next."""
    if not document.exists():
        fresh = document.with_name("fresh")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(fresh)) as db:
            db.execute(
                "CREATE TABLE checkpoint"
                " (stage, part, key, saved_at, checksum, PRIMARY KEY (stage, part))"
            )
        fresh.rename(document)
    return document


def _recognise(db: sqlite3.Connection, forgetful: bool) -> None:
    done = {part for (part,) in db.execute("SELECT part FROM checkpoint")}
    for part in range(CHUNKS):
        if part in done and not forgetful:
            continue
        time.sleep(SECONDS_A_CHUNK)
        row = ("recognise", part, "key", str(time.time()), b"sum")
        db.execute("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?, ?)", row)
        db.commit()
        _tell(type="chunkchanged", index=part, state="done")


def _tell(**message: object) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
