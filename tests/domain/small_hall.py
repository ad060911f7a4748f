"""A hall small enough to think about: four windows, three queues, and a driver that speaks in commands."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from config.configuration import HallConfiguration
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    PublishConfiguration,
    StartServing,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain import invariants
from queue_server.domain.decide import decide
from queue_server.domain.events import AnyEvent, Recorded
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState, Ticket

NINE_MS = 1_795_395_600_000  # 2026-11-23 09:00 in Shanghai
DAY = "2026-11-23"
DAY_MS = 86_400_000


YEARS = [{"year": year, "source": "通知"} for year in (2026, 2027)]  # nobody has a day off


def local_time(at_ms: int) -> str:
    """As people write it in Shanghai, to the minute."""
    return f"{datetime.fromtimestamp(at_ms / 1000, ZoneInfo('Asia/Shanghai')):%Y-%m-%dT%H:%M}"


def actor(id_: str, *roles: Role) -> Actor:
    return Actor(id_, frozenset(roles))


KIOSK = actor("k1", Role.KIOSK)
OTHER_KIOSK = actor("k2", Role.KIOSK)
WARDEN = actor("warden", Role.COMPLAINTS)
TERMINAL = actor("r1", Role.RATING)  # at w1
OTHER_TERMINAL = actor("r2", Role.RATING)  # at w2
ANN = actor("ann", Role.CLERK)  # primary w1, backup w2
BO = actor("bo", Role.CLERK)  # primary w2, backup w1
CAI = actor("cai", Role.CLERK)  # primary w3 and w4, and w5 where people are advised
PORTAL = actor("online", Role.PORTAL)
DEE = actor("dee", Role.SUPERVISOR)  # no post
GUS = actor("gus", Role.GUIDE)
TOM = actor("tom", Role.TECHNICIAN)
BOARD = actor("b1", Role.BOARD)
BRIDGE = actor("bridge", Role.BRIDGE)  # keypads at w1 and w2


def visitor(ticket_id: str) -> Actor:
    return actor(ticket_id, Role.VISITOR)


def name(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def item(id_: str, number: str, queue_id: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "number": number,
        "name": name(id_),
        "kind": "instant",
        "type": "licence",
        "department_id": "centre",
        "theme_ids": ["life"],
        "queue_id": queue_id,
        "applicants": ["person"],
        "legal_basis": ["行政许可法"],
        "conditions": [name("条件")],
        "materials": [{"id": "id-card", "name": name("身份证"), "source": name("本人")}],
        "procedure": [name("受理")],
        "statutory_limit_days": 20,
        "promised_limit_days": 0,
        "result": name("证"),
        "fee": {"amount": name("不收费"), "basis": "无"},
        "phone": "1",
        "supervision": "2",
        **more,
    }


def queue(id_: str, series: str, zone_id: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": name(id_), "series": series, "kind": "comprehensive", "zone_id": zone_id, **more}


def window(number: int, zone_id: str, profile_id: str) -> dict[str, Any]:
    kind = "comprehensive"
    return {
        "id": f"w{number}",
        "number": number,
        "name": name(f"W{number}"),
        "kind": kind,
        "zone_id": zone_id,
        "profile_id": profile_id,
    }


def clerk(id_: str, roles: list[str], **posts: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_.title(), "staff_number": f"no-{id_}", "roles": roles, **posts}


def kiosk(id_: str) -> dict[str, Any]:
    printer = {"id": f"{id_}-printer", "kind": "ticket_printer", "url": f"socket://127.0.0.1:70{id_[1:]}0"}
    return {"id": id_, "kind": "kiosk", "name": name(id_), "devices": [printer]}


BRIDGED = [
    {"id": "bar", "kind": "led_bar", "url": "socket://127.0.0.1:7101", "window_ids": ["w1"]},
    {
        "id": "rating-pads",
        "kind": "rating_pads",
        "url": "socket://127.0.0.1:7102?addresses=1,2",
        "window_ids": ["w1", "w2"],
    },
    {
        "id": "call-pads",
        "kind": "call_pads",
        "url": "socket://127.0.0.1:7103?addresses=1,2",
        "window_ids": ["w1", "w2"],
    },
    {
        "id": "tags",
        "kind": "vibrating_tags",
        "url": "socket://127.0.0.1:7104",
        "tags": {"first": 1, "last": 3},
    },
    {"id": "lockers", "kind": "lock_boards", "url": "socket://127.0.0.1:7105?shut_shorts=1&open_shorts=2", "locks": 8},
]


def tables() -> dict[str, Any]:
    """The configuration as plain tables, to be changed before it is read."""
    return {
        "plan": {
            "hall_id": "small",
            "name": name("小厅"),
            "address": name("路"),
            "phone": "1",
            "supervision_phone": "2",
            "zones": [
                {"id": "east", "letter": "A", "name": name("东"), "kind": "comprehensive"},
                {"id": "west", "letter": "B", "name": name("西"), "kind": "waiting"},
            ],
            "departments": [{"id": "centre", "name": name("中心"), "phone": "1"}],
            "queues": [
                queue("general", "A", "east"),
                queue("instant", "A", "west"),  # shares the series
                queue("cashier", "C", "west", on_kiosk=False),
            ],
            "profiles": [
                {"id": "general", "name": name("general"), "queue_ids": ["general"]},
                {"id": "mixed", "name": name("mixed"), "queue_ids": ["general", "instant"]},
                {"id": "cashier", "name": name("cashier"), "queue_ids": ["cashier"]},
            ],
            "windows": [
                window(1, "east", "general"),
                window(2, "west", "mixed"),
                window(3, "west", "mixed"),
                window(4, "west", "cashier"),
            ],
            "clerks": [
                clerk("ann", ["clerk"], primary=["w1"], backup=["w2"]),
                clerk("bo", ["clerk"], primary=["w2"], backup=["w1"]),
                clerk("cai", ["clerk"], primary=["w3", "w4"]),
                clerk("dee", ["supervisor", "clerk"]),
                clerk("gus", ["guide"]),
                clerk("tom", ["technician"]),
                clerk("eva", ["clerk"], trainee=True),
            ],
            "stations": [
                kiosk("k1"),
                kiosk("k2"),
                {"id": "b1", "kind": "board", "name": name("board")},
                {"id": "p1", "kind": "panel", "name": name("panel"), "window_id": "w1"},
                {"id": "r1", "kind": "rating", "name": name("rating 1"), "window_id": "w1"},
                {"id": "r2", "kind": "rating", "name": name("rating 2"), "window_id": "w2"},
                {"id": "bridge", "kind": "bridge", "name": name("bridge"), "devices": BRIDGED},
            ],
            "notices": [name("通知")],
        },
        "catalogue": {
            "themes": [{"id": "life", "name": name("生活"), "icon": "home"}],
            "items": [
                item("licence", "0001", "general"),
                item("stamp", "0002", "instant"),
                item("gone", "0003", "general", closed_because=name("已取消")),
                item("coming", "0004", "general", valid_from="2026-11-24"),
                item("past", "0005", "general", valid_to="2026-11-22"),
                item("today-only", "0006", "general", valid_from=DAY, valid_to=DAY),
            ],
        },
        "policy": {
            "waiting_limit": 12,
            "misclick_s": 0,  # time stands still here while somebody works
            "hours": {"opens_at": "09:00", "closes_at": "17:00", "years": YEARS},
            "spots": [{"file": "originals.png"}, {"file": "film.mp4", "zone_ids": ["west"], "length_s": 60}],
            "emergencies": [
                {"id": "evacuate", "heading": name("请离开大厅"), "text": name("从最近的出口离开")},
                {"id": "all-clear", "heading": name("解除"), "text": name("请回来"), "calm": True, "ends_after_s": 60},
            ],
        },
    }


def guided_tables() -> dict[str, Any]:
    """The same hall with an item whose guide asks and forgives, a queue for advice, and a bundle."""
    guided = tables()
    guided["plan"]["queues"].append(queue("advice", "Z", "west", kind="consultation"))
    guided["plan"]["profiles"].append({"id": "advice", "name": name("advice"), "queue_ids": ["advice"]})
    guided["plan"]["windows"].append(window(5, "west", "advice"))
    guided["plan"]["clerks"][2]["primary"].append("w5")
    guided["plan"]["stations"].append({"id": "online", "kind": "portal", "name": name("online")})
    guided["catalogue"]["items"].append(permit())
    guided["catalogue"]["bundles"] = [
        {
            "id": "opening",
            "name": name("开店"),
            "icon": "home",
            "note": name("一次办完"),
            "item_ids": ["licence", "stamp"],
            "queue_id": "instant",
            "one_day": True,
            "stages": [
                {"name": name("盖章"), "queue_id": "instant", "item_ids": ["stamp"]},
                {"name": name("受理"), "queue_id": "general", "item_ids": ["licence"]},
                {"name": name("交费"), "queue_id": "cashier"},
            ],
            "lead_department_id": "centre",
        }
    ]
    return guided


APPOINTMENTS: dict[str, Any] = {
    "schedules": [
        {
            "id": "papers",
            "item_ids": ["licence", "stamp"],
            "rows": [{"begins_at": "09:00", "ends_at": "17:00", "every_min": 30, "quota": 2}],
        }
    ]
}

PRIORITY: dict[str, Any] = {
    "overtakes_at_most": 3,
    "classes": [
        {"id": "urgent", "name": name("急"), "basis": "规定", "weight": 4},
        {
            "id": "project",
            "name": name("项目"),
            "basis": "规定",
            "head_start_min": 30,
            "claimed": False,
            "verified_by": ["supervisor"],
        },
    ],
}


def ruled_tables() -> dict[str, Any]:
    """The guided hall with priority, and windows 2 and 3 by rules: stamps, then long waits in general, then in English;
    the cashier's window takes from the instant queue only while more than two wait there."""
    ruled = guided_tables()
    ruled["policy"]["priority"] = PRIORITY
    mixed, cashier = ruled["plan"]["profiles"][1:3]
    mixed["rules"] = [
        {"id": "stamps", "name": name("章"), "queue_ids": ["instant"], "item_ids": ["stamp"]},
        {"id": "long", "name": name("久等"), "queue_ids": ["general"], "wait_over_min": 10},
        {"id": "english", "name": name("英语"), "queue_ids": ["general", "instant"], "languages": ["en"]},
    ]
    cashier["queue_ids"] = ["cashier", "instant"]
    cashier["strict"] = True
    cashier["rules"] = [
        {"id": "pay", "name": name("交费"), "queue_ids": ["cashier"]},
        {"id": "help", "name": name("帮忙"), "queue_ids": ["instant"], "waiting_over": 2},
    ]
    return ruled


