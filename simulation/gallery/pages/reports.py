"""The report of the pre-reviews as the server sends it: a usual week, an empty day, and the longest names."""

from msgspec.structs import replace

from queue_server.contract.views import Label
from queue_server.reports.pre_reviews import ItemReport, LineReport, PreReviewReport
from queue_server.reports.rate import Rate


def line(kind: str, about: str, zh: str, en: str, checked: int, differing: int) -> LineReport:
    return LineReport(about, kind, Label(zh, en), checked + 6, checked, differing, Rate.of(differing, checked))


def item(
    number: str, zh: str, en: str, verdicts: tuple[int, int, int, int], tickets: int, lines: tuple[LineReport, ...]
) -> ItemReport:
    checked, differing = sum(one.checked for one in lines), sum(one.differing for one in lines)
    return ItemReport(
        item_id=f"item-{number}",
        number=number,
        name=Label(zh, en),
        filed=sum(verdicts),
        verdicts=dict(zip(("ready", "deferrable", "incomplete", "ineligible"), verdicts, strict=True)),
        tickets=tickets,
        checked=checked,
        differing=differing,
        differed=Rate.of(differing, checked),
        lines=lines,
    )


def report(*items: ItemReport) -> PreReviewReport:
    checked, differing = sum(one.checked for one in items), sum(one.differing for one in items)
    return PreReviewReport(
        "2026-11-17",
        "2026-11-23",
        filed=sum(one.filed for one in items),
        tickets=sum(one.tickets for one in items),
        checked=checked,
        differing=differing,
        differed=Rate.of(differing, checked),
        items=items,
    )


FOOD = item(
    "0103",
    "食品经营许可（新办）",
    "Food business licence (new)",
    (96, 41, 22, 5),
    131,
    (
        line("answer", "place", "经营场所是自己的，还是租的", "Are the premises your own, or rented?", 118, 2),
        line("answer", "cold-dishes", "要不要现做凉菜、生食或裱花蛋糕", "Will you make cold dishes?", 118, 19),
        line("material", "food-form", "食品经营许可申请书", "Application for a food business licence", 112, 6),
        line("material", "business-licence", "营业执照", "Business licence", 112, 1),
        line("material", "health-certificate", "从业人员健康证明", "Health certificates", 112, 14),
        line("material", "floor-plan", "经营场所布局图", "Floor plan of the premises", 9, 4),
    ),
)
PASSPORT = item(
    "0204",
    "普通护照签发",
    "Ordinary passport",
    (203, 0, 17, 3),
    214,
    (
        line("answer", "age", "申请人满 16 周岁了吗", "Is the applicant 16 or older?", 201, 0),
        line("material", "identity-card", "居民身份证", "Identity card", 201, 3),
        line("material", "photo", "近期照片", "Recent photograph", 198, 22),
    ),
)
TREATMENT = item(
    "0402",
    "跨省异地就医备案",
    "Registration for treatment in another province",
    (64, 0, 8, 11),
    57,
    (line("answer", "insured", "在本市参保吗", "Are you insured in this city?", 55, 1),),
)
VETERANS = item(
    "1201",
    "退役军人优待证申领",
    "Card of a veteran",
    (3, 1, 0, 0),
    4,
    (line("material", "discharge-papers", "退役证件", "Discharge papers", 4, 2),),
)
BIRTH = item("1103", "出生医学证明换发", "Birth certificate, exchanged", (2, 0, 1, 0), 0, ())

GONE = replace(
    item("9999", "reissue-of-permit", "reissue-of-permit", (11, 0, 0, 0), 11, ()),
    item_id="reissue-of-permit",
    number=None,
)

USUAL = report(FOOD, PASSPORT, TREATMENT, BIRTH, VETERANS, GONE)
NONE = report()

_LONG = (
    "城乡居民基本医疗保险参保登记（含新生儿、大学生及其他灵活就业人员）",
    "Enrolment in residents' basic medical insurance, including newborns, students and others",
)
_LONG_LINE = (
    "申请人是否属于在本市连续参加城乡居民或城镇职工基本医疗保险满 24 个月、且目前处于正常缴费状态的人员",
    "Has the applicant been insured in this city without a break for 24 months, and are contributions paid up to now?",
)
LONGEST = report(
    *(
        item(
            f"04{at:02d}",
            *_LONG,
            (12480 - at, 10306, 11112, 10111),
            43210,
            (
                line("answer", "insured", *_LONG_LINE, 43210, 10234 - 100 * at),
                line("material", "form", *_LONG, 43210, 21034),
            )
            if at % 3
            else (line("answer", "insured", *_LONG_LINE, 9, 3),),
        )
        for at in range(18)
    )
)
