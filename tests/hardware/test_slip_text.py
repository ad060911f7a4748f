from hardware import slip_text
from hardware.protocols.escpos_commands import Command, CommandReader, Raster, Unknown, Words
from hardware.slip_document import Block, Columns, Document, Dots, Size, Text
from tests.hardware.sample_slips import chinese, chinese_longest, english_longest


def commands(*blocks: Block) -> list[Command]:
    return CommandReader().feed(b"".join(slip_text.commands(Document(blocks))))


def words(*blocks: Block) -> list[str]:
    return [command.text for command in commands(*blocks) if isinstance(command, Words)]


def test_every_word_of_a_slip_is_set() -> None:
    for document in (chinese(), chinese_longest(), english_longest()):
        sent = CommandReader().feed(b"".join(slip_text.commands(document)))
        assert not [command for command in sent if isinstance(command, Unknown)]
        said = "".join(command.text for command in sent if isinstance(command, Words)).replace(" ", "")
        for block in document.blocks:
            if isinstance(block, Text):
                assert (block.lead + block.text).replace(" ", "").replace("\n", "") in said


def test_a_line_with_a_rare_character_is_drawn_and_the_others_are_set() -> None:
    sent = commands(Text("李明"), Text("㼆先生"), Text("王芳"))
    assert [command.text for command in sent if isinstance(command, Words)] == ["李明", "王芳"]
    assert any(isinstance(command, Raster) for command in sent)


def test_two_columns_fill_the_line_exactly() -> None:
    left, blanks, right = words(Columns(Text("前面 12 人"), Text("大约要等", Size.HEADING)))
    assert slip_text.columns(left) + len(blanks) + 2 * slip_text.columns(right) == 48


def test_dots_beside_a_time_keep_to_one_line() -> None:
    dots, _, time = words(Dots(11, Text("15–25 分钟", Size.HEADING)))
    assert (dots, time) == ("○" * 11 + "●", "15–25 分钟")
    assert words(Dots(500, Text("15–25 分钟", Size.HEADING)))[0] == "○" * 10 + "+●"


def test_a_slip_in_type_is_a_small_part_of_its_picture() -> None:
    assert sum(map(len, slip_text.commands(chinese()))) < 2_500
