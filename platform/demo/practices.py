"""The demo's practices: real ones, written out from public sources."""

from typing import Any

from demo.texts import rich
from home.actions import published
from network.models import Place
from network.queries import PartnerNames
from practices.models import PracticeIndexPage, PracticePage, PracticePartner, Transfer
from vocabulary.queries import concepts_by_notation


def publish_practice(
    facts: dict[str, Any],
    library: PracticeIndexPage,
    place: Place,
    partners: PartnerNames,
) -> PracticePage:
    """Make or update one practice from its file; `partners` knows the directory by name."""
    values = _values(facts, place, partners)
    page = PracticePage.objects.filter(slug=facts["id"]).first()
    if page is not None:
        return published(page, **values)
    themes, groups = concepts_by_notation("themes"), concepts_by_notation("target-groups")
    page = PracticePage(slug=facts["id"], locale=library.locale, **values)
    page.themes = [themes[code] for code in facts["themes"]]
    page.target_groups = [groups[code] for code in facts["target_groups"]]
    page.partners = [
        PracticePartner(
            sort_order=number,
            partner_id=partners.find(name),
            name="" if partners.find(name) else name,
        )
        for number, name in enumerate(facts["partners"])
    ]
    library.add_child(instance=page)
    page.tags.set(facts["tags"])
    page.save()
    page.save_revision().publish()
    return page


def _values(facts: dict[str, Any], place: Place, partners: PartnerNames) -> dict:
    lead = partners.find(facts["lead"]) if facts["lead"] else None
    same = ("language", "title", "summary", "level", "lead_type", "status", "funding", "powers")
    return {name: facts[name] for name in same} | {
        "summary_en": facts["summary_en"],
        "body": [_section(one) for one in facts["sections"]],
        "unknown": "\n".join(facts["unknown"]),
        "place": place,
        "lead_id": lead,
        "lead_name": "" if lead else facts["lead"],
        "start": facts["start"] or "",
        "end": facts["end"] or "",
        "main_theme": concepts_by_notation("themes")[facts["main_theme"]],
        "made_for": facts["made_for"],
        "cost_band": facts["cost_band"],
        "staff_band": facts["staff_band"],
        "evidence": facts["evidence"],
        "results_table": [{"type": "row", "value": row} for row in facts["results_table"]],
        "sources": [
            {"type": "source", "value": {"title": "", "url": url}} for url in facts["sources"]
        ],
        "origin": "short" if facts["confidence"] == "low" else "public-sources",
    }


def _section(section: dict[str, Any]) -> dict[str, Any]:
    if section["type"] == "how_it_works":
        steps = [
            {"type": "item", "id": str(number), "value": {"when": "", "text": "", **step}}
            for number, step in enumerate(section.get("steps", []), start=1)
        ]
        value: Any = {"text": rich(section.get("text", "")), "steps": steps}
    else:
        value = rich(section["text"])
    return {"type": section["type"], "value": value}


def link_transfers(rows: list[dict[str, Any]]) -> None:
    """Record which practice was taken over where; an end outside the library is named."""
    pages = {page.slug: page for page in PracticePage.objects.all()}
    for row in rows:
        start, end = pages.get(row["from_practice"]), pages.get(row["to_practice"])
        here, there = (start, end) if start else (end, None)
        if here is None:
            continue
        Transfer.objects.update_or_create(
            practice=here,
            other=there,
            other_name="" if there else row.get("to_label") or row.get("from_label", ""),
            direction="to" if start else "from",
            defaults={"how": row["how"], "source": row["source"]},
        )
