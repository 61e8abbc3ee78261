"""Questions about single accounts, up to 20 in one request of Graph's `$batch`."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import msgspec
from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

from mfa_audit.domain.accounts import Gone, Unanswered
from mfa_audit.domain.registration import LEFT_OUT, NOT_SHOWN, REFUSED, UNREADABLE
from mfa_audit.domain.sources import Source
from mfa_audit.errors import ServiceError
from mfa_audit.graph.account_json import BatchAnswer, BatchAnswers, decode, read_fault
from mfa_audit.graph.client import Reader
from mfa_audit.graph.pacing import Workload
from mfa_audit.graph.refusals import permission_remedy, refusal
from mfa_audit.graph.transport import ATTEMPTS, RETRIED_STATUS, back_off, retry_after

_SIZE = 20
_START_IN_FLIGHT = 4
_MOST_IN_FLIGHT = 16
# 0: missing from the answer. 424: a request that this one depends on failed; none of ours depends
# on another, so the service is at fault.
_RETRIED = RETRIED_STATUS | {0, 424}
# So many refusals and no answer in a run: the permission is missing. Fewer may be accounts that
# this person may not read, such as administrators for an Authentication Administrator.
_REFUSED_TO_ALL = 100

R = TypeVar("R")


class Questions:
    """Asks about accounts, and counts the refusals and answers of each source in this run."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._refused: Counter[Source] = Counter()
        self._answered: Counter[Source] = Counter()

    async def ask(
        self, ids: Sequence[str], part: str, source: Source, read: Callable[[bytes], R | Unanswered]
    ) -> dict[str, R | Unanswered | Gone]:
        """Return an answer for each account; `part` is the last segment of its URL. Raises
        AccessError after many refusals and no answer in this run: then the permission is missing,
        and these accounts are not special."""

        def count(answers: Collection[BatchAnswer]) -> None:
            refused = [answer for answer in answers if answer.status in (401, 403)]
            self._refused[source] += len(refused)
            self._answered[source] += sum(answer.status == 200 for answer in answers)
            if self._refused[source] >= _REFUSED_TO_ALL and not self._answered[source]:
                fault = read_fault(bytes(refused[0].body))
                raise refusal(source, refused[0].status, fault, self._reader.consent)

        accounts = {id: self._account_url(id) for id in ids}
        urls = {id: f"{url}/authentication/{part}" for id, url in accounts.items()}
        answers = await _Batches(self._reader, source).send(urls, count)
        # A 404 alone does not say that the account is gone: its authentication can be missing in a
        # cloud, for a kind of account, or while a new account is being copied.
        missing = [id for id in accounts if answers[id].status == 404]
        urls = {id: f"{accounts[id]}?$select=id" for id in missing}
        users = await _Batches(self._reader, source).send(urls)
        gone = {id for id, user in users.items() if user.status == 404}
        return {id: Gone() if id in gone else self._read(answers[id], source, read) for id in ids}

    def _account_url(self, id: str) -> str:
        builder = UserItemRequestBuilder(self._reader.beta, {"user%2Did": id, "baseurl": ""})
        return builder.to_get_request_information().url

    def _read(
        self, answer: BatchAnswer, source: Source, read: Callable[[bytes], R | Unanswered]
    ) -> R | Unanswered:
        body = bytes(answer.body)
        if answer.status == 200:
            try:
                return read(body)
            except ServiceError as error:
                return Unanswered(UNREADABLE, about=error.what)
        if answer.status == 0:
            return Unanswered(LEFT_OUT)
        code = read_fault(body).code or f"HTTP {answer.status}"
        if answer.status not in (401, 403):
            return Unanswered(NOT_SHOWN[source], code)
        remedy = (
            f"Others were shown, so the permission is there; for these accounts a person needs "
            f"the role {' or '.join(source.roles)}."
            if self._answered[source]
            else permission_remedy(source, self._reader.consent)
        )
        return Unanswered(REFUSED[source], code, remedy)


class _Batches:
    """Batches about one source, several in flight: one more after each that went well, half as
    many after a throttled one."""

    def __init__(self, reader: Reader, source: Source) -> None:
        self._reader = reader
        self._source = source
        self._budget = reader.transport.pacing.budgets[Workload.DIRECTORY]
        self._most = _START_IN_FLIGHT

    async def send(
        self,
        urls: Mapping[str, str],
        check: Callable[[Collection[BatchAnswer]], None] = lambda _: None,
    ) -> dict[str, BatchAnswer]:
        """Send every URL until it has a final answer; return the answers by the URLs' keys.

        `check` gets the answers of each batch and may raise to stop. A URL that the service keeps
        leaving out has an answer with status 0.
        """
        pairs = list(urls.items())
        batches = deque(dict(pairs[start : start + _SIZE]) for start in range(0, len(pairs), _SIZE))
        answers: dict[str, BatchAnswer] = {}
        in_flight: set[asyncio.Task[dict[str, BatchAnswer]]] = set()
        try:
            while batches or in_flight:
                while batches and len(in_flight) < self._most:
                    in_flight.add(asyncio.create_task(self._settle(batches.popleft())))
                done, _ = await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    # A task that fails stays in the set, so that `finally` collects its error.
                    settled = task.result()
                    in_flight.remove(task)
                    check(settled.values())
                    answers |= settled
        finally:
            for task in in_flight:
                task.cancel()
            await asyncio.gather(*in_flight, return_exceptions=True)
        return answers

    async def _settle(self, urls: dict[str, str]) -> dict[str, BatchAnswer]:
        """Send one batch, then again what failed, until each URL has a final answer."""
        answers: dict[str, BatchAnswer] = {}
        for attempt in range(1, ATTEMPTS + 1):
            by_id: dict[str, BatchAnswer] = {}
            for answer in await self._post(urls.values()):
                # Two answers to one request count as none.
                by_id[answer.id] = BatchAnswer(answer.id, 0) if answer.id in by_id else answer
            for number, key in enumerate(urls):
                answers[key] = by_id.get(str(number), BatchAnswer(str(number), 0))
            urls = {key: url for key, url in urls.items() if answers[key].status in _RETRIED}
            if not urls:
                if attempt == 1:
                    self._most = min(self._most + 1, _MOST_IN_FLIGHT)
                break
            await self._wait([answers[key] for key in urls], attempt)
        return answers

    async def _post(self, urls: Collection[str]) -> list[BatchAnswer]:
        requests = [
            {"id": str(number), "method": "GET", "url": url} for number, url in enumerate(urls)
        ]
        info = RequestInformation(HttpMethod.POST, "{+baseurl}/$batch", {})
        info.headers.try_add("Accept", "application/json")
        info.set_stream_content(msgspec.json.encode({"requests": requests}), "application/json")
        body = await self._reader.send(self._reader.beta, info, self._source)
        return decode(body, BatchAnswers).responses

    async def _wait(self, failed: Sequence[BatchAnswer], attempt: int) -> None:
        """Wait for the longest Retry-After; all requests wait after one, or after a 429."""
        times = [retry_after({k: str(v) for k, v in (a.headers or {}).items()}) for a in failed]
        seconds = max(time or back_off(attempt) for time in times)
        throttled = any(answer.status == 429 for answer in failed)
        if throttled:
            self._most = max(1, self._most // 2)
        if throttled or any(time is not None for time in times):
            reason = f"the service asked for it ({failed[0].status} inside a batch)"
            self._budget.close_for(seconds, reason)
        elif attempt < ATTEMPTS:
            await self._budget.pause(seconds, "trouble inside a batch")
