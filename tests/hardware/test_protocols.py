"""The bytes of every protocol as its sources have them."""

import pytest

from hardware.protocols import code_engine, id_card, led_bar, lock_board, pads, sam
from hardware.protocols.check import crc_1021, crc_a001
from hardware.protocols.id_card import Card, Kind, Unknown
from hardware.protocols.led_bar import Area
from hardware.protocols.lock_board import StatesReply, Wiring
from tests.hardware.sample_cards import FOREIGNER, PERMIT, PHOTO, RESIDENT, card_answer, card_frame

# --- SAM ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (sam.RESET, "aa aa aa 96 69 00 03 10 ff ec"),
        (sam.STATUS, "aa aa aa 96 69 00 03 11 ff ed"),
        (sam.READ_SAM_ID, "aa aa aa 96 69 00 03 12 ff ee"),
        (sam.FIND, "aa aa aa 96 69 00 03 20 01 22"),
        (sam.SELECT, "aa aa aa 96 69 00 03 20 02 21"),
        (sam.READ, "aa aa aa 96 69 00 03 30 01 32"),
        (sam.frame(b"\x30\x10"), "aa aa aa 96 69 00 03 30 10 23"),
        (sam.frame(b"\x61\xff\x50"), "aa aa aa 96 69 00 04 61 ff 50 ca"),
        (sam.frame(bytes.fromhex("00 00 9f 00 00 00 00")), "aa aa aa 96 69 00 08 00 00 9f 00 00 00 00 97"),
        (sam.frame(bytes.fromhex("00 00 90") + bytes(8)), "aa aa aa 96 69 00 0c 00 00 90 00 00 00 00 00 00 00 00 9c"),
    ],
)
def test_sam_frames_have_the_bytes_of_the_standard(frame: bytes, expected: str) -> None:
    assert frame.hex(" ") == expected


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("aa aa aa 96 69 00 08 00 00 9f 00 00 00 00 97", sam.Status.FOUND),
        ("aa aa aa 96 69 00 04 00 00 41 45", sam.Status.READ_FAILED),
        ("aa aa aa 96 69 00 04 00 00 32 36", sam.Status.CARD_REJECTED),
    ],
)
def test_answers_of_readers_give_their_state(answer: str, status: sam.Status) -> None:
    (frame,) = sam.FrameReader().feed(bytes.fromhex(answer))
    assert frame.status == status


@pytest.mark.parametrize("wrong", ["aa aa aa 96 69 00 03 20 01 21", "aa aa aa 96 69 00 03 20 00 22"])
def test_the_wrong_frames_in_circulation_are_not_read(wrong: str) -> None:
    reader = sam.FrameReader()
    assert reader.feed(bytes.fromhex(wrong)) == []
    assert reader.spoilt == 1


def test_a_whole_card_has_1295_bytes_and_is_read_though_its_photo_holds_a_preamble() -> None:
    assert len(card_frame(RESIDENT)) == 1295
    (frame,) = sam.FrameReader().feed(card_frame(RESIDENT))
    text = frame.take_text()
    assert text is not None
    assert id_card.read(text) == RESIDENT


@pytest.mark.parametrize(("fingerprints", "length"), [(0, 1297), (512, 1809), (1024, 2321)])
def test_a_card_with_fingerprints_is_read_as_well(fingerprints: int, length: int) -> None:
    assert len(card_frame(RESIDENT, fingerprints)) == length
    (frame,) = sam.FrameReader().feed(card_frame(RESIDENT, fingerprints))
    text = frame.take_text()
    assert text is not None
    assert id_card.read(text) == RESIDENT


@pytest.mark.parametrize("payload", [b"", b"\x00\x00\x90", card_answer(RESIDENT)[:-1], card_answer(RESIDENT) + b"\0"])
def test_an_answer_whose_lengths_do_not_fit_is_no_card(payload: bytes) -> None:
    assert sam.Frame(bytearray(payload)).take_text() is None


def test_nothing_of_a_card_stays_in_the_buffers() -> None:
    reader = sam.FrameReader()
    buffer = reader._waiting
    reader.feed(card_frame(RESIDENT)[:-1])
    (frame,) = reader.feed(card_frame(RESIDENT)[-1:])
    text = frame.take_text()
    assert text is not None
    assert not any(frame.payload), "the photo and the text are overwritten where they stood"
    assert not any(buffer)
    sam.wipe(text)
    assert not any(text)
    reader.feed(card_frame(RESIDENT)[:700])
    reader.reset()
    assert not any(buffer)


