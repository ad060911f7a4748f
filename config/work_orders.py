"""What becomes of a poor rating (差评工单): who sees to it, and by when.

Deadlines are in working days, the day something happened not counted. Contact within one, rectified within five: 安阳市
政务服务条例 art. 52 and what municipal measures ask; others give fifteen, so all of them are settings.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from config.entries import Entry, unknown
from config.findings import Finding
from config.hall import StaffRole
from config.model import Id, Model

Days = Annotated[int, Field(ge=1, le=90)]


class Responsible(Model):
    """Who sees to poor ratings of these windows or departments: one person, or whoever has the role."""

    window_ids: tuple[Id, ...] = ()  # left out: all windows
    department_ids: tuple[Id, ...] = ()  # of the window, otherwise of the item; left out: all departments
    clerk_id: Id | None = None
    role: StaffRole | None = None


class WorkOrders(Model):
    """Deadlines of work orders, and who they go to. The first of `responsible` that fits; nobody fits: supervisors."""

    responsible: tuple[Responsible, ...] = ()
    contact_days: Days = 1  # to reach who rated and left a contact; nobody waits for the others
    attempts: Annotated[int, Field(ge=1, le=10)] = 3  # to reach them in vain; after these it counts as done
    rectify_days: Days = 5  # until it is put right or explained, from the rating on
    rectify_by_days: Days = 15  # at most, where a day is set for it (限期整改)
    feedback_days: Days = 1  # from then until whoever rated is told
    call_back_days: Days = 5  # from then until they are asked whether it is so now (回访)
    close_days: Days = 5  # from the last of these until it is closed
    appeal_days: Days = 5  # from the rating on, in which it may be appealed against
    review_days: Days = 5  # of an appeal
    extension_days: Days = 5  # more, once, if somebody else approves
    warn_hours: Annotated[int, Field(ge=0, le=72)] = 4  # before a deadline: an alarm; at the deadline another one
    escalation: Annotated[tuple[StaffRole, ...], Field(min_length=1)] = (StaffRole.SUPERVISOR,)  # in turn, at each miss


def findings(orders: Entry, plan: Mapping[str, list[Entry] | None]) -> Iterator[Finding]:
    """Who is responsible is one of both, may act, and is of the plan; None of its lists: it could not be read."""
    rules = orders.entries("responsible")
    for rule in rules:
        if (rule.text("clerk_id") is None) == (rule.text("role") is None):
            yield rule.finding("clerk_id", "one of clerk_id and role says who is responsible", "write one of both")
        if rule.text("role") == StaffRole.AUDITOR:
            yield rule.finding("role", "auditors read work orders, and do not work on them", "name another role")
    for key, target in (("clerk_id", "clerks"), ("window_ids", "windows"), ("department_ids", "departments")):
        targets = plan[target]
        if targets is not None:
            yield from unknown(rules, key, targets, target)
