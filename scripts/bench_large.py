"""The benches of large tenants: memory and time by size, and wall time against Graph's limits.

Run through `python scripts/bench.py` with `scale`, `throttle`, `sizes` or `sign_ins`.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx

SIZES = (10_000, 100_000, 1_000_000)
PAGE_SIZE = 999
# Most megabytes at the largest size, by format; most growth of the time per account.
MOST_MEMORY = {"csv": 700, "xlsx": 900}
MOST_GROWTH = 1.3

LOG_SIZES = (100_000, 2_000_000)
LOG_PAGE = 1000
LOG_BEGIN = datetime(2026, 11, 14, tzinfo=UTC)

_METHODS = (
    '["microsoftAuthenticatorPush","softwareOneTimePasscode"]',
    '["mobilePhone"]',
    "[]",
    '["microsoftAuthenticatorPush","mobilePhone"]',
    '["passKeyDeviceBoundAuthenticator","microsoftAuthenticatorPush"]',
)


class GeneratedTenant(httpx.AsyncBaseTransport):
    """A tenant whose accounts are made page by page and never kept; every 500th is blocked."""

    def __init__(self, accounts: int, *, premium: bool = True) -> None:
        self.accounts = accounts
        self.premium = premium
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """A page of users or of the report, a batch of methods, or the tenant."""
        self.requests += 1
        path = request.url.path
        if path.endswith("/$batch"):
            return httpx.Response(200, content=_batch(request.content))
        if path.endswith("/organization"):
            return httpx.Response(200, json={"value": [{"id": "t", "displayName": "Generated"}]})
        if not self.premium and "/reports/" in path:
            code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
            return httpx.Response(403, json={"error": {"code": code, "message": "no licence"}})
        if "/roleManagement/" in path:
            return httpx.Response(200, content=b'{"value":[]}')
        show = _user if path.endswith("/users") else _row
        start = int(parse_qs(request.url.query.decode()).get("$skiptoken", ["0"])[0])
        end = min(start + PAGE_SIZE, self.accounts)
        rows = ",".join([show(n) for n in range(start, end) if show is _user or n % 500])
        link = ""
        if end < self.accounts:
            address = f"https://graph.microsoft.com{path}?$skiptoken={end}"
            link = f'"@odata.nextLink":"{address}",'
        return httpx.Response(200, content=f'{{{link}"value":[{rows}]}}'.encode())


def _id(number: int) -> str:
    return f"b0000000-0000-4000-9000-{number:012d}"


def _user(number: int) -> str:
    enabled = "true" if number % 500 else "false"
    return (
        f'{{"id":"{_id(number)}","userPrincipalName":"first.last{number}@contoso.example",'
        f'"displayName":"First Last {number}","accountEnabled":{enabled},'
        f'"userType":"Member","perUserMfaState":"disabled","assignedLicenses":[{{"skuId":"x"}}],'
        f'"onPremisesSyncEnabled":null,"createdDateTime":"2021-03-15T08:30:00Z",'
        f'"department":"Department {number % 40}"}}'
    )


def _row(number: int) -> str:
    methods = _METHODS[number % len(_METHODS)]
    registered = "false" if methods == "[]" else "true"
    return (
        f'{{"id":"{_id(number)}","userPrincipalName":"first.last{number}@contoso.example",'
        f'"userDisplayName":"First Last {number}","userType":"member","isAdmin":false,'
        f'"isSsprRegistered":true,"isSsprEnabled":true,"isSsprCapable":true,'
        f'"isMfaRegistered":{registered},"isMfaCapable":{registered},'
        f'"isPasswordlessCapable":false,"methodsRegistered":{methods},'
        f'"isSystemPreferredAuthenticationMethodEnabled":true,'
        f'"systemPreferredAuthenticationMethods":["push"],'
        f'"userPreferredMethodForSecondaryAuthentication":"push",'
        f'"lastUpdatedDateTime":"2026-11-21T04:00:{number % 60:02d}.{number % 9999999:07d}Z"}}'
    )


def _batch(content: bytes) -> bytes:
    phone = {"@odata.type": "#microsoft.graph.phoneAuthenticationMethod", "phoneType": "mobile"}
    answers = [
        {"id": request["id"], "status": 200, "body": {"value": [phone]}}
        for request in json.loads(content)["requests"]
    ]
    return json.dumps({"responses": answers}).encode()


def scale(folder: Path) -> list[tuple[str, float, float]]:
    """The rows (what, figure, bar) for peak megabytes and the growth of the time per account."""
    rows: list[tuple[str, float, float]] = []
    for format, most in MOST_MEMORY.items():
        times = {}
        for size in SIZES:
            seconds, megabytes, requests = _in_a_process(size, folder / f"scale.{format}")
            times[size] = seconds / size
            print(
                f"{format} {size:>9,} accounts: {megabytes:4.0f} MB, {requests} requests",
                flush=True,
            )
        rows.append((f"{SIZES[-1]:,} accounts to {format}, MB at most", megabytes, most))
        growth = times[SIZES[-1]] / times[SIZES[0]]
        rows.append((f"{format}: time per account, largest / smallest", growth, MOST_GROWTH))
    return rows


def _in_a_process(size: int, path: Path) -> tuple[float, float, int]:
    """Processor seconds without the start, peak megabytes and requests of one audit."""
    done = subprocess.run(
        [sys.executable, __file__, str(size), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, megabytes, requests = done.stdout.split()
    return float(seconds), float(megabytes), int(requests)


def _one(size: int, path: Path) -> None:
    """Run one audit in this process; print processor seconds, peak megabytes and requests."""
    import resource

    from bench import audit_to

    audit_to(path.with_stem("warm"), GeneratedTenant(50))
    service = GeneratedTenant(size)
    started = time.process_time()
    result = audit_to(path, service)
    seconds = time.process_time() - started
    if result.run.counts.listed != size or not result.run.counts.reconciles:
        raise SystemExit(f"not whole: {result.run.counts}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(seconds, peak / (1024 if sys.platform == "linux" else 1024 * 1024), service.requests)


class GeneratedLog(httpx.AsyncBaseTransport):
    """A log of sign-ins of 200,000 people, evenly over a week, made page by page and never kept."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """A page of the sign-ins in the time of the filter."""
        self.requests += 1
        query = parse_qs(request.url.query.decode())
        if "$skiptoken" in query:
            start, end = map(int, query["$skiptoken"][0].split("-"))
        else:
            first, last = re.findall(r"[gl]e (\S+)", query["$filter"][0])
            start, end = (self._before(datetime.fromisoformat(time)) for time in (first, last))
        stop = min(start + LOG_PAGE, end)
        rows = ",".join([self._row(number) for number in range(start, stop)])
        link = ""
        if stop < end:
            address = f"https://graph.microsoft.com{request.url.path}?$skiptoken={stop}-{end}"
            link = f'"@odata.nextLink":"{address}",'
        return httpx.Response(200, content=f'{{{link}"value":[{rows}]}}'.encode())

    def _before(self, time: datetime) -> int:
        """The number of sign-ins before `time`."""
        part = (time - LOG_BEGIN) / timedelta(days=7)
        return min(max(math.ceil(part * self.rows), 0), self.rows)

    def _row(self, number: int) -> str:
        time = LOG_BEGIN + timedelta(days=7) * number / self.rows
        person = number * 7919 % 200_000
        mfa = number % 3 == 0
        step = (
            '{"authenticationStepDateTime":"2026-11-14T00:00:00Z","authenticationMethod":'
            '"Mobile app notification","succeeded":true,"authenticationStepResultDetail":'
            '"MFA completed in Azure AD","authenticationStepRequirement":"Primary authentication"}'
        )
        return (
            f'{{"id":"{_id(number)}","createdDateTime":"{time:%Y-%m-%dT%H:%M:%S.%fZ}",'
            f'"userId":"{_id(person)}","userPrincipalName":"first.last{person}@contoso.example",'
            f'"userDisplayName":"First Last {person}","userType":"member","appId":"app-1",'
            f'"appDisplayName":"Office 365","resourceDisplayName":"Microsoft Graph",'
            f'"clientAppUsed":"Browser","ipAddress":"203.0.113.{number % 250}",'
            f'"location":{{"city":"Lund","state":"Skane","countryOrRegion":"SE"}},'
            f'"isInteractive":true,"signInEventTypes":["interactiveUser"],'
            f'"status":{{"errorCode":0,"additionalDetails":"MFA completed in Azure AD"}},'
            f'"authenticationRequirement":'
            f'"{"multi" if mfa else "single"}FactorAuthentication",'
            f'"conditionalAccessStatus":"success","appliedConditionalAccessPolicies":[{{'
            f'"id":"p-1","displayName":"Require MFA","enforcedGrantControls":["Mfa"],'
            f'"enforcedSessionControls":[],"result":"success"}}],'
            f'"authenticationDetails":[{step if mfa else ""}]}}'
        )


def sign_ins(folder: Path) -> list[tuple[str, float, float]]:
    """The rows for two million sign-ins to CSV: peak megabytes, and the growth of the time."""
    times = {}
    for rows in LOG_SIZES:
        seconds, megabytes, requests = _in_a_process(rows, folder / "sign-ins.log.csv")
        times[rows] = seconds / rows
        print(f"{rows:>9,} sign-ins: {megabytes:4.0f} MB, {requests} requests", flush=True)
    growth = times[LOG_SIZES[-1]] / times[LOG_SIZES[0]]
    return [
        (f"{LOG_SIZES[-1]:,} sign-ins to csv, MB at most", megabytes, 300),
        ("sign-ins: time per row, largest / smallest", growth, MOST_GROWTH),
    ]


def _one_log(rows: int, path: Path) -> None:
    """Read the log once in this process; print the same figures as `_one`."""
    import resource

    from bench import directory

    from mfa_audit.audit.sign_in_cache import SignInCache
    from mfa_audit.audit.sign_ins import SignInReading
    from mfa_audit.cli.options import Options
    from mfa_audit.cli.output import open_output, output_place
    from mfa_audit.domain.sign_ins import LogQuery
    from mfa_audit.graph.logs import SignInLog
    from mfa_audit.reports.sign_ins import SignInLayout, SignInSummary
    from mfa_audit.reports.tables import Closing
    from tests import virtual

    service, options, summary = GeneratedLog(rows), Options(), SignInSummary()
    end = LOG_BEGIN + timedelta(days=7)
    layout = SignInLayout(str, ("signIns",))

    async def read() -> int:
        async with directory(service) as graph:
            reading = SignInReading(SignInLog(graph.reader), slices, end)
            async for records in reading.records():
                for record in records:
                    summary.add(record)
                out.write(records)
            return reading.counts.shown

    started = time.process_time()
    with (
        SignInCache(path.parent / "slices", "bench", LogQuery(LOG_BEGIN, end)) as slices,
        open_output(output_place(options, path), options, layout) as out,
    ):
        shown, _ = virtual.run(read())
        out.finish(Closing({}, [], "sign-ins"), "sign-in")
        slices.remove()
    seconds = time.process_time() - started
    if shown != rows or summary.total.sign_ins != rows:
        raise SystemExit(f"not whole: {shown} of {rows}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(seconds, peak / (1024 if sys.platform == "linux" else 1024 * 1024), service.requests)


def throttle(folder: Path) -> list[tuple[str, float, float]]:
    """The rows for 50,000 accounts behind Graph's limits at 60 ms an answer, in real time."""
    from bench import audit_to

    from mfa_audit.graph.pacing import LIMITS, Workload
    from tests.limits import LimitedTenant

    size, latency = 50_000, 0.06
    limited = LimitedTenant(GeneratedTenant(size), latency)
    started = time.perf_counter()
    result = audit_to(folder / "throttle.csv", limited, clock=_real)
    seconds = time.perf_counter() - started
    pages = -(-size // PAGE_SIZE)
    most, period = LIMITS[Workload.REPORTS]
    # The earliest moment for the request of the last page; then its answer and the batches for the
    # accounts without a row (four at a time, at first); before all that the tenant's name.
    waits = (pages - 1) // int(most) * period
    after = -(-(size // 500) // 20 // 4) * latency
    least = latency + waits + ((pages - 1) % int(most) + 1) * latency + after
    if result.run.counts.listed != size or not result.run.counts.reconciles:
        raise SystemExit(f"not whole: {result.run.counts}")
    print(
        f"{size:,} accounts: {limited.requests} requests, {limited.throttled} turned down, "
        f"{limited.violations} before their Retry-After; {seconds / least:.2f} of the least time"
    )
    return [
        ("wall time / least time the limits allow", seconds / least, 1.15),
        ("turned down, % of requests", 100 * limited.throttled / limited.requests, 2),
        ("Retry-After violations", limited.violations, 0),
    ]


def sizes(folder: Path) -> list[tuple[str, float, float]]:
    """The row for broken limits; prints for the README the requests and time by size, with Graph's
    limits and 60 ms an answer (in virtual time, so without our own processor time)."""
    from bench import audit_to, in_virtual_time

    from tests.limits import LimitedTenant

    violations = 0
    for size in (500, 5_000, 50_000, 250_000, 1_000_000):
        for premium in (True, False):
            if size > 250_000 and not premium:
                continue  # no tenant has so many accounts without a licence
            limited = LimitedTenant(GeneratedTenant(size, premium=premium), 0.06)
            times: list[float] = []

            def clock(main: Any, times: list[float] = times) -> tuple[Any, float]:
                result, seconds = in_virtual_time(main)
                times.append(seconds)
                return result, seconds

            audit_to(folder / "sizes.csv", limited, clock=clock)
            violations += limited.violations + limited.throttled
            kind = "with P1" if premium else "without P1"
            print(f"{size:>9,} {kind:<10} {limited.requests:>7,} requests {times[0]:>7,.0f} s")
    return [("turned down or too early", violations, 0)]


def _real(main: Any) -> tuple[Any, float]:
    """Run in real time."""
    return asyncio.run(main), 0.0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    file = Path(sys.argv[2])
    (_one_log if file.suffixes[:1] == [".log"] else _one)(int(sys.argv[1]), file)