def test_a_frame_and_a_card_do_not_show_themselves_in_logs() -> None:
    (frame,) = sam.FrameReader().feed(card_frame(RESIDENT))
    for words in (RESIDENT.name, RESIDENT.number, RESIDENT.address):
        assert words not in repr(RESIDENT)
        assert words not in repr(frame)
    assert repr(PHOTO[:20]) not in repr(frame)


# --- ID cards -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", [RESIDENT, PERMIT, FOREIGNER], ids=lambda card: card.kind)
def test_each_layout_is_read_as_its_own(card: Card) -> None:
    assert len(id_card.write(card)) == 256
    assert id_card.read(id_card.write(card)) == card


def test_the_fields_of_a_resident_stand_where_the_standard_has_them() -> None:
    text = id_card.write(RESIDENT)
    assert text[0:6].decode("utf-16-le") == "安小禾"
    assert text[30:32] == b"2\x00"
    assert text[32:36].decode("utf-16-le") == "46"
    assert text[122:158].decode("utf-16-le") == RESIDENT.number
    assert text[204:208].decode("utf-16-le") == "长期"
    assert text[220:256] == b" \x00" * 18


@pytest.mark.parametrize(("kind", "mark"), [(Kind.RESIDENCE_PERMIT, b"J\x00"), (Kind.PERMANENT_RESIDENT, b"I\x00")])
def test_the_mark_says_the_layout(kind: Kind, mark: bytes) -> None:
    card = PERMIT if kind is Kind.RESIDENCE_PERMIT else FOREIGNER
    assert id_card.write(card)[248:250] == mark


@pytest.mark.parametrize("layout", LAYOUTS := list(id_card.LAYOUTS.values()))
def test_the_fields_of_a_layout_do_not_overlap_and_fit(layout: dict[str, tuple[int, int]]) -> None:
    taken = sorted(layout.values())
    for (offset, length), (following, _) in zip(taken, [*taken[1:], (256, 0)], strict=True):
        assert offset + length <= following


@pytest.mark.parametrize(
    "text",
    [
        b"",
        bytes(255),
        bytes(256),
        b" \x00" * 128,
        id_card.write(RESIDENT)[:248] + b"Y\x00" + bytes(6),  # a layout that is not public
        b"\xff" * 256,
    ],
)
def test_what_is_no_known_card_is_unknown(text: bytes) -> None:
    assert id_card.read(text) == Unknown()


def test_a_foreigners_card_read_as_a_residents_would_be_nonsense_and_is_not() -> None:
    spoilt = bytearray(id_card.write(FOREIGNER))
    spoilt[248:250] = b" \x00"
    assert id_card.read(spoilt) == Unknown()


def test_what_does_not_fit_on_a_card_is_not_written() -> None:
    long = Card(Kind.RESIDENT, "长" * 16, RESIDENT.number, RESIDENT.sex, "19491231", "20100101", "长期")
    with pytest.raises(ValueError, match="15"):
        id_card.write(long)


# --- code engines -------------------------------------------------------------------------------------------------


def test_questions_to_a_code_engine_have_the_bytes_of_its_manual() -> None:
    assert code_engine.read_setting(0x0000).hex(" ") == "7e 00 07 01 00 00 01 01 41"
    assert code_engine.write_setting(0x0002, b"\x01").hex(" ") == "7e 00 08 01 00 02 01 02 da"
    assert code_engine.answer(b"\x00").hex(" ") == "02 00 00 01 00 33 31"


def test_check_sums_are_the_known_ones() -> None:
    assert crc_1021(b"123456789") == 0x31C3
    assert crc_a001(b"123456789") == 0xBB3D


def test_a_check_of_ab_cd_is_taken_for_a_right_one() -> None:
    (question,) = code_engine.QuestionReader().feed(bytes.fromhex("7e 00 07 01 00 00 01 ab cd"))
    assert question == code_engine.Question(False, 0, b"\x01")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", ""])
@pytest.mark.parametrize("coding", ["utf-8", "gbk"])
def test_a_code_ends_with_its_suffix_or_with_a_pause(end: str, coding: str) -> None:
    reader = code_engine.CodeReader()
    read = [*reader.feed(f"预审 A012{end}".encode(coding)), *reader.quiet()]
    assert read == [code_engine.Scanned("预审 A012")]


@pytest.mark.parametrize("code", [b"\x80\xff", b"a\x00b", b"\x1b[2J", b"x" * 1_025, b"x" * 5_000])
def test_what_is_no_text_or_too_long_is_no_code_and_the_next_one_is(code: bytes) -> None:
    reader = code_engine.CodeReader()
    assert reader.feed(code + b"\r\nnext\r\n") == [code_engine.Scanned("next")]
    assert reader.spoilt == 1


