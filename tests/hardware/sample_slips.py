"""Slips as the hall prints them: the usual one, and the longest texts in both languages."""

from hardware.slip_document import (
    Align,
    Block,
    Checklist,
    Columns,
    Document,
    Dots,
    Masthead,
    Qr,
    Rule,
    Seal,
    Size,
    Space,
    Text,
)

PAGE = "http://192.168.10.12:8080/t/2026-11-23.A012.4f9c2b7a8d"
LONG_PAGE = "https://queue.anhe-district-government.example.cn:8443/t/2026-11-23.AB0123.4f9c2b7a8d11223344"

SHORT = Document((Text("A012", Size.NUMBER, bold=True, align=Align.CENTRE), Qr(PAGE, (Text("手机看排队"),))))


def chinese(
    number: str = "A012", item: str = "食品经营许可（新办）", ahead: int = 12, wait: str = "15–25 分钟"
) -> Document:
    seal = Seal(
        "B", "区", (Text("请到 B 区等候", Size.HEADING, True), Text("综合窗口，1 至 8 号"), Text("看屏幕，听广播"))
    )
    phone = Text("扫码看排到哪里，\n剩 3 人时提醒您；\n办完也能在这里评价。", Size.SMALL)
    blocks: tuple[Block, ...] = (
        Masthead("安和区政务服务大厅"),
        Rule(),
        Text("您的号码", align=Align.CENTRE),
        Text(number, Size.NUMBER, True, Align.CENTRE),
        Text(item, Size.TITLE, True, Align.CENTRE),
        Text("已预审，材料齐全", Size.SMALL, align=Align.CENTRE),
        Rule(dashed=True),
        seal,
        Space(20),
        Columns(Text(f"前面 {ahead} 人", Size.SMALL), Text("大约要等", Size.SMALL)),
        Dots(ahead, Text(wait, Size.HEADING, True)),
        Rule(dashed=True),
        Qr(PAGE, (Text("手机看排队", Size.TITLE, True), phone)),
        Rule(dashed=True),
        Text("到窗口请拿好", bold=True),
        Checklist(("从业人员健康证明（原件）", "经营场所布局图", "食品安全管理制度"), Size.SMALL),
        Rule(dashed=True),
        Text("30 分钟内到窗口说一声，往后排 3 位，不用重新取号。", Size.SMALL, lead="过号了？"),
        Rule(),
        Columns(Text("2026-11-23 09:41 取号", Size.FLOOR), Text("自助机 2", Size.FLOOR)),
        Text("咨询 0000-6601 2345，当日有效", Size.FLOOR),
    )
    return Document(blocks)


def chinese_longest() -> Document:
    item = "建设工程竣工验收消防备案（其他建设工程）与特殊建设工程消防验收联合办理申请"
    return chinese("AB0123", item, 117, "120–180 分钟")


def english_longest() -> Document:
    item = "Registration of an individually-owned business and food operation licence (new)"
    place = (
        Text("Wait in zone B, on the ground floor", Size.HEADING, True),
        Text("Comprehensive windows, 1 to 8, 11, 12 and 15"),
        Text("Watch the screens and listen"),
    )
    phone = Text(
        "Scan to see where the queue is and to be told when 3 are ahead; rate your visit here too.", Size.SMALL
    )
    bring = (
        "Health certificates of all employees who handle food (originals)",
        "Plan of the premises with measurements",
        "Food safety rules of the business",
    )
    return Document(
        (
            Masthead("Anhe District Government Service Hall"),
            Rule(),
            Text("Your number", align=Align.CENTRE),
            Text("AB0123", Size.NUMBER, True, Align.CENTRE),
            Text(item, Size.TITLE, True, Align.CENTRE),
            Rule(dashed=True),
            Seal("B", "Zone", place),
            Space(20),
            Columns(Text("117 people ahead of you", Size.SMALL), Text("Waiting time", Size.SMALL)),
            Dots(117, Text("120–180 minutes", Size.HEADING, True)),
            Rule(dashed=True),
            Qr(LONG_PAGE, (Text("Follow on your phone", Size.TITLE, True), phone)),
            Rule(dashed=True),
            Text("Bring these to the window", bold=True),
            Checklist(bring, Size.SMALL),
            Rule(dashed=True),
            Text("Tell the window within 30 minutes. You lose 3 places.", Size.SMALL, lead="Missed your call? "),
            Rule(),
            Columns(Text("Taken 2026-11-23 09:41", Size.FLOOR), Text("Kiosk 2", Size.FLOOR)),
            Text("Enquiries 0000-6601 2345, valid today", Size.FLOOR),
        )
    )
