import pytest

from queue_server.contract import commands
from queue_server.contract.actors import Role
from queue_server.contract.commands import ALLOWED, CallForHelp, CloseDay, IssueTicket, WithdrawRequest
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.decide import RULES
from tests.domain.small_hall import KIOSK, SmallHall, actor


def test_every_command_has_its_rule_and_its_roles() -> None:
    every = {kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, commands.Command)}
    assert RULES.keys() == ALLOWED.keys() == every - {commands.Command}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gives_only_its_own_commands(hall: SmallHall, role: Role) -> None:
    for command in (CloseDay(), IssueTicket(queue_id="general"), CallForHelp()):
        if role not in ALLOWED[type(command)]:
            assert hall.refusal(command, actor("k1", role)) is RefusalCode.FORBIDDEN


def test_a_withdrawn_key_is_refused_for_any_command(hall: SmallHall) -> None:
    hall.give(WithdrawRequest("key-given-up"), KIOSK)
    assert hall.refusal(CallForHelp(), KIOSK, "key-given-up") is RefusalCode.REQUEST_WITHDRAWN
