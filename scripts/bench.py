"""The cost of the product as a ratio to the same work done bare: `python scripts/bench.py`.

Both sides are measured in one run, in turn, so that the machine's speed cancels out.
"""

from __future__ import annotations

import argparse
import ast
import csv
import gc
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from environment import ROOT, VENV, call, ensure

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    import httpx

    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.registration import AccountRecord
    from mfa_audit.domain.run import Audit
    from mfa_audit.graph.demo.contoso import Person
    from mfa_audit.graph.demo.emulator import EmulatedTenant
    from mfa_audit.graph.directory import GraphDirectory

    Sink = Callable[[list[AccountRecord]], None]
    Clock = Callable[[Coroutine[Any, Any, Audit]], tuple[Audit, float]]

ACCOUNTS = 20_000
REPETITIONS = 5
LAUNCHES = 7
PAGE_SIZE = 999


class Measured(NamedTuple):
    """A figure and the most that it may be."""

    what: str
    value: float
    bar: float

    @property
    def over(self) -> bool:
        """Whether the figure is too high."""
        return self.value > self.bar


def main() -> int:
    """1 if any figure is over its bar."""
    benches: dict[str, Callable[[Path], list[Measured]]] = {"registration": registration}
    benches |= {
        name: other("bench_large", name) for name in ("scale", "throttle", "sizes", "sign_ins")
    }
    benches["compare"] = other("bench_compare", "compare")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("bench", nargs="?", choices=benches, default="registration")
    chosen = parser.parse_args().bench
    python = ensure()
    if not Path(sys.prefix).samefile(VENV):
        return call([python, __file__, chosen])
    sys.path.insert(0, str(ROOT))  # where the tests' virtual time is
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    with tempfile.TemporaryDirectory() as folder:
        table = benches[chosen](Path(folder))
    width = max(len(row.what) for row in table)
    print(f"{'what':<{width}}  {'figure':>6}  {'bar':>5}")
    for row in table:
        verdict = "OVER" if row.over else "ok"
        print(f"{row.what:<{width}}  {row.value:>6.4g}  {row.bar:>5g}  {verdict}")
    return 1 if any(row.over for row in table) else 0


def registration(folder: Path) -> list[Measured]:
    """The registration report: from bytes to file, starts, requests."""
    return [
        Measured("bytes to classic CSV / json.loads and csv.writer", to_csv(folder), 5),
        Measured("bytes to the whole workbook / bare openpyxl", to_xlsx(folder), 1.5),
        Measured("--help / python -c pass", start_of_help(), 12),
        Measured("demo report / importing what it needs", start_of_demo(folder), 3),
        Measured("requests for 50,000 accounts, 200 not in the report", requests(folder), 115),
    ]


def other(module: str, name: str) -> Callable[[Path], list[Measured]]:
    """A bench of another module, imported only when it is run."""

    def bench(folder: Path) -> list[Measured]:
        measure = getattr(importlib.import_module(module), name)
        return [Measured(*row) for row in measure(folder)]

    return bench


def to_csv(folder: Path) -> float:
    """From Graph's bytes to the three documented columns."""
    path, bodies = folder / "classic.csv", dict[str, bytes]()
    service = encoded_once(tenant(ACCOUNTS), bodies)
    audit_to(path, service)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    if len(rows) != ACCOUNTS + 1:
        raise SystemExit(f"the CSV has {len(rows)} rows")

    def bare() -> None:
        for body in bodies.values():
            json.loads(body)
        with (folder / "bare.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)

    return in_turn(lambda: audit_to(path, service), bare)


def to_xlsx(folder: Path) -> float:
    """From Graph's bytes to a workbook with all its sheets; the bare one has the cells ready."""
    from openpyxl import Workbook, load_workbook

    path, service = folder / "full.xlsx", encoded_once(tenant(ACCOUNTS), {})
    audit_to(path, service)
    made = load_workbook(path, read_only=True)
    sheets = {sheet.title: list(sheet.values) for sheet in made.worksheets}
    made.close()
    if len(sheets["Accounts"]) != ACCOUNTS + 1:
        raise SystemExit(f"the sheet Accounts has {len(sheets['Accounts'])} rows")

    def bare() -> None:
        book = Workbook(write_only=True)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for values in rows:
                sheet.append(values)
        book.save(folder / "bare.xlsx")

    return in_turn(lambda: audit_to(path, service), bare)


def start_of_help() -> float:
    """How long a person waits for --help."""
    return launches(["-m", "mfa_audit", "--help"], ["-c", "pass"])


def start_of_demo(folder: Path) -> float:
    """A whole demo run, compared with the imports that every run needs."""
    directory = ast.parse((ROOT / "mfa_audit/graph/directory.py").read_text(encoding="utf-8"))
    builders = [
        ast.unparse(node)
        for node in directory.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("msgraph.")
    ]
    imports = "\n".join([*builders, "import azure.identity, msgspec, openpyxl"])
    demo = ["-m", "mfa_audit", "--demo", "report", "-q", "-o", str(folder / "demo.csv")]
    return launches(demo, ["-c", imports])


def requests(folder: Path) -> int:
    """The number of requests for a large tenant; 200 blocked accounts have no row in the report."""
    import httpx

    service, sent = tenant(50_000, blocked=200), list[httpx.URL]()

    async def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.url)
        return await service.handle_async_request(request)

    audit_to(folder / "requests.csv", httpx.MockTransport(answer))
    return len(sent)