@pytest.mark.parametrize("lost", range(2, 7))
@pytest.mark.parametrize("pause_ends", [True, False])
def test_an_answer_that_lost_a_byte_never_makes_half_a_code(lost: int, pause_ends: bool) -> None:
    answer = code_engine.answer(b"1")
    reader = code_engine.CodeReader(pause_ends)
    read = reader.feed(answer[:lost] + answer[lost + 1 :] + b"A012\r\nA013\r\n")
    assert code_engine.Scanned("A013") in read
    assert set(read) <= {code_engine.Scanned("A012"), code_engine.Scanned("A013")}
    read = [*reader.feed(answer[:lost]), *reader.quiet(), *reader.feed(b"A012\r\n")]
    assert read == [code_engine.Scanned("A012")], "after a pause nothing is swallowed"


def test_a_code_does_not_show_itself_in_logs() -> None:
    assert "11010519491231002X" not in repr(code_engine.Scanned("11010519491231002X"))


# --- lock boards --------------------------------------------------------------------------------------------------


def test_commands_to_lock_boards_have_the_bytes_of_the_protocol() -> None:
    assert lock_board.open_lock(1, 1).hex(" ") == "8a 01 01 11 9b"
    assert lock_board.query_all(1).hex(" ") == "80 01 00 33 b2"


@pytest.mark.parametrize(("board", "lock"), [(0, 1), (33, 1), (1, 0), (1, 51)])
def test_no_command_opens_all_locks_or_one_nobody_has(board: int, lock: int) -> None:
    with pytest.raises(ValueError, match="number"):
        lock_board.open_lock(board, lock)


def test_a_board_for_eight_locks_may_tell_of_twenty_four() -> None:
    reader = lock_board.ReplyReader()
    assert reader.feed(bytes.fromhex("80 01 00 00 00 33 b2")) == []
    assert reader.quiet() == [StatesReply(1, (False,) * 24)]


def test_groups_stand_highest_first_and_the_lowest_bit_is_the_first_lock() -> None:
    shorted = tuple(lock in (2, 10, 18) for lock in range(1, 25))
    data = lock_board.states_reply(1, shorted)
    assert data[:5].hex(" ") == "80 01 02 02 02"
    reader = lock_board.ReplyReader()
    assert reader.feed(data) + reader.quiet() == [StatesReply(1, shorted)]


@pytest.mark.parametrize("groups", range(1, 8))
def test_states_whose_bytes_look_like_an_end_are_read_to_their_own(groups: int) -> None:
    for pattern in (0x33, 0x00, 0xFF, 0x80, 0x8A):
        data = lock_board.states_reply(5, tuple(bool(pattern >> bit & 1) for bit in range(8)) * groups)
        reader = lock_board.ReplyReader()
        (reply,) = [*reader.feed(data), *reader.quiet()]
        assert isinstance(reply, StatesReply)
        assert len(reply.shorted) == groups * 8


def test_both_wirings_mean_the_opposite() -> None:
    assert Wiring.SHUT_SHORTS.is_open(shorted=False)
    assert not Wiring.SHUT_SHORTS.is_open(shorted=True)
    assert Wiring.OPEN_SHORTS.is_open(shorted=True)
    assert not Wiring.OPEN_SHORTS.is_open(shorted=False)


@pytest.mark.parametrize(("reply", "shorted"), [("8a 01 01 00 8a", False), ("8a 01 01 11 9b", True)])
def test_an_open_reply_is_read(reply: str, shorted: bool) -> None:
    assert lock_board.ReplyReader().feed(bytes.fromhex(reply)) == [lock_board.OpenReply(1, 1, shorted)]


def test_an_echo_is_no_answer_where_the_line_has_one() -> None:
    for command, answer in (
        (lock_board.open_lock(1, 1), lock_board.open_reply(1, 1, True)),
        (lock_board.query_all(1), lock_board.states_reply(1, (True,) * 8)),
    ):
        reader = lock_board.ReplyReader()
        reader.sent(command)
        assert reader.feed(command) + reader.quiet() == []
        assert len(reader.feed(answer) + reader.quiet()) == 1


def test_an_answer_behind_noise_that_looks_like_a_beginning_is_read_in_the_pause() -> None:
    reader = lock_board.ReplyReader()
    reader.feed(bytes.fromhex("80 01") + lock_board.states_reply(1, (True,) * 8))
    assert reader.quiet() == [StatesReply(1, (True,) * 8)]


