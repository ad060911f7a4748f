"""The file a printer is given: its text can be read, its code scanned, its faces are embedded, equal for equal."""

import subprocess
import sys
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from hardware.sheets import pdf, typeface
from hardware.sheets.document import Checks, Heading, Panel, Para, Sheet

SHEET = Sheet(
    "安和区政务服务大厅",
    "2026-11-23 09:41 1 号自助机",
    "预审结果单",
    "食品经营许可（新办）",
    (
        Panel("file-alert", "还差 2 份，补齐就能办", (Para("这是预审意见，不是决定"),), "07RJ-K7M2-QX"),
        Heading("带了的 2 份"),
        Checks(("营业执照", "㙍镕䶮")),
    ),
    ("咨询 0000-6601 2345",),
    "第 {page} 页，共 {pages} 页",
    made_at_ms=1_795_398_060_000,
)


def text(file: bytes) -> list[str]:
    with pypdfium2.PdfDocument(file) as document:
        return [line.strip() for page in document for line in page.get_textpage().get_text_range().splitlines()]


def test_the_text_of_a_page_is_text() -> None:
    assert text(pdf.write(SHEET)) == [
        "安和区政务服务大厅 2026-11-23 09:41 1 号自助机",
        "预审结果单",
        "食品经营许可（新办）",
        *[line for line in text(pdf.write(SHEET)) if len(line) == 1],  # the sign, a glyph of the icons
        "还差 2 份，补齐就能办",
        "这是预审意见，不是决定",
        "带了的 2 份",
        "营业执照 㙍镕䶮",
        "咨询 0000-6601 2345 第 1 页，共 1 页",
    ]


def test_the_code_can_be_scanned_from_the_paper() -> None:
    with pypdfium2.PdfDocument(pdf.write(SHEET)) as document:
        (code,) = zxingcpp.read_barcodes(document[0].render(scale=2.0).to_pil().convert("L"))
    assert code.text == "07RJ-K7M2-QX"


def test_equal_sheets_give_equal_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from tests.hardware.sheets.test_pdf import SHEET; from hardware.sheets import pdf; "
        "print(hashlib.sha256(pdf.write(SHEET)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert pdf.write(SHEET) == pdf.write(SHEET)
    assert pdf.write(SHEET) != pdf.write(replace(SHEET, subject="营业执照"))


def test_the_faces_are_in_the_file_only_as_far_as_used() -> None:
    file = pdf.write(SHEET)
    assert file.count(b"/FontFile3") + file.count(b"/FontFile2") == 2  # the hall's, the icons
    assert len(file) < 80_000


def test_what_no_face_has_is_set_as_a_sign_and_what_another_has_in_that() -> None:
    unknown = "\U0010fffd"
    assert list(typeface.runs(f"甲{unknown}䶷")) == [("Hall", "甲", 1.0), ("Hall", "〓", 1.0), ("Serif", "䶷", 1.0)]
    assert typeface.width(f"甲{unknown}䶷", 10) == pytest.approx(30)


def test_the_file_says_its_language_and_names_nobody() -> None:
    with pypdfium2.PdfDocument(pdf.write(replace(SHEET, language="en"))) as document:
        about = document.get_metadata_dict(skip_empty=True)
    assert about["Title"] == "预审结果单 食品经营许可（新办）"
    assert set(about) <= {"Title", "Producer", "CreationDate"}
