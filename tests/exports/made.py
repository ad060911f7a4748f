"""One rating in every detail, and receivers of each form."""

from typing import Any

from config.catalogue import Applicant
from config.exports import Export
from config.loading import SAMPLE, load
from queue_server.contract.commands import RatingLevel, RatingStage
from queue_server.exports.told import Told

HALL = load(SAMPLE)
ITEM = HALL.items["marriage-registration"]  # instant, of the civil affairs department
PROMISED = HALL.items["subsistence-allowance"]
WINDOW = HALL.windows["w03"]
CLERK = HALL.holders["w03"][0]
DEPARTMENT = next(d for d in HALL.plan.departments if d.id == "civil")
CODE_31 = "11999901000010081W0000000000701"

RATED_MS = 1_795_398_309_000  # 2026-11-23 09:45:09 in Shanghai
STARTED_MS = RATED_MS - 600_000
ENDED_MS = RATED_MS - 30_000

TOLD = Told(
    export_id="x.2026-11-23.A001.s1.1",
    rating_id="2026-11-23.A001.s1",
    number=1,
    level=RatingLevel.SATISFIED,
    channel="terminal",
    rated_at_ms=RATED_MS,
    time_zone="Asia/Shanghai",
    reasons=("401", "403"),
    stage=RatingStage.ACCEPTANCE,
    words="办得快",
    service_id="2026-11-23.A001.s1",
    service_number=1,
    case_number="33010820261123000017",
    applicant=Applicant.PERSON,
    started_at_ms=STARTED_MS,
    ended_at_ms=ENDED_MS,
    finished=True,
    window=WINDOW,
    clerk=CLERK,
    item=ITEM,
    department=DEPARTMENT,
)

_CODES: dict[str, Any] = {
    "url": "http://127.0.0.1:1/",
    "area_code": "999901",
    "area_name": "安和区",
    "data_source": "999",
    "hall_code": "H01",
    "departments": {"civil": {"code": "11999901000010081W"}},
    "items": {
        "marriage-registration": {"task_code": CODE_31, "handling_code": f"{CODE_31}01", "sub_matter": "内地居民"},
        "subsistence-allowance": {"task_code": "X" * 31},
    },
}


def export(form: str, **differently: Any) -> Export:
    level = {"level_field": "satisfaction"} if form == "guangdong" else {}
    return Export.model_validate({"id": form, "form": form, **_CODES, **level, **differently})
