"""A question: what is asked, the four options, why each is right or wrong, and what proves it.

A draft holds every wrong option that could be taken. Which are taken is drawn so that nothing but
the answer itself tells the right one: not its place, its length, its wording or how often it is
right (decision 42).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from therapies.model import Claim, Therapy, grouped
from therapies.study.guid import digest
from therapies.study.nearness import stems

OPTIONS = 4
CANDIDATES = 16
"""From how many near wrong options, at most, three are drawn."""
ROUNDS = 60
LEAST_WEIGHT, MOST_WEIGHT = 0.02, 50.0

TOPICS = MappingProxyType(
    {
        "mechanism": "How it works",
        "works": "How it works",
        "whom": "For whom",
        "when": "For whom",
        "caveat": "Caveats",
        "place": "Place in care",
        "standing": "Place in care",
        "member": "Groups",
        "group": "Groups",
        "apart": "Easily confused",
        "known": "How firmly",
        "which": "How firmly",
        "about": "Effect on what",
        "target": "Where it acts",
        "aim": "Aims",
        "presented": "Aims",
        "exact": "Over-claiming",
    }
)
"""What each kind of question teaches."""

Each = TypeVar("Each")


class Option(NamedTuple):
    """An answer to choose; `note` says, once it is answered, what it would be right for."""

    text: str
    right: bool = False
    note: str = ""


@dataclass(frozen=True)
class Question:
    """A question: `kind` is a key of `TOPICS`, `therapies` are those that it is about.

    The answer rests on `claims`: `feedback` gives what they say, in our words, and the passages.
    By its `token` it is known again, whatever other options it is offered with.
    """

    kind: str
    therapies: tuple[Therapy, ...]
    text: str
    options: tuple[Option, ...]
    claims: tuple[Claim, ...] = ()
    token: str = ""

    @property
    def topic(self) -> str:
        """What is learned by it."""
        return TOPICS[self.kind]

    @property
    def right(self) -> Option:
        """The option that counts as right."""
        return next(option for option in self.options if option.right)


@dataclass(frozen=True)
class Draft:
    """A question before its options are chosen: the right one, and all that are surely wrong.

    `wrong` are the nearest first.
    """

    kind: str
    therapies: tuple[Therapy, ...]
    text: str
    right: Option
    wrong: tuple[Option, ...]
    claims: tuple[Claim, ...]
    token: str


class Weights(NamedTuple):
    """How readily each option is taken as a wrong one, and each number of shorter ones."""

    options: Mapping[str, float]
    shorter: Sequence[float]


def mixed(draw: Random, items: Iterable[Each]) -> list[Each]:
    """Return `items` in an order drawn by `random()` alone, the same in every Python."""
    # Python has changed what `shuffle` and `sample` draw, but never the sequence of `random()`:
    # a mailed quiz has to stay the same quiz (decision 22).
    return sorted(items, key=lambda _: draw.random())


def drafted(
    kind: str,
    therapies: Sequence[Therapy],
    text: str,
    right: Option,
    wrong: Iterable[Option],
    claims: Iterable[Claim],
    detail: str = "",
) -> Draft | None:
    """Return a draft; None without three wrong options, or where words alone tell the right one:
    of the words of the question, a wrong one has as many. `detail` tells questions of the same
    kind on the same therapies apart.
    """
    by_text = {each.text: each for each in wrong if each.text != right.text}
    near = list(by_text.values())[:CANDIDATES]
    if not _covered(text, right, near):
        near += [each for each in by_text.values() if _covered(text, right, [each])][:1]
    if len(near) < OPTIONS - 1 or not _covered(text, right, near):
        return None
    token = digest("question", kind, *(each.id for each in therapies), detail)[:8]
    return Draft(kind, tuple(therapies), text, right, tuple(near), tuple(claims), token)


def _covered(text: str, right: Option, wrong: Sequence[Option]) -> list[Option]:
    """Return those of `wrong` that share as many words with the question as the right one."""
    told = len(stems(text) & stems(right.text))
    return [each for each in wrong if len(stems(text) & stems(each.text)) >= told]


def in_turn(draw: Random, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the drafts so that each answer is right as often as the others."""
    queues = grouped((each.right.text, each) for each in mixed(draw, drafts))
    turns = mixed(draw, queues.values())
    while turns:
        for queue in turns:
            yield queue.pop()
        turns = [queue for queue in mixed(draw, turns) if queue]


