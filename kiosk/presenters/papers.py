"""What somebody has to bring: the materials of one guide, or of several, each paper once."""

from collections.abc import Iterable
from dataclasses import dataclass

from config.catalogue import Bundle, Material, ServiceItem
from kiosk.presenters.outlook import Outlook


@dataclass(frozen=True)
class Paper:
    """One paper in words. `form`: original or how many copies; `when`: the answers that ask for it, or the item."""

    name: str
    form: str
    source: str
    must: str
    sample: str
    when: str
    essential: bool


def papers(look: Outlook, item: ServiceItem) -> tuple[Paper, ...]:
    """Every material of the guide, what everybody brings first; those only some answers ask for say so."""
    return _always_first(_paper(look, (material,), _when(look, item, material)) for material in item.materials)


def papers_needed(look: Outlook, materials: Iterable[Material]) -> tuple[Paper, ...]:
    """The materials somebody's own answers ask for."""
    return tuple(_paper(look, (material,), "") for material in materials)


def papers_of_bundle(look: Outlook, bundle: Bundle) -> tuple[Paper, ...]:
    """Every paper of the bundle's items once, what everybody brings first: the same id is the same paper.

    Where items ask for a different number of copies, the larger number does for all.
    """
    wanted: dict[str, list[tuple[ServiceItem, Material]]] = {}
    for item in items_of(look, bundle):
        for material in item.materials:
            wanted.setdefault(material.id, []).append((item, material))
    merged = []
    for uses in wanted.values():
        whens = [_when(look, item, material) for item, material in uses]
        when = "" if "" in whens else look.say("papers.joint").join(dict.fromkeys(whens))
        merged.append(_paper(look, [material for _, material in uses], when))
    return _always_first(merged)


def _always_first(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Else in the order of the guide."""
    return tuple(sorted(papers, key=lambda paper: bool(paper.when)))


def items_of(look: Outlook, bundle: Bundle) -> tuple[ServiceItem, ...]:
    """The bundle's items that are in the catalogue."""
    items = look.configuration.items if look.configuration else {}
    return tuple(items[item_id] for item_id in bundle.item_ids if item_id in items)


def _paper(look: Outlook, uses: Iterable[Material], when: str) -> Paper:
    language = look.language
    uses = tuple(uses)
    musts = dict.fromkeys(material.must.text(language) for material in uses if material.must)
    sample = next((material.sample for material in uses if material.sample), None)
    return Paper(
        name=uses[0].name.text(language),
        form=form(look, any(m.original for m in uses), max(m.copies for m in uses)),
        source=uses[0].source.text(language),
        must=look.say("papers.joint").join(musts),
        sample=sample.text(language) if sample else "",
        when=when,
        essential=any(material.essential for material in uses),
    )


def form(look: Outlook, original: bool, copies: int) -> str:
    """ "原件、复印件 1 份"."""
    forms = [look.say("item.original")] if original else []
    if copies:
        forms.append(look.say("item.copies" if copies != 1 else "item.copies_one", number=copies))
    return look.say("item.form_joint").join(forms) or look.say("item.form_any")


def in_brackets(words: str) -> str:
    """A form that begins a line elsewhere: "Original", in brackets "original"."""
    return words[:1].lower() + words[1:]


def _when(look: Outlook, item: ServiceItem, material: Material) -> str:
    """The answers that ask for it: empty when it is always needed."""
    language = look.language
    parts = []
    for situation_id, answer_ids in material.needed_when.items():
        situation = item.situation[situation_id]
        answers = [answer.name.text(language) for answer in situation.answers if answer.id in answer_ids]
        answer = look.say("papers.or").join(look.say("papers.quoted", text=text) for text in answers)
        parts.append(look.say("papers.when", question=situation.question.text(language), answer=answer))
    return look.say("papers.and").join(parts)