def test_changes_told_unasked_are_passed_over() -> None:
    reader = lock_board.ReplyReader()
    assert reader.feed(bytes.fromhex("82 01 01 11 93") + lock_board.open_reply(1, 2, True)) == [
        lock_board.OpenReply(1, 2, True)
    ]


# --- LED bars -----------------------------------------------------------------------------------------------------

CALL = (
    "a5 a5 a5 a5 a5 a5 a5 a5 01 00 00 80 00 00 00 00 00 00 fe 02 35 00 a3 06 01 00 00 00 01 2c 00 00 00 00 00 00 08 00"
    " 20 00 00 00 00 02 00 00 00 00 02 01 01 00 12 02 11 00 00 00 c7 eb 41 30 30 31 ba c5 b5 bd 33 ba c5 b4 b0 bf da"
    " 06 e2 5a"
)


def test_a_call_on_a_bar_has_the_bytes_of_the_protocol() -> None:
    assert led_bar.show("请A001号到3号窗口", Area(64, 32)).hex(" ") == CALL
    (frame,) = led_bar.FrameReader().feed(bytes.fromhex(CALL))
    assert frame.shown == "请A001号到3号窗口"


def test_head_and_tail_never_stand_within_a_frame() -> None:
    data = bytes(range(256))
    frame = led_bar.frame(data, to=0x5AA5)
    assert 0xA5 not in frame[8:-1]
    assert 0x5A not in frame[8:-1]
    assert led_bar.FrameReader().feed(frame) == [led_bar.Frame(0x5AA5, led_bar.WE, data)]


@pytest.mark.parametrize("body", ["a6 03", "a6", "5b 5b", "", "00"])
def test_a_frame_with_a_wrong_escape_or_too_short_is_spoilt(body: str) -> None:
    reader = led_bar.FrameReader()
    assert reader.feed(led_bar.HEAD + bytes.fromhex(body) + led_bar.TAIL) == []
    assert reader.spoilt == (1 if body else 0)


@pytest.mark.parametrize("area", [{"x": 3}, {"width": 63}, {"width": 0}, {"height": 0}, {"width": 0x8000}])
def test_an_area_no_bar_has_is_refused(area: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="eight"):
        Area(**area)


@pytest.mark.parametrize(("coding", "fits"), [("gbk", 255), ("utf-8", 170)])
def test_of_what_is_too_long_for_a_bar_whole_characters_are_shown(coding: str, fits: int) -> None:
    assert led_bar.line("x" + "长" * 300, coding) == ("x" + "长" * fits).encode(coding) + led_bar.LINE_END
    (frame,) = led_bar.FrameReader().feed(led_bar.show("x" + "长" * 300, Area()))
    assert frame.shown == "x" + "长" * 255


@pytest.mark.parametrize("coding", led_bar.CODINGS)
def test_a_line_of_text_stays_one_line(coding: str) -> None:
    data = led_bar.line("请 A001 号\r\n到 3 号窗口", coding)
    assert data.count(b"\r\n") == 1
    assert led_bar.LineReader(coding).feed(data) == [led_bar.Line("请 A001 号 到 3 号窗口")]


def test_a_line_too_long_for_the_bar_is_passed_over_and_the_next_is_not() -> None:
    assert led_bar.LineReader().feed(b"x" * 2_000 + b"\r\nnext\r\n") == [led_bar.Line("next")]


# --- pads ---------------------------------------------------------------------------------------------------------


def test_frames_of_pads_have_the_bytes_of_their_page() -> None:
    frame = pads.Frame(1, 2, pads.Ask.KEY, b"\x00")
    assert frame.coded(pads.Check.XOR).hex(" ") == "55 aa 01 02 01 01 00 03"
    assert frame.coded(pads.Check.CRC).hex(" ") == "55 aa 01 02 01 01 00 " + crc_1021(bytes((1, 2, 1, 1, 0))).to_bytes(
        2, "big"
    ).hex(" ")


def test_only_the_answer_with_address_and_sequence_of_a_question_answers_it() -> None:
    question = pads.Frame(1, 2, pads.Ask.KEY, b"\x00")
    assert pads.Frame(1, 2, pads.Answer.NO_KEY).answers(question)
    for other in (pads.Frame(1, 3, 0x81), pads.Frame(2, 2, 0x81), question):
        assert not other.answers(question)


def test_a_frame_that_carries_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        pads.Frame(1, 1, 1, bytes(33)).coded(pads.Check.CRC)
