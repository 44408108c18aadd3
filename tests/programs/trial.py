"""Tries srcad on one program: is every derivative right?"""

from __future__ import annotations

import contextlib
import copy
import math
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

import numpy as np

from srcad import errors
from tests import checks
from tests.programs.program import Program

RIGHT, SKIPPED, DISCARDED = "right", "skipped", "discarded"
WRONG, REFUSED, CRASHED = "wrong", "refused", "crashed"
LARGEST = 1e6
SECONDS = 30
LONGEST = 400


@dataclass(frozen=True)
class Outcome:
    """What came of a program: `kind` is one of the six above, `cause` is equal for equal causes."""

    kind: str
    cause: str = ""
    detail: str = ""

    @property
    def is_failure(self) -> bool:
        return self.kind in (WRONG, REFUSED, CRASHED)


class TooLong(BaseException):
    """The time limit of a program; no handler for Exception catches it."""


@contextlib.contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise TooLong in the body after some seconds, where the platform has alarms."""

    def stop(*_: object) -> None:
        raise TooLong

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Wild(Exception):
    """A variable of the program holds a figure out of bounds."""


def watched(frame: FrameType, event: str, arg: object) -> Callable:
    """Raise Wild, as a trace function, where a variable is out of bounds."""
    values = [*frame.f_locals.values(), arg] if event == "return" else frame.f_locals.values()
    for value in values:
        if isinstance(value, (float, np.ndarray)) and not np.all(np.abs(value) < LARGEST):
            raise Wild
    return watched


def is_tame(program: Program) -> bool:
    """Say whether the program runs on its arguments and its figures stay moderate."""
    f = program.load()
    before = sys.gettrace()
    try:
        sys.settrace(lambda frame, *_: watched if frame.f_code.co_filename == f.__code__.co_filename else None)
        values = [f(*copy.deepcopy(args)) for args in program.inputs]
    except Exception:  # a program that raises has no derivative to check
        return False
    finally:
        sys.settrace(before)
    return all(np.shape(value) == () and math.isfinite(value) for value in values)


def cause_of(error: BaseException) -> str:
    """Return a text that is equal for failures of one cause: the error and the place that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "srcad" in frame.filename and "tests" not in frame.filename]
    place = inside[-1].name if inside else ""
    return f"{type(error).__name__} in {place}"


def checked(program: Program) -> None:
    """Check the program's derivatives on all its arguments."""
    f = program.load()
    for args in program.inputs:
        checks.check(f, *args, argnums=program.argnums)


def attempt(program: Program, check: Callable[[Program], None], seconds: int) -> Outcome:
    """Check the program; say what came of it."""
    try:
        with time_limit(seconds):
            check(program)
    except checks.Unreliable as error:
        return Outcome(SKIPPED, "kink", str(error))
    except AssertionError as error:
        inside = cause_of(error).split(" in ")[1]
        kind = CRASHED if inside else WRONG
        return Outcome(kind, f"AssertionError in {inside}", str(error))
    except errors.InternalError as error:
        return Outcome(CRASHED, cause_of(error), str(error)[:LONGEST])
    except errors.SrcadError as error:
        return Outcome(REFUSED, re.sub(r"'[^']*'", "...", error.what), str(error))
    except TooLong:
        return Outcome(CRASHED, "too long", f"more than {seconds} s")
    except Exception as error:  # whatever else it raises is no proper refusal
        text = "".join(traceback.format_exception(error)[-4:])
        return Outcome(CRASHED, cause_of(error), text)
    return Outcome(RIGHT)


def tried(program: Program, check: Callable[[Program], None] = checked, seconds: int = SECONDS) -> Outcome:
    """Check one program, unless its figures are out of bounds."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if not is_tame(program):
            return Outcome(DISCARDED)
        return attempt(program, check, seconds)
