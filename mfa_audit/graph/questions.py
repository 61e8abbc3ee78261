"""One question about each of many accounts, in batches, from beta: answered, unanswered or gone.

Not here: how a batch is put and put again (`batch`).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

from mfa_audit.domain.facts import Gone, Unanswered
from mfa_audit.domain.sources import Source
from mfa_audit.domain.standing import LEFT_OUT, NOT_SHOWN, REFUSED, UNREADABLE
from mfa_audit.errors import ServiceError
from mfa_audit.graph.answers import BatchAnswer, read_fault
from mfa_audit.graph.batch import Post, Question, ask_all
from mfa_audit.graph.pacing import Workload
from mfa_audit.graph.problems import permission_remedy, refusal
from mfa_audit.graph.reading import Reader

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
        self,
        ids: Sequence[str],
        part: str,
        source: Source,
        read: Callable[[bytes], R | Unanswered],
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
