"""Questions about single accounts, up to 20 in one request of Graph's `$batch`."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
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
from mfa_audit.graph.pacing import Budget, Workload
from mfa_audit.graph.refusals import permission_remedy, refusal
from mfa_audit.graph.transport import ATTEMPTS, RETRIED_STATUS, back_off, retry_after

SIZE = 20
_START_IN_FLIGHT = 4
_MOST_IN_FLIGHT = 16
# 0: left out of the answer. 424: a request it depended on failed; we send none that depend, so it
# is the service's trouble.
_ASKED_AGAIN = RETRIED_STATUS | {0, 424}

Post = Callable[[bytes], Awaitable[bytes]]


class Question(msgspec.Struct):
    """One sub-request: `key` finds its answer again, `url` is relative to the API version."""

    key: str
    url: str


async def ask_all(
    questions: Sequence[Question],
    post: Post,
    budget: Budget,
    seen: Callable[[list[BatchAnswer]], None],
) -> dict[str, BatchAnswer]:
    """Put every question until it has a final answer; the answers by key.

    Batches fly side by side, more while all goes well, fewer after a throttled one. `seen` is shown
    the answers of each batch and may raise to stop. A question that the service keeps leaving out
    has an answer with status 0. Raises what `post` raises.
    """
    batches = deque(questions[start : start + SIZE] for start in range(0, len(questions), SIZE))
    answers: dict[str, BatchAnswer] = {}
    flying: set[asyncio.Task[dict[str, BatchAnswer]]] = set()
    room = _Room()
    try:
        while batches or flying:
            while batches and len(flying) < room.most:
                flying.add(asyncio.create_task(_settle(batches.popleft(), post, budget, room)))
            done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                # What fails together is all still here for the end to take in.
                settled = task.result()
                flying.remove(task)
                seen(list(settled.values()))
                answers |= settled
    finally:
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
    return answers


class _Room:
    """How many batches may fly: one more for each that went well, half for each turned down."""

    def __init__(self) -> None:
        self.most = _START_IN_FLIGHT

    def widen(self) -> None:
        self.most = min(self.most + 1, _MOST_IN_FLIGHT)

    def narrow(self) -> None:
        self.most = max(1, self.most // 2)


async def _settle(
    batch: Sequence[Question], post: Post, budget: Budget, room: _Room
) -> dict[str, BatchAnswer]:
    """Put one batch until each of its questions is answered; only what failed is put again."""
    answers: dict[str, BatchAnswer] = {}
    open_ = list(batch)
    for attempt in range(1, ATTEMPTS + 1):
        requests = [
            {"id": str(number), "method": "GET", "url": question.url}
            for number, question in enumerate(open_)
        ]
        body = await post(msgspec.json.encode({"requests": requests}))
        by_id: dict[str, BatchAnswer] = {}
        for answer in decode(body, BatchAnswers).responses:
            # Two answers to one question are none.
            by_id[answer.id] = BatchAnswer(answer.id, 0) if answer.id in by_id else answer
        for number, question in enumerate(open_):
            answers[question.key] = by_id.get(str(number), BatchAnswer(str(number), 0))
        open_ = [q for q in open_ if answers[q.key].status in _ASKED_AGAIN]
        if not open_:
            if attempt == 1:
                room.widen()
            break
        failed = [answers[question.key] for question in open_]
        await _wait(failed, budget, attempt, room)
    return answers


async def _wait(failed: Sequence[BatchAnswer], budget: Budget, attempt: int, room: _Room) -> None:
    """Wait for the longest time that a failed answer asks for; after a throttled one everybody
    waits."""
    said = [retry_after({k: str(v) for k, v in (a.headers or {}).items()}) for a in failed]
    seconds = max(one or back_off(attempt) for one in said)
    throttled = any(answer.status == 429 for answer in failed)
    if throttled:
        room.narrow()
    if throttled or any(one is not None for one in said):
        budget.close_for(seconds, f"the service asked for it ({failed[0].status} inside a batch)")
    elif attempt < ATTEMPTS:
        budget.tell(seconds, "trouble inside a batch")
        await budget.pause(seconds)


R = TypeVar("R")

# So many refusals and not one answer in a run: the permission is missing. Fewer may be accounts
# that this sign-in may not read, such as administrators' to an Authentication Administrator.
_REFUSED_TO_ALL = 100


class Questions:
    """Asks, and remembers which source has answered at all."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._budget = reader.transport.pacing.budgets[Workload.DIRECTORY]
        self._refused: Counter[Source] = Counter()
        self._answered: Counter[Source] = Counter()

    async def ask(
        self, ids: Sequence[str], part: str, source: Source, read: Callable[[bytes], R | Unanswered]
    ) -> dict[str, R | Unanswered | Gone]:
        """One answer for each account; `part` is that of its authentication. Raises AccessError
        where many are refused in this run and none was answered: then the permission is missing,
        not something of these accounts."""

        def watch(answers: list[BatchAnswer]) -> None:
            refused = [answer for answer in answers if answer.status in (401, 403)]
            self._refused[source] += len(refused)
            self._answered[source] += sum(answer.status == 200 for answer in answers)
            if self._refused[source] >= _REFUSED_TO_ALL and not self._answered[source]:
                fault = read_fault(bytes(refused[0].body))
                raise refusal(source, refused[0].status, fault, self._reader.consent)

        async def post(content: bytes) -> bytes:
            info = RequestInformation(HttpMethod.POST, "{+baseurl}/$batch", {})
            info.headers.try_add("Accept", "application/json")
            info.set_stream_content(content, "application/json")
            return await self._reader.send(self._reader.beta, info, source)

        answers = await ask_all(
            [Question(id, f"{self._account_url(id)}/authentication/{part}") for id in ids],
            post,
            self._budget,
            watch,
        )
        gone = await self._gone([id for id in ids if answers[id].status == 404], post)
        return {id: Gone() if id in gone else self._one(answers[id], source, read) for id in ids}

    async def _gone(self, ids: Sequence[str], post: Post) -> set[str]:
        """Which of these /users does not know either: a part of an account can be missing in a
        cloud, for a kind of account, or while a new one is being copied."""
        answers = await ask_all(
            [Question(id, self._account_url(id) + "?$select=id") for id in ids],
            post,
            self._budget,
            lambda _: None,
        )
        return {id for id in ids if answers[id].status == 404}

    def _account_url(self, id: str) -> str:
        builder = UserItemRequestBuilder(self._reader.beta, {"user%2Did": id, "baseurl": ""})
        return builder.to_get_request_information().url

    def _one(
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
        if answer.status in (401, 403):
            remedy = (
                f"Others were shown, so the permission is there; for these accounts a person needs "
                f"the role {' or '.join(source.roles)}."
                if self._answered[source]
                else permission_remedy(source, self._reader.consent)
            )
            return Unanswered(REFUSED[source], code, remedy)
        return Unanswered(NOT_SHOWN[source], code)
