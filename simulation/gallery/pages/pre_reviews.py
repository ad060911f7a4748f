"""Pre-reviews as the pages show them: one of each verdict, and one as long as they get."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from config.pre_review import Brought, Finding, Verdict
from queue_server.contract.views import Label, PreReviewLine, PreReviewView

FILED_MS = int(datetime(2026, 11, 23, 9, 38, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
DAY_MS = 86_400_000

FOOD = Label("食品经营许可（新办）", "Food business licence (new)")


def answered(about: str, question: Label, said: Label, finding: Finding = Finding.MET) -> PreReviewLine:
    return PreReviewLine(about, "answer", question, said, None, None, finding.value, None, True)


def material(
    about: str,
    name: Label,
    finding: Finding,
    *,
    must: Label | None = None,
    source: Label | None = None,
    essential: bool = True,
) -> PreReviewLine:
    return PreReviewLine(
        about, "material", name, None, must, source or Label("自备", "your own"), finding.value, None, essential
    )


ANSWERS = (
    answered(
        "place",
        Label("经营场所是自己的，还是租的", "Are the premises your own, or rented?"),
        Label("租的", "Rented"),
    ),
    answered(
        "cold-dishes",
        Label("要不要现做凉菜、生食或裱花蛋糕", "Will you make cold dishes, raw food or cream cakes?"),
        Label("要做", "Yes"),
        Finding.ASSUMED,
    ),
)
MATERIALS = (
    material(
        "food-form",
        Label("食品经营许可申请书", "Application for a food business licence"),
        Finding.HELD,
        must=Label("经营者签字，日期在 30 日以内", "signed by the operator, no older than 30 days"),
        source=Label("自助机打印，或在咨询台领取", "printed at a kiosk, or from the information desk"),
    ),
    material(
        "business-licence",
        Label("营业执照", "Business licence"),
        Finding.GIVEN,
        must=Label("在有效期内，经营范围含餐饮", "in force, its scope covers catering"),
        source=Label("市场监督管理局", "Administration for Market Regulation"),
    ),
    material(
        "identity-card",
        Label("经营者身份证", "Operator's identity card"),
        Finding.HELD,
        must=Label("本人，原件", "the operator's own, the original"),
        source=Label("公安机关", "the police"),
    ),
    material(
        "health-certificate",
        Label("从业人员健康证明", "Health certificates of those who handle food"),
        Finding.HELD,
        must=Label("每人一份，一年以内", "one each, no older than a year"),
        source=Label("疾病预防控制中心", "Centre for Disease Control"),
    ),
    material(
        "safety-rules",
        Label("食品安全管理制度", "Food safety rules of the business"),
        Finding.DEFERRED,
        must=Label("有负责人签字", "signed by whoever is responsible"),
        essential=False,
    ),
    material(
        "floor-plan",
        Label("经营场所布局图", "Floor plan of the premises"),
        Finding.HELD,
        must=Label("标出操作间、专间和面积", "shows kitchens and special rooms with their areas"),
    ),
)

DEFERRABLE = PreReviewView(
    pre_review_id="p218",
    item_id="food-licence",
    item=FOOD,
    guide_version="0f3a5b7c9d1e2f40",
    verdict=Verdict.DEFERRABLE.value,
    lines=ANSWERS + MATERIALS,
    answers={"place": "rented", "cold-dishes": "unsure"},
    materials={line.about: Brought.HELD.value for line in MATERIALS if line.finding == Finding.HELD}
    | {"business-licence": Brought.GIVEN.value},
    filed_at_ms=FILED_MS,
    deferral_days=5,
    until_ms=FILED_MS + 30 * DAY_MS,
)

READY = replace(
    DEFERRABLE,
    verdict=Verdict.READY.value,
    lines=tuple(
        replace(line, finding=Finding.HELD.value) if line.finding == Finding.DEFERRED else line
        for line in DEFERRABLE.lines
    ),
    materials=DEFERRABLE.materials | {"safety-rules": Brought.HELD.value},
)

INCOMPLETE = replace(
    DEFERRABLE,
    verdict=Verdict.INCOMPLETE.value,
    lines=tuple(
        replace(line, finding={"health-certificate": "missing", "floor-plan": "unfit"}.get(line.about, line.finding))
        for line in DEFERRABLE.lines
    ),
    materials=DEFERRABLE.materials | {"health-certificate": Brought.MISSING.value, "floor-plan": Brought.UNFIT.value},
)

INELIGIBLE = replace(
    DEFERRABLE,
    verdict=Verdict.INELIGIBLE.value,
    lines=(
        ANSWERS[0],
        replace(
            ANSWERS[1],
            about="where",
            name=Label("店开在哪里", "Where is the shop?"),
            said=Label("在外区", "In another district"),
            must=Label("食品经营许可由店铺所在地的区办理", "The district where the shop stands grants this licence"),
            source=Label("请到店铺所在区的政务服务大厅", "Go to the service hall of that district"),
            finding=Finding.NOT_MET.value,
        ),
    ),
    answers={"place": "rented", "where": "elsewhere"},
    materials={},
    deferral_days=None,
)

_LONG_QUESTION = Label(
    "申请人是否属于在本市连续参加城乡居民或城镇职工基本医疗保险满 24 个月、且目前处于正常缴费状态的人员",
    "Has the applicant been insured in this city without a break for 24 months, and are contributions paid up to now?",
)
_LONG_ANSWER = Label(
    "是，连续参保满 24 个月，目前由用人单位正常缴费", "Yes, for 24 months without a break, paid by the employer"
)
_LONG_MATERIAL = Label(
    "城乡居民基本医疗保险跨省异地长期居住人员登记备案表（一式两份，经办人签字并加盖单位公章）",
    "Registration form for long-term residence in another province, two copies, signed and sealed by the employer",
)
_LONG_MUST = Label(
    "原件 1 份、复印件 2 份；姓名、证件号码与户口簿一致；开具日期在 30 日以内；外文材料附中文译本",
    "The original and two copies; name and number as in the household register; no older than 30 days; "
    "papers in a foreign language with a Chinese translation",
)
_LONG_SOURCE = Label(
    "参保地医疗保障经办机构窗口，或本大厅自助机（综合服务区入口左侧）打印",
    "The insurance agency where you are insured, or printed at a kiosk of this hall, left of the entrance",
)

LONGEST = replace(
    DEFERRABLE,
    verdict=Verdict.INELIGIBLE.value,
    lines=(
        *(
            answered(f"question-{at}", _LONG_QUESTION, _LONG_ANSWER, finding)
            for at, finding in enumerate((Finding.MET, Finding.ASSUMED, Finding.MET))
        ),
        *(
            material(
                f"paper-{at}", _LONG_MATERIAL, finding, must=_LONG_MUST, source=_LONG_SOURCE, essential=at % 2 == 0
            )
            for at, finding in enumerate((Finding.UNFIT, Finding.GIVEN, Finding.DEFERRED, Finding.MISSING) * 4)
        ),
    ),
)


def checked(review: PreReviewView, **findings: Finding) -> PreReviewView:
    """With what the clerk said of lines, by their id with "_" for "-"."""
    said = {about.replace("_", "-"): finding.value for about, finding in findings.items()}
    return replace(review, lines=tuple(replace(line, checked=said.get(line.about)) for line in review.lines))


HALF_CHECKED = checked(
    DEFERRABLE,
    place=Finding.MET,
    cold_dishes=Finding.ASSUMED,
    food_form=Finding.HELD,
    business_licence=Finding.GIVEN,
    identity_card=Finding.UNFIT,
)
ALL_CHECKED = checked(DEFERRABLE, **{line.about.replace("-", "_"): Finding(line.finding) for line in DEFERRABLE.lines})