def permit(deferral_days: int = 5) -> dict[str, Any]:
    """For oneself: identity card and form. By somebody else: a letter too, which may follow. For a shop: not here."""
    for_whom = {
        "id": "for-whom",
        "question": name("为谁办"),
        "answers": [
            {"id": "self", "name": name("本人")},
            {"id": "other", "name": name("替人"), "leads_to": "letter-signed"},
            {
                "id": "shop",
                "name": name("店铺"),
                "ineligible": {"reason": name("不在此办"), "basis": "规定", "instead": name("去市局")},
            },
        ],
        "unsure_counts_as": "self",
    }
    letter_signed = {
        "id": "letter-signed",
        "question": name("签了吗"),
        "answers": [{"id": "yes", "name": name("签了")}, {"id": "no", "name": name("没签")}],
    }
    materials = [
        {"id": "id-card", "name": name("身份证"), "source": name("本人"), "must": name("在有效期内")},
        {"id": "form", "name": name("表"), "source": name("窗口"), "essential": False},
        {"id": "letter", "name": name("委托书"), "source": name("本人"), "needed_when": {"for-whom": ["other"]}},
    ]
    situations = [for_whom, letter_signed]
    guide = {"situations": situations, "materials": materials, "deferral_days": deferral_days}
    return item("permit", "0007", "general", **guide)


