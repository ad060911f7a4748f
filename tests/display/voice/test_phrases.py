"""What is said, in the words of the screens, and what is prepared ahead."""

import pytest

from config.hall import Station, StationKind
from config.i18n import Texts
from config.loading import SAMPLE, load
from config.model import Name
from config.voice import SpokenLanguage
from display.presenters.board import BoardPresenter
from display.voice.phrases import Phrases, key_of, sentence
from queue_server.client.session import Linked
from queue_server.contract.views import Label, QueueLine
from tests.display.voice.calls import NOON_MS, call, configuration, message, view

TEXTS = Texts.load()


def queue(series: str, last: str | None, waiting: int) -> QueueLine:
    return QueueLine(series.lower(), Label(series, series), series, "instant", waiting, 1, True, last_number=last)


def phrases(**voice: object) -> Phrases:
    return Phrases(configuration(**voice), TEXTS)


@pytest.mark.parametrize("language", SpokenLanguage)
def test_a_call_has_the_very_words_of_the_call_board(language: str) -> None:
    station = Station(id="board-1", kind=StationKind.BOARD, name=Name(zh="综合屏", en="Board"))
    board = BoardPresenter(configuration(), station, TEXTS, language)
    board.receive(Linked(), NOON_MS)
    board.receive(view(call("A012")), NOON_MS)
    (shown,) = board.state.now
    who, where = phrases().of_call("A012", call("A012").window, language)
    assert (who.text, where.text) == (shown.who, shown.where)


def test_languages_are_those_of_the_hall_in_its_order_and_then_the_tickets() -> None:
    assert phrases().languages_of(call("A012")) == ("zh",)
    assert phrases().languages_of(call("A012", language="en")) == ("zh", "en")
    assert phrases(languages=["en", "zh"]).languages_of(call("A012")) == ("en", "zh")
    assert phrases(ticket_language=False).languages_of(call("A012", language="en")) == ("zh",)
    assert phrases().languages_of(call("A012", language="fr")) == ("zh",), "nobody here speaks it"


def test_windows_are_prepared_in_each_language_the_halls_first() -> None:
    texts = [phrase.text for phrase in phrases(numbers_ahead=1).wanted("b", [queue("A", None, 0)])]
    assert texts[:3] == ["到 1 号综合窗口办理", "请 A001 号", "到 2 号综合窗口办理"]
    assert texts[30:32] == ["到 30 号综合窗口办理", "Window 1, General services"]
    assert texts[-1] == "Number A001"
    assert len(texts) == 62
    assert list(phrases(ticket_language=False).wanted("elsewhere", ())) == []


def test_the_messages_of_an_emergency_are_prepared_in_both_languages_whatever_the_hall_speaks() -> None:
    hall = Phrases(load(SAMPLE), TEXTS)
    texts = {phrase.text for phrase in hall.wanted(None, ())}
    assert {"请立即离开大厅", "Leave the hall now"} <= texts


def test_numbers_are_prepared_for_those_who_wait_and_those_who_come_next_of_all_series_in_turn() -> None:
    lines = [queue("A", "A012", 2), queue("B", None, 0)]
    said = [phrase.text for phrase in phrases(numbers_ahead=2).of_queues(lines, ["zh"])]
    assert said == ["请 A011 号", "请 B001 号", "请 A012 号", "请 B002 号", "请 A013 号", "请 A014 号"]


def test_an_emergency_message_is_its_heading_and_its_text() -> None:
    assert [phrase.text for phrase in phrases().of_emergency(message(), "zh")] == ["请立即离开大厅", "请走安全出口。"]


def test_a_phrase_has_another_key_in_another_edition_language_and_reading() -> None:
    hall = phrases()
    keys = {
        key_of(phrase, edition)
        for edition in ("one", "two")
        for phrase in (hall.who("A012", "zh"), hall.who("A012", "en"), sentence("请 A012 号", "zh"))
    }
    assert len(keys) == 6
    assert key_of(hall.who("A012", "zh"), "one") in keys
