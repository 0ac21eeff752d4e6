"""`longtake request`: tells the engine what the app would tell it, and prints what it answers.

    longtake request '{"type": "listjobs"}'
    longtake request < commands.jsonl

One JSON object a line, as `engine/protocol.py` has them, on the command line or on standard input.
"""

from __future__ import annotations

import argparse
import io
import sys
from typing import IO

from engine import options
from engine.commands.arguments import Commands, command
from engine.errors import ExitCode


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = command(commands, "request", request, "tell the engine what the app would tell it")
    parser.add_argument("messages", nargs="*", metavar="JSON", help="default: standard input")


def request(arguments: argparse.Namespace) -> int:
    """Do what the messages say, until all of it is done."""
    from engine.service import Service, claim_wire

    messages: IO[bytes] = sys.stdin.buffer
    if arguments.messages:
        messages = io.BytesIO("\n".join(map(str.strip, arguments.messages)).encode())
    Service(messages, claim_wire(), options.home(), is_patient=True).run()
    return ExitCode.DONE