def configuration(changed: dict[str, Any] | None = None) -> HallConfiguration:
    return HallConfiguration.model_validate(changed or tables())


def publication(hall: HallConfiguration) -> PublishConfiguration:
    return PublishConfiguration(hall.content_hash, hall.content)


def fingerprint(state: HallState) -> bytes:
    """Everything in `state`, as bytes: equal before and after means nothing was touched."""
    values = {field.name: getattr(state, field.name) for field in fields(state) if field.compare}
    for name in ("configuration", "planned"):
        values[name] = values[name] and values[name].content_hash
    return msgspec.msgpack.encode(values, enc_hook=lambda guide: guide.version)


class SmallHall:
    """A hall in memory with its journal. Time moves only when told to."""

    def __init__(self, *, hall: HallConfiguration | None = None, open_day: bool = True) -> None:
        self.state = HallState()
        self.journal: list[Recorded] = []
        self.now_ms = NINE_MS
        self._keys = 0
        self.give(publication(hall or configuration()))
        if open_day:
            self.give(OpenDay(DAY))

    def give(self, command: AnyCommand, by: Actor = SYSTEM, key: str | None = None) -> tuple[AnyEvent, ...]:
        """Decides and applies. Raises CommandRefused. Holds the hall sound."""
        if key is None:
            self._keys += 1
            key = f"key-{self._keys:05}"
        events = decide(command, self.state, by, self.now_ms, key)
        for event in events:
            recorded = Recorded(self.state.seq + 1, self.now_ms, self.state.business_day, by, event)
            self.journal.append(recorded)
            evolve(self.state, recorded)
        assert invariants.check(self.state) == []
        return events

    def refusal(self, command: AnyCommand, by: Actor = SYSTEM, key: str = "key-refused") -> RefusalCode:
        """The code with which the command is refused; nothing has changed then."""
        before = fingerprint(self.state)
        try:
            decide(command, self.state, by, self.now_ms, key)
        except CommandRefused as refused:
            assert fingerprint(self.state) == before
            return refused.code
        raise AssertionError(f"{command} was accepted")

    def wait(self, seconds: float) -> None:
        self.now_ms += int(seconds * 1000)

    def issue(self, queue_id: str = "general", by: Actor = KIOSK, key: str | None = None) -> str:
        """A new ticket's id."""
        (event,) = self.give(IssueTicket(queue_id=queue_id), by, key)
        ticket_id: str = event.ticket_id  # type: ignore[union-attr]
        return ticket_id

    def sit(self, window_id: str, by: Actor) -> None:
        self.give(OpenWindow(window_id), by)

    def call(self, window_id: str, by: Actor) -> str:
        """Calls the next; who it was."""
        (event,) = self.give(CallNext(window_id), by)
        ticket_id: str = event.ticket_id  # type: ignore[union-attr]
        return ticket_id

    def serve(self, window_id: str, by: Actor) -> str:
        """Calls the next and starts serving."""
        ticket_id = self.call(window_id, by)
        self.give(StartServing(window_id, ticket_id), by)
        return ticket_id

    def serve_whole(self, window_id: str, by: Actor) -> str:
        """Calls, serves and finishes the next."""
        ticket_id = self.serve(window_id, by)
        self.give(FinishServing(window_id, ticket_id), by)
        return ticket_id

    def ticket(self, ticket_id: str) -> Ticket:
        return self.state.tickets[ticket_id]

    def replayed(self) -> HallState:
        """The state that the journal alone gives."""
        state = HallState()
        for recorded in self.journal:
            evolve(state, recorded)
        return state
