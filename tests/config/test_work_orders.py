"""Who sees to poor ratings is somebody of the plan who may, named in one way."""

from pathlib import Path

import pytest

from config.hall import StaffRole
from config.loading import SAMPLE, load
from tests.config.test_loading import findings_of

RULE = '{ window_ids = ["w24"], clerk_id = "fang-qing" }'


@pytest.mark.parametrize(
    ("rule", "key", "reason"),
    [
        ('{ window_ids = ["w24"] }', "clerk_id", "one of clerk_id and role says who is responsible"),
        ('{ clerk_id = "fang-qing", role = "supervisor" }', "clerk_id", "one of clerk_id and role says who"),
        ('{ clerk_id = "fang-qin" }', "clerk_id", '"fang-qin" is not the id of any of the clerks'),
        ('{ window_ids = ["w99"], role = "supervisor" }', "window_ids[0]", '"w99" is not the id of any of the windows'),
        ('{ department_ids = ["centr"], role = "guide" }', "department_ids[0]", '"centr" is not the id of any of the'),
        ('{ role = "auditor" }', "role", "auditors read work orders, and do not work on them"),
    ],
)
def test_a_rule_that_names_nobody_or_two_or_who_may_not_is_told(
    tmp_path: Path, rule: str, key: str, reason: str
) -> None:
    (finding,) = findings_of(tmp_path, ("policy.toml", RULE, rule))
    assert (finding.file, finding.key) == ("policy.toml", f"work_orders.responsible[0].{key}")
    assert reason in finding.reason


def test_the_sample_hall_has_somebody_for_complaints_and_another_who_decides() -> None:
    hall = load(SAMPLE)
    roles = [set(clerk.roles) for clerk in hall.plan.clerks]
    assert any(StaffRole.COMPLAINTS in each for each in roles)
    assert any(StaffRole.SUPERVISOR in each and StaffRole.COMPLAINTS not in each for each in roles)
    assert hall.policy.work_orders.contact_days == 1
    assert hall.policy.work_orders.rectify_days == 5
