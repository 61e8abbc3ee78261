"""JSON batching: many small questions in one request, each answered, asked again or given up.

The SDK's own batch client is not used: it needs an undeclared dependency, loses JSON bodies and
does not retry a throttled sub-request. Source: Microsoft, "JSON batching" (at most 20, answers in
any order, each sub-request counted and throttled by itself).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from mfa_audit.graph.answers import BatchAnswer, BatchAnswers, decode
from mfa_audit.graph.pacing import Budget
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
            done, flying = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                settled = task.result()
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
    for attempt in range(1, ATTEMPTS + 1):
        open_ = [question for question in batch if _is_open(answers.get(question.key))]
        if not open_:
            break
        if attempt > 1:
            await _wait([answers[q.key] for q in open_], budget, attempt - 1, room)
        requests = [
            {"id": str(number), "method": "GET", "url": question.url}
            for number, question in enumerate(open_)
        ]
        body = await post(msgspec.json.encode({"requests": requests}))
        by_id = {answer.id: answer for answer in decode(body, BatchAnswers).responses}
        for number, question in enumerate(open_):
            answers[question.key] = by_id.get(str(number), BatchAnswer(str(number), 0))
        if attempt == 1 and not any(_is_open(answer) for answer in answers.values()):
            room.widen()
    return answers


def _is_open(answer: BatchAnswer | None) -> bool:
    return answer is None or answer.status in _ASKED_AGAIN


async def _wait(failed: Sequence[BatchAnswer], budget: Budget, attempt: int, room: _Room) -> None:
    """Wait for the longest time that a failed answer asks for; after a throttled one everybody
    waits."""
    said = [retry_after(answer.headers or {}) for answer in failed]
    seconds = max(back_off(attempt) if one is None else one for one in said)
    if any(answer.status == 429 for answer in failed):
        room.narrow()
        budget.close_for(seconds, "the service asked for it (429 inside a batch)")
    else:
        await budget.pause(seconds)
