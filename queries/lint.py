"""The compliance check before a query is sent (AHIMA/ACDIS 2022; DOMAIN.md 3.3).

Pure: texts in, problems out. `blocks` stops the sending, otherwise the asker is warned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from queries.enums import OptionKind, QueryCategory, QueryKind

# Any mention of what the answer does to money or to a score steers the provider.
FORBIDDEN = (
    (r"reimburs\w*", "reimbursement"),
    (r"payment|pays?\b|paid\b|revenue", "payment"),
    (r"\b(ms|apr)?[\s-]*drgs?\b|\bcase[\s-]mix\b", "DRG"),
    (r"\brafs?\b|risk[\s-]+adjust\w*|\bhccs?\b", "risk adjustment"),
    (r"quality[\s-]+(score|measure|metric|rating)s?", "quality scores"),
    (r"physician[\s-]+profile|profiling|severity[\s-]+score", "profiling"),
    (r"please\s+document", "an instruction to document"),
)
NEVER_YES_NO = frozenset(
    {
        QueryCategory.INDICATORS_NO_DIAGNOSIS,
        QueryCategory.SPECIFICITY,
        QueryCategory.INCOMPLETE,
        QueryCategory.AMBIGUOUS,
    }
)
WORD = re.compile(r"[a-z]{5,}")
# Words that titles and options share without naming anything clinical.
NEUTRAL = frozenset(
    WORD.findall(
        "above clarification clinical clinically condition conditions diagnosis documented"
        " documentation findings further greater indicated present record related relationship"
        " significance specificity specified support supported unspecified"
    )
)
MINIMUM_CHOICES = 2


@dataclass(frozen=True)
class Problem:
    field: str
    message: str
    remedy: str
    blocks: bool = True


@dataclass(frozen=True)
class QueryDraft:
    """A query as its asker has written it; options are (kind, text)."""

    title: str
    kind: str
    category: str
    question: str
    indicators: Sequence[str]
    options: Sequence[tuple[str, str]]


def lint(draft: QueryDraft) -> list[Problem]:
    """Everything wrong with the draft, blocking problems first."""
    found = [
        *_indicators(draft),
        *_forbidden_words(draft),
        *_options(draft),
        *_yes_no(draft),
        *_title(draft),
    ]
    return sorted(found, key=lambda problem: not problem.blocks)


def _indicators(draft: QueryDraft) -> list[Problem]:
    if any(text.strip() for text in draft.indicators):
        return []
    return [
        Problem(
            "indicators",
            "The query quotes no clinical indicator.",
            "Quote what the record says, with its document and date.",
        )
    ]


def _forbidden_words(draft: QueryDraft) -> list[Problem]:
    texts = [("title", draft.title), ("question", draft.question)]
    texts += [("options", text) for _, text in draft.options]
    found = []
    for field, text in texts:
        for pattern, what in FORBIDDEN:
            if match := re.search(pattern, text, re.IGNORECASE):
                found.append(
                    Problem(
                        field,
                        f"{match.group(0)!r} speaks of {what}.",
                        "Ask about the clinical facts alone.",
                    )
                )
    return found


def _options(draft: QueryDraft) -> list[Problem]:
    if draft.kind != QueryKind.MULTIPLE_CHOICE:
        return []
    kinds = [kind for kind, _ in draft.options]
    found = [
        Problem("options", f"The option {OptionKind(kind).label!r} is missing.", "Add it.")
        for kind in (OptionKind.OTHER, OptionKind.UNDETERMINED)
        if kind not in kinds
    ]
    substantive = kinds.count(OptionKind.SUBSTANTIVE)
    if substantive == 0:
        found.append(
            Problem("options", "There is nothing to choose from.", "Add supported options.")
        )
    elif substantive < MINIMUM_CHOICES:
        found.append(
            Problem(
                "options",
                "A single clinical option may lead the provider.",
                "Add every option the indicators support, or ask openly.",
                blocks=False,
            )
        )
    return found


def _yes_no(draft: QueryDraft) -> list[Problem]:
    if draft.kind != QueryKind.YES_NO or draft.category not in NEVER_YES_NO:
        return []
    return [
        Problem(
            "kind",
            "A yes-or-no query may not introduce a diagnosis that is not documented.",
            "Ask by multiple choice or openly.",
        )
    ]


def _title(draft: QueryDraft) -> list[Problem]:
    """A title may not carry a diagnosis that the indicators do not."""
    known = set(WORD.findall(" ".join(draft.indicators).lower()))
    offered = {
        word
        for kind, text in draft.options
        if kind == OptionKind.SUBSTANTIVE
        for word in WORD.findall(text.lower())
    }
    named = set(WORD.findall(draft.title.lower())) & offered - known - NEUTRAL
    if not named:
        return []
    words = ", ".join(sorted(named))
    return [
        Problem(
            "title",
            f"The title names {words}, which the indicators do not.",
            "Use a neutral title.",
        )
    ]
