"""The progress of a run on screen: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from mfa_audit.cli.console import say

# Seconds between plain lines, so that a log stays readable.
_LINE_EVERY = 10.0


class Counted(NamedTuple):
    """Things that are counted: the name of the bar, and a plain line with the numbers."""

    name: str
    line: str


ACCOUNTS = Counted("accounts", "{listed} accounts listed, {judged} done")
SIGN_INS = Counted("sign-ins", "{judged} sign-ins read, of about {listed}")
EVENTS = Counted("events", "{judged} events read")


class Progress(Protocol):
    """Shows how far a run is, and long waits."""

    def __call__(self, listed: int, judged: int) -> None:
        """`listed` things are known or expected; `judged` of them are done."""
        ...

    def notice(self, text: str) -> None:
        """Show a person who waits what happens."""
        ...


class NoProgress:
    """Shows nothing, for --quiet."""

    def __call__(self, listed: int, judged: int) -> None: ...

    def notice(self, text: str) -> None: ...


class PlainLines:
    """Shows a line every ten seconds."""

    def __init__(
        self, things: Counted = ACCOUNTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = things.line
        self._clock = clock
        self._last = clock()

    def __call__(self, listed: int, judged: int) -> None:
        now = self._clock()
        if now - self._last >= _LINE_EVERY:
            self._last = now
            say(self._line.format(listed=listed, judged=judged))

    def notice(self, text: str) -> None:
        say(text)


@contextmanager
def progress(things: Counted = ACCOUNTS, *, quiet: bool) -> Iterator[Progress]:
    """The display for this console; it disappears when the work is done."""
    if quiet:
        yield NoProgress()
    elif not sys.stderr.isatty():
        yield PlainLines(things)
    else:
        with _bar(things.name) as bar:
            yield bar


@contextmanager
def _bar(name: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with RichProgress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as display:
        task = display.add_task(name, total=None)

        class Bar:
            def __call__(self, listed: int, judged: int) -> None:
                display.update(task, total=listed or None, completed=judged)

            def notice(self, text: str) -> None:
                display.console.print(text, markup=False, highlight=False)

        yield Bar()
