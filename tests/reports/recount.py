"""A recount of the indicators from the rows of the journal as they lie on the disk. No code of the reports."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from queue_server.reports.rate import Rate
from queue_server.reports.ratings import Figures
from queue_server.storage import schema


def journal(connection: Connection) -> list[tuple[str, dict[str, Any], int]]:
    of = schema.journal.c
    rows = connection.execute(select(of.type, of.body, of.at_ms).order_by(of.seq))
    return [(kind, json.loads(body), at_ms) for kind, body, at_ms in rows]


ENDINGS = (
    *("ServingFinished", "TicketCancelled", "TicketTransferred", "TicketParked"),
    *("TicketSentAway", "TicketCameBack", "StageFinished"),
)
COURSES = ("to_rectify_at_once", "to_rectify_by", "to_explain")  # the last one chosen counts
NOT_YET = ("assigned", "contacted", "rectifying_at_once", "rectifying_by", "explaining")  # or not any more
STARS = {"very_satisfied": 5, "satisfied": 4, "fair": 3, "dissatisfied": 2, "very_dissatisfied": 1}


class Recount:
    """By hand: which services there were, how each ended last, and who said what of them."""

    def __init__(self, rows: list[tuple[str, dict[str, Any], int]], now_ms: int) -> None:
        self.place: dict[str, tuple[str, str]] = {}  # service → window, clerk
        asked: dict[str, str | None] = {}  # ticket → item
        self.item: dict[str, str | None] = {}  # service → item
        invited: set[str] = set()
        running: dict[str, str] = {}  # ticket → service
        before: dict[str, str | None] = {}  # ticket → service that its last step ended
        over: dict[str, bool] = {}
        rated: dict[str, str] = {}
        self.default: dict[str, str] = {}
        again: dict[str, str] = {}
        self.channel: dict[str, str] = {}  # service or what was told of a window → by which it came
        windows: list[tuple[str, str, str]] = []
        orders: dict[str, dict[str, Any]] = {}
        for kind, body, at_ms in rows:
            ticket = body.get("ticket_id")
            if kind == "TicketIssued":
                asked[ticket] = body.get("item_id")
            elif kind == "ServingStarted":
                self.item[body["service_id"]] = asked[ticket]
                self.place[body["service_id"]] = body["window_id"], body["clerk_id"]
                running[ticket] = body["service_id"]
                before[ticket] = None
            elif kind == "TicketCalled":
                before[ticket] = None  # undone, it was only this call
            elif kind == "WindowTakenOver":
                for service in running.values():
                    if self.place[service][0] == body["window_id"]:
                        self.place[service] = body["window_id"], body["clerk_id"]
            elif kind == "TicketServedByHand":
                self.item[body["service_id"]] = asked[ticket]
                self.place[body["service_id"]] = body["window_id"], body["clerk_id"]
                over[body["service_id"]] = True
            elif kind in ENDINGS and ticket:
                service = running.pop(ticket, None)
                before[ticket] = service
                if service:
                    over[service] = kind != "TicketParked"
            elif kind == "ActionUndone":
                service = before.get(ticket)
                if service:
                    running[ticket] = service
                    over[service] = False
            elif kind == "RatingInvited":
                invited.add(body["service_id"])
            elif kind == "ServiceRated":
                rated[body["service_id"]] = body["level"]
                self.channel[body["service_id"]] = body["channel"]
                self.default.pop(body["service_id"], None)
            elif kind == "RatingDefaulted":
                self.default[body["service_id"]] = body["level"]
            elif kind == "ServiceRatedAgain":
                again[body["service_id"]] = body["level"]
            elif kind == "WindowRated":
                windows.append((body["rating_id"], body["window_id"], body["level"]))
                self.channel[body["rating_id"]] = body["channel"]
            elif kind == "WorkOrderOpened":
                orders[body["order_id"]] = {**body, "steps": {}, "due": None, "course": None, "state": None}
            if kind in ("WorkOrderOpened", "WorkOrderMoved"):
                order = orders[body["order_id"]]
                if "step" in body:
                    order["steps"][body["step"]] = at_ms
                    order["state"] = body["state"]
                    if body["step"] in COURSES:
                        order["course"] = body["step"]
                for due in body.get("deadlines", ()):
                    if due["due"] == "rectify":
                        order["due"] = due["due_ms"]
        excluded = {(o["rated_how"], o["rating_id"]) for o in orders.values() if "excluded" in o["steps"]}
        self.excluded = sum(how in ("service", "entered") for how, _ in excluded)
        self.rated = {id_: level for id_, level in rated.items() if ("service", id_) not in excluded}
        self.windows = [each for each in windows if ("entered", each[0]) not in excluded]
        could = {id_ for id_ in invited if over.get(id_)} | set(rated) | set(self.default)
        self.due = {id_ for id_ in could if ("service", id_) not in excluded}
        self.again = {id_ for id_ in again if id_ in self.due and ("again", id_) not in excluded}
        self.orders = [
            o
            for o in orders.values()
            if (o["rated_how"], o["rating_id"]) not in excluded and o["rated_how"] != "errand"
        ]
        self.order_states = {order_id: o["state"] for order_id, o in orders.items()}
        self.in_time = {  # closed, and never late with anything
            order_id for order_id, o in orders.items() if "closed" in o["steps"] and "overdue" not in o["steps"]
        }
        self.now_ms = now_ms

    def figures(
        self,
        window_id: str | None = None,
        clerk_id: str | None = None,
        whose: Callable[[str | None, str | None], bool] = lambda item_id, window_id: True,
    ) -> dict[str, Any]:
        """`whose`: of an item and a window, whether they are meant."""

        def mine(service_id: str) -> bool:
            window, clerk = self.place[service_id]
            return window_id in (None, window) and clerk_id in (None, clerk) and whose(self.item[service_id], window)

        told = [
            level
            for _, window, level in self.windows
            if clerk_id is None and window_id in (None, window) and whose(None, window)
        ]
        levels = [STARS[level] for id_, level in self.rated.items() if mine(id_)] + [STARS[level] for level in told]
        default = [STARS[level] for id_, level in self.default.items() if mine(id_)]
        due = sum(map(mine, self.due)) + len(told)
        orders = [
            o
            for o in self.orders
            if window_id in (None, o["window_id"])
            and clerk_id in (None, o.get("clerk_id"))
            and whose(o.get("item_id"), o["window_id"])
        ]
        to_rectify = [o for o in orders if o["course"] != "to_explain"]
        rectified = [o for o in to_rectify if "rectified" in o["steps"] and o["state"] not in NOT_YET]
        late = [o for o in to_rectify if o not in rectified and o["due"] <= self.now_ms]
        named = [o for o in orders if o["named"]]
        rated, good = len(levels), sum(star >= 3 for star in levels)
        return {
            "due": due,
            "rated": rated,
            "defaulted": len(default),
            "again": sum(map(mine, self.again)),
            "rated_of_due": (rated, due),
            "unrated_of_due": (due - rated, due),
            "good_of_due": (good + sum(star >= 3 for star in default), due),
            "good_of_rated": (good, rated),
            "poor_of_rated": (sum(star < 3 for star in levels), rated),
            "stars": (sum(levels), rated),
            "rectified": (len(rectified), len(to_rectify)),
            "rectified_in_time": (
                sum(o["steps"]["rectified"] <= o["due"] for o in rectified),
                len(rectified) + len(late),
            ),
            "called_back": (sum("called_back" in o["steps"] for o in named), len(named)),
        }

    def stars_by_channel(self) -> dict[str, tuple[int, int]]:
        """Of what somebody gave: how many by each channel, and their stars."""
        told = [*self.rated.items(), *((id_, level) for id_, _, level in self.windows)]
        of: dict[str, list[int]] = {}
        for id_, level in told:
            of.setdefault(self.channel[id_], []).append(STARS[level])
        return {channel: (len(stars), sum(stars)) for channel, stars in of.items()}


def plain(figures: Figures) -> dict[str, Any]:
    told = {name: getattr(figures, name) for name in Figures.__struct_fields__}
    return {
        name: (value.numerator, value.denominator) if isinstance(value, Rate) else value
        for name, value in told.items()
        if name not in ("levels", "default_levels", "with_trainee", "excluded")
    }
