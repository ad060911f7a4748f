"""What must hold within a service item's guide, so that nobody is asked in circles or sent for papers nobody needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from config.catalogue import UNSURE, ServiceItem
from config.entries import Entry, repeated
from config.findings import Finding, did_you_mean, quoted
from config.wording import VAGUE


def findings(items: list[Entry], demonstration: bool) -> Iterator[Finding]:
    """Everything that is wrong in these items; what nobody has confirmed only where it is no `demonstration`."""
    for item in items:
        yield from _times(item)
        yield from _vague(item)
        yield from _unconfirmed(item, demonstration)
        way = _Way(item)
        about_way = list(way.findings())
        yield from about_way
        yield from _materials(item, way, way_is_sound=not about_way)
    yield from _two_names([material for item in items for material in item.entries("materials")])


# --- times, words, what nobody has confirmed -----------------------------------------------------------------------


def _times(item: Entry) -> Iterator[Finding]:
    first, last = _day(item.table.get("valid_from")), _day(item.table.get("valid_to"))
    if first and last and first > last:
        yield item.finding("valid_to", f"lies before valid_from, in {item.name}", f"{first} is the first day")
    statutory, promised = item.table.get("statutory_limit_days"), item.table.get("promised_limit_days")
    if not isinstance(promised, int):
        return
    if isinstance(statutory, int) and promised > statutory:
        reason = f"is longer than the law allows, in {item.name}"
        yield item.finding("promised_limit_days", reason, f"statutory_limit_days is {quoted(statutory)}")
    if item.text("kind") in ("instant", "promised") and (promised == 0) is not (item.text("kind") == "instant"):
        reason = f"does not fit {quoted(item.text('kind'))}, in {item.name}"
        yield item.finding("promised_limit_days", reason, "what is done on the spot is instant, and takes 0 days")


def _vague(item: Entry) -> Iterator[Finding]:
    for table in item.tables():
        chinese = table.text("zh")
        for word in VAGUE:
            if chinese and word in chinese:
                reason = f"{quoted(word)} does not say what to bring or who it is, in {item.name}"
                yield table.finding("zh", reason, "name each material, and the department")


def _unconfirmed(item: Entry, demonstration: bool) -> Iterator[Finding]:
    keys = set(ServiceItem.model_fields)
    for place, key in item.texts("to_verify"):
        if key not in keys:
            reason = f"{quoted(key)} is not a key of an item, in {item.name}"
            yield item.finding(place, reason, did_you_mean(key, keys))
    unconfirmed = ", ".join(key for _, key in item.texts("to_verify"))
    if unconfirmed and not demonstration:
        reason = f"nobody has confirmed {unconfirmed}, in {item.name}"
        remedy = "confirm and take out of the list; only a hall with demonstration = true may offer it like this"
        yield item.finding("to_verify", reason, remedy)


def _day(value: object) -> date | None:
    """The day of a date, with or without a time of day, as TOML or JSON writes it."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# --- the questions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Way:
    """The way through the situations of an item. The first situation is the first question."""

    item: Entry

    @cached_property
    def situations(self) -> dict[str, Entry]:
        """Of two with the same id, which is told elsewhere, the first."""
        entries = reversed(self.item.entries("situations"))
        return {text: entry for entry in entries if (text := entry.text("id"))}

    @cached_property
    def first(self) -> str | None:
        entries = self.item.entries("situations")
        return entries[0].text("id") if entries else None

    def following(self, situation_id: str) -> list[str]:
        """The situations its answers lead to."""
        leads_to = (answer.text("leads_to") for answer in self.situations[situation_id].entries("answers"))
        return [text for text in leads_to if text in self.situations]

    def reached(self, start: list[str]) -> set[str]:
        """Everything one may come to from these, and these."""
        reached, ahead = set[str](), list(start)
        while ahead:
            if (situation_id := ahead.pop()) not in reached:
                reached.add(situation_id)
                ahead += self.following(situation_id)
        return reached

    @cached_property
    def circling(self) -> list[str]:
        """The situations one may come back to."""
        return [name for name in self.situations if name in self.reached(self.following(name))]

    def findings(self) -> Iterator[Finding]:
        yield from repeated(self.item.entries("situations"), "id")
        for situation in self.item.entries("situations"):
            yield from self._answers(situation)
        reached = self.reached([self.first] if self.first in self.situations else [])
        lost = self.first not in self.situations or any(map(self._is_lost, self.situations.values()))
        told = set[str]()
        for name, situation in sorted(self.situations.items(), key=lambda pair: pair[1].place):
            if not lost and name not in reached:
                reason = f"no answer leads to {quoted(name)}, in {self.item.name}"
                yield situation.finding("id", reason, "name it in a leads_to, or take it out")
            if name in self.circling and name not in told:
                circle = [other for other in self.circling if name in self.reached([other])]
                told.update(circle)
                reason = f"the answers lead in a circle: {', '.join(sorted(circle))}, in {self.item.name}"
                yield situation.finding("answers", reason, "let one of them lead on, or to nothing")
            answers = situation.entries("answers")
            if answers and all(map(_refuses, answers)):
                reason = f"whatever is answered to {quoted(name)}, nobody is eligible, in {self.item.name}"
                yield situation.finding("answers", reason, "one answer at least must let people through")

    def _is_lost(self, situation: Entry) -> bool:
        """Whether one of its answers leads to no situation there is, so that nobody knows what should be reached."""
        leads_to = (answer.text("leads_to") for answer in situation.entries("answers"))
        return any(text and text not in self.situations for text in leads_to)

    def _answers(self, situation: Entry) -> Iterator[Finding]:
        answers = situation.entries("answers")
        yield from repeated(answers, "id")
        for answer in answers:
            leads_to = answer.text("leads_to")
            if answer.text("id") == UNSURE:
                reason = f"{quoted(UNSURE)} is what people answer who cannot say, in {self.item.name}"
                yield answer.finding("id", reason, "name an answer in unsure_counts_as instead")
            if leads_to and leads_to not in self.situations:
                reason = f"{quoted(leads_to)} is not the id of any of the situations, in {self.item.name}"
                yield answer.finding("leads_to", reason, did_you_mean(leads_to, self.situations))
            if leads_to and _refuses(answer):
                reason = f"nothing follows an answer that makes ineligible, in {self.item.name}"
                yield answer.finding("leads_to", reason, "take one of the two out")
        unsure = situation.text("unsure_counts_as")
        if unsure is None:
            return
        known = {text: answer for answer in answers if (text := answer.text("id"))}
        if unsure not in known:
            reason = f"{quoted(unsure)} is not the id of any of the answers, in {self.item.name}"
            yield situation.finding("unsure_counts_as", reason, did_you_mean(unsure, known))
        elif _refuses(known[unsure]):
            reason = f"{quoted(unsure)} makes ineligible whoever cannot say, in {self.item.name}"
            yield situation.finding("unsure_counts_as", reason, "name the strictest answer that lets people through")

    def can_ask_for(self, conditions: Mapping[str, set[str]]) -> bool:
        """Whether a way through the questions meets all these conditions, each on the answers to a situation.

        Such a way gives only the wanted answers to the questions of the conditions, and is put every one of them.
        """
        if self.first not in self.situations:
            return not conditions
        most: dict[str, float] = {}  # conditions met from a situation on; less than any number: no such way goes on
        for name in self._last_to_first(self.first):
            met = float("-inf")
            for answer in self.situations[name].entries("answers"):
                if _refuses(answer) or (name in conditions and answer.text("id") not in conditions[name]):
                    continue
                leads_to = answer.text("leads_to")
                met = max(met, most.get(leads_to, 0) if leads_to else 0)
            most[name] = met + (name in conditions)
        return most[self.first] == len(conditions)

    def _last_to_first(self, start: str) -> list[str]:
        """What is reached from a situation, each behind all its followers; there is no circle."""
        ordered: dict[str, None] = {}
        ahead = [start]
        while ahead:
            open_ones = [name for name in self.following(ahead[-1]) if name not in ordered]
            if open_ones:
                ahead.append(open_ones[0])
            else:
                ordered[ahead.pop()] = None
        return list(ordered)