def balanced(drafts: Sequence[Draft]) -> Weights:
    """Return weights under which each option is wrong three times for each time that it is right,
    and the right one as often the shortest as the longest.
    """
    times = {text: len(each) for text, each in grouped((d.right.text, d) for d in drafts).items()}
    return Weights(_options(drafts, times), _shorter(drafts, times))


def _shorter(drafts: Sequence[Draft], times: Mapping[str, int]) -> list[float]:
    """Return weights for 0 to 3 wrong options that are shorter than the right one."""
    shares = [1 / times[each.right.text] for each in drafts]
    counts = [sum(size(each) < size(d.right) for each in d.wrong) for d in drafts]
    rooms = [
        range(max(0, OPTIONS - 1 - len(d.wrong) + n), min(OPTIONS - 1, n) + 1)
        for d, n in zip(drafts, counts, strict=True)
    ]
    weights = [1.0] * OPTIONS
    for _ in range(ROUNDS):
        had = [0.0] * OPTIONS
        for room, share in zip(rooms, shares, strict=True):
            whole = sum(weights[n] for n in room)
            for n in room:
                had[n] += weights[n] / whole * share
        weights = [
            min(max(weight * len(times) / OPTIONS / max(n, 0.1), 1 / MOST_WEIGHT), MOST_WEIGHT)
            for weight, n in zip(weights, had, strict=True)
        ]
    return weights


def _options(drafts: Sequence[Draft], times: Mapping[str, int]) -> Mapping[str, float]:
    """Return a weight for each wrong option; what is never right is hardly taken."""
    taken = {each.text for draft in drafts for each in draft.wrong}
    weights = {text: 1.0 if text in times else LEAST_WEIGHT for text in taken}
    for _ in range(ROUNDS):
        wrong = dict.fromkeys(weights, 0.0)
        for draft in drafts:
            whole = sum(weights[each.text] for each in draft.wrong)
            share = (OPTIONS - 1) / times[draft.right.text] / whole
            for each in draft.wrong:
                wrong[each.text] += min(weights[each.text] * share, 1 / times[draft.right.text])
        for text in times.keys() & weights.keys():
            better = weights[text] * (OPTIONS - 1) / max(wrong[text], 0.1)
            weights[text] = min(max(better, LEAST_WEIGHT), MOST_WEIGHT)
    return weights


def asked(draft: Draft, weights: Weights, draw: Random) -> Question:
    """Return the question of a draft: three wrong options, the right one in a drawn place."""
    three = _three(draft, weights, draw)
    options = mixed(draw, (draft.right._replace(right=True), *three))
    told = (draft.claims, draft.token)
    return Question(draft.kind, draft.therapies, draft.text, tuple(options), *told)


def _three(draft: Draft, weights: Weights, draw: Random) -> list[Option]:
    """Draw three wrong options, of which as many are shorter than the right one as is drawn.

    Where the right one shares words with the question, the wrong ones do too, if there are such.
    """
    tells = stems(draft.text) & stems(draft.right.text)
    sharing = _covered(draft.text, draft.right, draft.wrong) if tells else []
    found = _drawn(sharing, OPTIONS - 1, weights, draw)
    left = [each for each in draft.wrong if each not in found]
    own = size(draft.right)
    shorts = [each for each in left if size(each) < own]
    longs = [each for each in left if size(each) > own]
    room, had = OPTIONS - 1 - len(found), sum(size(each) < own for each in found)
    least, most = max(0, room - len(longs)), min(room, len(shorts))
    numbers = {str(n): weights.shorter[n + had] for n in range(least, most + 1)}
    number = int(_one(list(numbers), numbers, draw))
    found += _drawn(shorts, number, weights, draw)
    return found + _drawn(longs, OPTIONS - 1 - len(found), weights, draw)


def size(option: Option) -> tuple[int, str]:
    """Return what orders options by length."""
    return len(option.text), option.text


def _drawn(items: Sequence[Option], number: int, weights: Weights, draw: Random) -> list[Option]:
    """Draw `number` of `items` by their weights, each once."""
    left = {each.text: each for each in items}
    return [
        left.pop(_one(list(left), weights.options, draw)) for _ in range(min(number, len(left)))
    ]


def _one(names: Sequence[str], weights: Mapping[str, float], draw: Random) -> str:
    """Draw one of `names` by its weight."""
    point = draw.random() * sum(weights[each] for each in names)
    for each in names:
        point -= weights[each]
        if point < 0:
            return each
    return names[-1]
