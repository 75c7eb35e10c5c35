"""How the parts of a question count together: the same for every engine.

An engine scores each part of a question on its own (BM25 over the fields, title first). Here these
scores become one. Documents that lack a part are kept, but those that have more of the question,
by weight, come first.
"""

from collections.abc import Mapping, Sequence

from search.expansion import Plan, Words

# A part that names a concept is found in all languages; a plain word says less, in its own only.
PLAIN = 0.5
EVERYDAY = 0.7
# How much a missing part costs: the power of the share of the question that a document has.
STRICTNESS = 1.0
# Documents with less than this share of the best score are not worth showing.
WORTH = 0.0


def weight(group: Sequence[Words]) -> float:
    """Return how much a part of the question counts."""
    if any(words.concepts for words in group):
        return 1.0
    usual = EVERYDAY if any(words.senses for words in group) else PLAIN
    return max((usual, *hinted(group).values()))


def may_relax(plan: Plan) -> bool:
    """Tell whether more can be found than what has all parts of the question as they stand."""
    groups = plan.text_groups()
    return len(groups) > 1 or any(hinted(group) for group in groups)


def hinted(group: Sequence[Words]) -> dict[str, float]:
    """Return further concepts that satisfy a part of the question, each with its factor."""
    sure = {concept for words in group for concept in words.concepts}
    found: dict[str, float] = {}
    for words in group:
        for concept, factor in words.hinted:
            if concept not in sure:
                found[concept] = max(found.get(concept, 0.0), factor)
    return found


def combined(scores: Sequence[Mapping[int, float]], weights: Sequence[float]) -> dict[int, float]:
    """Return one score for each document, from its scores for each part of the question.

    The sum of the weighted scores, times the share of the weights that the document has.
    """
    total = sum(weights)
    sums: dict[int, float] = {}
    shares: dict[int, float] = {}
    for some, factor in zip(scores, weights, strict=True):
        for doc, score in some.items():
            sums[doc] = sums.get(doc, 0.0) + factor * score
            shares[doc] = shares.get(doc, 0.0) + factor / total
    found = {doc: score * shares[doc] ** STRICTNESS for doc, score in sums.items()}
    least = WORTH * max(found.values(), default=0.0)
    return {doc: score for doc, score in found.items() if score >= least}