def _refuses(answer: Entry) -> bool:
    """Whether it makes ineligible; JSON writes null where TOML leaves out."""
    return answer.table.get("ineligible") is not None


# --- the materials -------------------------------------------------------------------------------------------------


def _materials(item: Entry, way: _Way, way_is_sound: bool) -> Iterator[Finding]:
    materials = item.entries("materials")
    yield from repeated(materials, "id")
    for material in materials:
        if material.text("id") in way.situations:  # a line of the pre-review is named by the id alone
            yield material.finding("id", f"{material.name} is a situation too, in {item.name}", "use another id")
    deferrable = [material for material in materials if material.table.get("essential") is False]
    has_term = item.table.get("deferral_days") is not None
    if has_term and materials and not deferrable:
        reason = f"no material may follow later, in {item.name}"
        yield item.finding("deferral_days", reason, "take it out, or say essential = false of one")
    if not has_term:
        for material in deferrable:
            reason = f"{material.name} may follow later, but it is not said by when, in {item.name}"
            yield material.finding("essential", reason, "give the item deferral_days")
    for material in materials:
        yield from _condition(item, way, way_is_sound, material)


def _condition(item: Entry, way: _Way, way_is_sound: bool, material: Entry) -> Iterator[Finding]:
    """What nobody needs is only told where the questions are sound: else it follows from what is told of them."""
    needed_when = material.entry("needed_when")
    sound = way_is_sound
    conditions = dict[str, set[str]]()
    for situation_id in needed_when.table:
        situation = way.situations.get(situation_id)
        if situation is None:
            reason = f"{quoted(situation_id)} is not the id of any of the situations, in {item.name}"
            yield needed_when.finding(situation_id, reason, did_you_mean(situation_id, way.situations))
            sound = False
            continue
        known = {text for answer in situation.entries("answers") if (text := answer.text("id"))}
        conditions[situation_id] = {text for _, text in needed_when.texts(situation_id)}
        for place, text in needed_when.texts(situation_id):
            if text not in known:
                reason = f"{quoted(text)} is not the id of any of the answers to {situation.name}, in {item.name}"
                yield needed_when.finding(place, reason, did_you_mean(text, known))
                sound = False
    if sound and not way.can_ask_for(conditions):
        reason = f"no way through the questions asks for {material.name}, in {item.name}"
        yield material.finding("needed_when", reason, "let one of the answers ask for it, or take the material out")


def _two_names(materials: list[Entry]) -> Iterator[Finding]:
    """The same id is the same paper, in every item; under two names people would look for two."""
    remedy = "call the same paper the same, or give it its own id"
    seen: dict[str, Entry] = {}
    for material in materials:
        name, material_id = material.entry("name"), material.text("id")
        if not (material_id and name.table):
            continue
        first = seen.setdefault(material_id, material)
        for language in ("zh", "en"):
            called, other = name.text(language), first.entry("name").text(language)
            if called and other and called != other:
                reason = f"{material.name} is called {quoted(other)} in {first.seen_from(material.file)}"
                yield material.finding(f"name.{language}", reason, remedy)
