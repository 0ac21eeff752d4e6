"""The user's token for the Hugging Face hub, which gated speaker models ask for.

Kept in the system's keyring and nowhere else: not in a config file, a document or a log.
`HF_TOKEN` wins over it, so that scripts need no keyring.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

from engine.errors import NotWritable

log = logging.getLogger(__name__)

SERVICE = "Longtake"
NAME = "huggingface.co"


def hub_token(environ: Mapping[str, str] = os.environ) -> str:
    """The token to show to the hub; empty where the user has none."""
    return environ.get("HF_TOKEN", "").strip() or _kept() or _logged_in()


def keep_hub_token(token: str) -> None:
    """Keep the token in the keyring; `NotWritable` where this system has none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, NAME, token.strip())
    except KeyringError as error:
        raise NotWritable(
            "The token cannot be kept: this system has no keyring.",
            "Set HF_TOKEN in the environment instead.",
            details=repr(error),
        ) from error


def forget_hub_token() -> None:
    """Take the token out of the keyring; nothing happens where it holds none."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(SERVICE, NAME)
    except PasswordDeleteError:
        return
    except KeyringError as error:
        log.info("no keyring to forget the token in (%r)", error)


def _kept() -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, NAME) or ""
    except KeyringError as error:
        log.info("the keyring cannot be read (%r)", error)
        return ""


def _logged_in() -> str:
    """What `hf auth login` left."""
    from huggingface_hub import get_token

    return get_token() or ""
