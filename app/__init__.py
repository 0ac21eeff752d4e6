"""The window of Longtake: shows jobs and transcripts, and asks the engine to do the work."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide 6.12 gives away a reference to None with every call of a method that returns nothing,
    # as if None were immortal. Before Python 3.12 it is not: some ten thousand calls, such as an
    # hour of painting, would end the process. So many references cannot be used up.
    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 48
