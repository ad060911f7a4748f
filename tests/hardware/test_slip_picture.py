from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image

from hardware import slip_picture
from hardware.slip_document import Align, Block, Checklist, Columns, Document, Dots, Qr, Rule, Seal, Size, Text
from tests.hardware.sample_slips import LONG_PAGE, PAGE, chinese, chinese_longest, english_longest

SLIPS = [(chinese(), PAGE), (chinese_longest(), PAGE), (english_longest(), LONG_PAGE)]


def draw(*blocks: Block) -> Image.Image:
    return slip_picture.draw(Document(blocks))


def ink(picture: Image.Image, box: tuple[int, int, int, int] | None = None) -> int:
    part = picture.crop(box) if box else picture
    return part.convert("L").histogram()[0]


def ink_box(picture: Image.Image) -> tuple[int, int, int, int]:
    box = picture.convert("L").point(lambda value: 255 - value).getbbox()
    assert box is not None
    return box


def runs(picture: Image.Image, row: int) -> Iterator[tuple[int, int]]:
    """Black runs of a row: start and length."""
    start = None
    for x in range(picture.width):
        black = picture.getpixel((x, row)) == 0
        if black and start is None:
            start = x
        if not black and start is not None:
            yield start, x - start
            start = None


@pytest.mark.parametrize(("document", "page"), SLIPS)
def test_every_slip_is_black_and_white_and_as_wide_as_the_paper(document: Document, page: str) -> None:
    picture = slip_picture.draw(document)
    assert (picture.mode, picture.width) == ("1", 576)


@pytest.mark.parametrize(("document", "page"), SLIPS)
def test_nothing_touches_the_margins(document: Document, page: str) -> None:
    picture = slip_picture.draw(document)
    left, top, right, bottom = ink_box(picture)
    assert left >= slip_picture.MARGIN - 1
    assert right <= slip_picture.WIDTH - slip_picture.MARGIN + 1
    assert top > 0
    assert bottom < picture.height


@pytest.mark.parametrize(("document", "page"), SLIPS)
def test_an_independent_decoder_reads_the_qr_code(document: Document, page: str) -> None:
    (code,) = zxingcpp.read_barcodes(slip_picture.draw(document).convert("L"))
    assert code.text == page
    assert code.ec_level == "M"


@pytest.mark.parametrize("length", [1, 14, 60, 130, 250])
def test_a_qr_code_of_any_length_has_its_size_and_its_quiet_zone(length: int) -> None:
    data = "x" * length
    picture = draw(Rule(), Qr(data, (Text("扫码"),)), Rule())
    modules = slip_picture.qr_modules(data)
    module = slip_picture.qr_module_dots(len(modules))
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert code.text == data
    left, top, side = code.position.top_left.x, code.position.top_left.y, module * len(modules)
    assert side >= 184
    quiet = 4 * module
    around = (max(0, left - quiet), top - quiet, left + side + quiet, top + side + quiet)
    assert left >= quiet
    assert ink(picture, around) == ink(picture, (left, top, left + side, top + side)), "something is in the quiet zone"


def test_the_number_is_the_largest_thing_and_always_one_line() -> None:
    short = ink_box(draw(Text("A012", Size.NUMBER, bold=True, align=Align.CENTRE)))
    long = ink_box(draw(Text("AB0123", Size.NUMBER, bold=True, align=Align.CENTRE)))
    assert short[3] - short[1] > 150
    assert 100 < long[3] - long[1] < short[3] - short[1]
    assert long[2] - long[0] <= slip_picture.INNER


@pytest.mark.parametrize(("count", "plus"), [(0, False), (1, False), (12, False), (20, False), (21, True), (500, True)])
def test_everybody_ahead_is_a_hollow_dot_and_you_are_the_solid_one(count: int, plus: bool) -> None:
    picture = draw(Dots(count))
    middle = slip_picture.MARGIN + 16
    *people, you = list(runs(picture, middle))
    assert 28 <= you[1] <= 30
    strokes = [length for _, length in people if length <= 4]
    hollow = (len(strokes) - 0) // 2
    shown = min(count, 20)
    assert hollow == shown
    assert (len(people) > 2 * shown) is plus


def test_dots_leave_room_for_the_time_beside_them() -> None:
    picture = draw(Dots(500, Text("120–180 minutes", Size.HEADING, bold=True)))
    left, _, right, _ = ink_box(picture)
    assert (left, right) <= (25, 553)


def test_columns_that_do_not_fit_stand_below_each_other() -> None:
    together = draw(Columns(Text("左"), Text("右")))
    apart = draw(Columns(Text("左" * 12), Text("右" * 12)))
    assert apart.height > together.height
    assert ink_box(apart)[2] <= 553


def test_a_seal_is_a_black_square_with_a_light_letter() -> None:
    picture = draw(Seal("B", "区", (Text("请到 B 区等候"),)))
    square = (24, 24, 24 + 132, 24 + 132)
    share = ink(picture, square) / (132 * 132)
    assert 0.7 < share < 0.95


def test_a_long_item_in_a_checklist_hangs_beside_its_box() -> None:
    picture = draw(Checklist(("从业人员健康证明（原件），每一位接触食品的人员都要有一份，复印件盖章也可以",)))
    second_line = (slip_picture.MARGIN, slip_picture.MARGIN + 42, slip_picture.MARGIN + 30, picture.height)
    assert picture.height > 100
    assert ink(picture, second_line) == 0


def test_bold_is_heavier_and_a_lead_is_bold_only_for_its_words() -> None:
    plain, bold = ink(draw(Text("过号了？请到窗口"))), ink(draw(Text("过号了？请到窗口", bold=True)))
    lead = ink(draw(Text("请到窗口", lead="过号了？")))
    assert plain < lead < bold


def test_a_slip_of_a_metre_is_refused() -> None:
    with pytest.raises(ValueError, match="dots"):
        draw(*[Text("很长" * 200)] * 40)


@pytest.mark.parametrize("data", ["", "号", "a\n", "x" * 251])
def test_a_qr_code_takes_only_short_printable_ascii(data: str) -> None:
    with pytest.raises(ValueError, match="QR"):
        Qr(data)


@pytest.mark.parametrize("length", [1, 14, 15, 60, 100, 250])
def test_the_size_of_a_qr_code_is_known_without_drawing_it(length: int) -> None:
    assert slip_picture.qr_size("x" * length) == len(slip_picture.qr_modules("x" * length))
