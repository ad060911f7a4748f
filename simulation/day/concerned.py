"""Whom a poor rating concerns: reads what there is to read of it, and states their side, or appeals."""

from queue_server.contract.commands import AppealRating, RecordStatement, StatementSide
from queue_server.contract.refusals import CommandRefused
from queue_server.web.work_orders import MyWorkOrder, orders_of
from simulation.day.overseer import OrderStaff
from simulation.day.server import ServerAway

ANSWERS, APPEALS = 0.85, 0.25
READS_S = (60.0, 240.0)


class Concerned(OrderStaff):
    async def answer(self, order_id: str) -> None:
        """They were told that there is something; some say nothing to it."""
        chance = self.chance
        await self.rest(chance.uniform(*READS_S))
        says, appeals = chance.random() < ANSWERS, chance.random() < APPEALS
        order = await self._find(order_id)
        if order is None:
            return
        self.ledger.told_of[order_id] = order.text or ""
        offered = {action.command for action in order.actions if action.allowed}
        if says and appeals and AppealRating.__name__ in offered:
            await self.step(AppealRating(order_id, "评错了窗口"), order_id)
        elif says and RecordStatement.__name__ in offered:
            await self.step(RecordStatement(order_id, StatementSide.STAFF, "当时材料不齐"), order_id)

    async def _find(self, order_id: str) -> MyWorkOrder | None:
        """On the page of their own ones."""
        try:
            mine = await self.hall.server.read(
                lambda dispatcher, database: orders_of(dispatcher, database, self._caller.actor)
            )
        except (ServerAway, CommandRefused):
            return None
        return next((each for each in mine.orders if each.order_id == order_id), None)