def in_turn(product: Callable[[], object], bare: Callable[[], object]) -> float:
    """The least processor time of `product` as a multiple of that of `bare`, run in turn."""

    def timed(job: Callable[[], object]) -> float:
        gc.collect()
        started = time.process_time()
        job()
        return time.process_time() - started

    pairs = [(timed(product), timed(bare)) for _ in range(REPETITIONS)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def launches(product: Sequence[str], bare: Sequence[str]) -> float:
    """The median time of `product` as a multiple of that of `bare`, started in turn."""
    # The compiled modules are reused, as on any machine where it has run before.
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def timed(arguments: Sequence[str]) -> float:
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environ,
            check=False,
        )
        elapsed = time.perf_counter() - started
        # 3: written, with gaps, which the demo tenant has on purpose.
        if done.returncode not in (0, 3):
            raise SystemExit(done.stderr.decode(errors="replace"))
        return elapsed

    timed(product), timed(bare)
    pairs = [(timed(product), timed(bare)) for _ in range(LAUNCHES)]
    return statistics.median(p[0] for p in pairs) / statistics.median(p[1] for p in pairs)


def tenant(accounts: int, blocked: int = 0) -> EmulatedTenant:
    """A service with invented people, of whom the last are `blocked`."""
    from mfa_audit.graph.demo.contoso import DEPARTMENTS, DOMAIN, PHONE, PUSH, TOTP, Person
    from mfa_audit.graph.demo.emulator import EmulatedTenant

    dealt = ((PUSH, TOTP), (PUSH, PHONE), (PHONE,), (), ("windowsHelloForBusiness", PUSH))

    def person(number: int) -> Person:
        return Person(
            f"b0000000-0000-4000-9000-{number:012d}",
            f"first.last{number}@{DOMAIN}",
            f"First Last {number}",
            dealt[number % len(dealt)],
            enabled=number < accounts - blocked,
            licensed=number % 17 != 0,
            state=("disabled", "enforced", "enabled")[number % 3],
            department=DEPARTMENTS[number % len(DEPARTMENTS)],
            created=f"20{10 + number % 15}-{1 + number % 12:02d}-{1 + number % 28:02d}T09:15:00Z",
            synced=True if number % 3 == 0 else None,
        )

    return EmulatedTenant([person(number) for number in range(accounts)], page_size=PAGE_SIZE)


def encoded_once(service: EmulatedTenant, bodies: dict[str, bytes]) -> httpx.MockTransport:
    """`service` as a transport that keeps each encoded answer to a GET in `bodies`."""
    import httpx

    def answer(request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        status, body = 200, bodies.get(url)
        if body is None:
            status, answered = service.answer(request.method, url, request.content)
            body = json.dumps(answered, ensure_ascii=False).encode()
            if request.method == "GET" and status == 200:
                bodies[url] = body
        headers = {"content-type": "application/json"}
        return httpx.Response(status, content=body, headers=headers, request=request)

    return httpx.MockTransport(answer)


def in_virtual_time(main: Coroutine[Any, Any, Audit]) -> tuple[Audit, float]:
    """The result of `main`, and its virtual seconds: pacing applies, and takes no time."""
    from tests import virtual

    return virtual.run(main)


def audit_to(
    path: Path, service: httpx.AsyncBaseTransport, clock: Clock = in_virtual_time
) -> Audit:
    """The program's work between sign-in and summary: the classic columns for a CSV, or else all.
    `clock` runs the audit."""
    from mfa_audit.cli.accounts import AccountFilter, account_layout, audit_request
    from mfa_audit.cli.options import Options
    from mfa_audit.cli.output import open_output, output_place
    from mfa_audit.formats.writer import Format
    from mfa_audit.reports.account_columns import CLASSIC, FULL
    from mfa_audit.reports.account_pages import Provenance

    options, now = Options(), datetime.now(UTC)
    place = output_place(options.file_style(now), path)
    columns = CLASSIC if place.format is Format.CSV else FULL
    layout = account_layout(place, columns, whole=True)
    request = audit_request(
        options.definition, now, layout.columns, AccountFilter(), population=True
    )
    with open_output(place, layout) as out:
        result, _ = clock(collected(service, request, out.write))
        out.finish(layout.closing(result, Provenance(request.sources, out.digest)), "account")
    return result


async def collected(service: httpx.AsyncBaseTransport, request: AuditRequest, sink: Sink) -> Audit:
    """Pass every record to `sink`; return the audit."""
    from mfa_audit.audit.collect import Collection
    from mfa_audit.domain.run import AccountRun, Audit

    async with directory(service) as graph:
        collection = Collection(graph, request)
        async for records in collection.records():
            sink(records)
        run = AccountRun(
            version="bench",
            started=request.now,
            cloud="global",
            identity="bench",
            tenant=collection.tenant,
            traffic=graph.traffic,
            definition=request.definition,
            counts=collection.counts,
        )
        return Audit(run, collection.gaps)


def directory(service: httpx.AsyncBaseTransport) -> GraphDirectory:
    """The production code, with `service` instead of the network."""
    from kiota_abstractions.authentication import AnonymousAuthenticationProvider

    from mfa_audit.graph.clouds import CLOUDS
    from mfa_audit.graph.demo.contoso import TENANT_ID
    from mfa_audit.graph.directory import GraphDirectory
    from mfa_audit.graph.pacing import Pacing
    from mfa_audit.graph.refusals import Consent

    consent = Consent(CLOUDS["global"], TENANT_ID, None)
    return GraphDirectory(AnonymousAuthenticationProvider(), service, consent, Pacing())


if __name__ == "__main__":
    sys.exit(main())
