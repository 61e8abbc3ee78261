"""JSON batching: many small questions in one request, each answered, asked again or given up.

The SDK's own batch client is not used: it needs an undeclared dependency, loses JSON bodies and
does not retry a throttled sub-request. Source: Microsoft, "JSON batching" (at most 20, answers in
any order, each sub-request counted and throttled by itself).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

import msgspec

from mfa_audit.graph.answers import BatchAnswer, BatchAnswers, decode
from mfa_audit.graph.pacing import Budget
from mfa_audit.graph.transport import ATTEMPTS, RETRIED_STATUS, back_off, retry_after

SIZE = 20
_START_IN_FLIGHT = 4
_MOST_IN_FLIGHT = 16
# 424: a request it depended on failed. We send none that depend, so it is the service's trouble.
_ASKED_AGAIN = RETRIED_STATUS | {424}

Post = Callable[[bytes], Awaitable[bytes]]


class Question(msgspec.Struct):
    """One sub-request: `key` finds its answer again, `url` is relative to the API version."""

    key: str
    url: str
    attempts: int = 0


async def ask_all(
    questions: Iterable[Question],
    post: Post,
    budget: Budget,
    seen: Callable[[list[BatchAnswer]], None],
) -> dict[str, BatchAnswer]:
    """Put every question until it has a final answer; the answers by key.

    `seen` is shown the final answers of each round and may raise to stop. A question that never
    got an answer has status 0; what `post` raises stops everything.
    """
    waiting = deque(questions)
    answers: dict[str, BatchAnswer] = {}
    flying: dict[asyncio.Task[bytes], list[Question]] = {}
    most = _START_IN_FLIGHT
    try:
        while waiting or flying:
            while waiting and len(flying) < most:
                batch = [waiting.popleft() for _ in range(min(SIZE, len(waiting)))]
                flying[asyncio.create_task(_put(post, batch))] = batch
            done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                final, again, wait, throttled = _sort(flying.pop(task), task.result())
                answers.update((key, answer) for key, answer in final)
                seen([answer for _, answer in final])
                waiting.extend(again)
                most = max(1, most // 2) if throttled else min(most + 1, _MOST_IN_FLIGHT)
                if throttled:
                    budget.close_for(wait, "the service asked for it (429 inside a batch)")
                elif again:
                    await asyncio.sleep(wait)
    finally:
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
    return answers


async def _put(post: Post, batch: list[Question]) -> bytes:
    requests = [
        {"id": str(number), "method": "GET", "url": question.url}
        for number, question in enumerate(batch)
    ]
    return await post(msgspec.json.encode({"requests": requests}))


def _sort(
    batch: list[Question], body: bytes
) -> tuple[list[tuple[str, BatchAnswer]], list[Question], float, bool]:
    """Final answers, questions to put again, seconds to wait before, and whether 429 was among."""
    by_id = {answer.id: answer for answer in decode(body, BatchAnswers).responses}
    final: list[tuple[str, BatchAnswer]] = []
    again: list[Question] = []
    wait, throttled = 0.0, False
    for number, question in enumerate(batch):
        answer = by_id.get(str(number))
        question.attempts += 1
        missing = answer is None
        if answer is None:
            answer = BatchAnswer(str(number), 0)
        if (missing or answer.status in _ASKED_AGAIN) and question.attempts < ATTEMPTS:
            again.append(question)
            said = retry_after(answer.headers or {})
            throttled = throttled or answer.status == 429
            wait = max(wait, back_off(question.attempts) if said is None else said)
        else:
            final.append((question.key, answer))
    return final, again, wait, throttled
