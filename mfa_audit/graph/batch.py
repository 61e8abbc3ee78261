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
