"""Every fault of a printer at every moment in the ticket's life: no orphan, no doubled slip, and the page says so."""

from pathlib import Path

import pytest
import pytest_asyncio

from queue_server.contract.views import SlipState
from tests.acceptance import slip_faults
from tests.acceptance.slip_faults import Case, Trial

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trial, list[Case]]:
    trial = Trial(Path(tmp_path_factory.mktemp("hall")))
    return trial, await trial.run()


async def test_no_number_is_on_two_slips(tried: tuple[Trial, list[Case]]) -> None:
    trial, cases = tried
    numbers = [trial.ticket(each).number for case in cases for each in (case.ticket_id, case.next_id)]
    assert len(set(numbers)) == len(numbers) == 2 * len(cases)
    twice = [case for case in cases for each in (case.ticket_id, case.next_id) if _papers(trial, case, each) > 1]
    assert not twice


async def test_no_number_waits_with_nobody_behind_it_and_nobody_told(tried: tuple[Trial, list[Case]]) -> None:
    trial, cases = tried
    assert [case for case in cases if slip_faults.ended(trial, case) == "orphan"] == []


async def test_what_is_called_printed_lies_there_on_paper(tried: tuple[Trial, list[Case]]) -> None:
    trial, cases = tried
    for case in cases:
        for each in (case.ticket_id, case.next_id):
            if trial.ticket(each).slip is SlipState.PRINTED:
                assert _papers(trial, case, each) == 1, case


async def test_the_page_says_what_came_of_it(tried: tuple[Trial, list[Case]]) -> None:
    assert slip_faults.page(*tried) == slip_faults.PAGE.read_text(encoding="utf-8")


def _papers(trial: Trial, case: Case, ticket_id: str) -> int:
    return sum(case.papers(trial.ticket(ticket_id).number))
