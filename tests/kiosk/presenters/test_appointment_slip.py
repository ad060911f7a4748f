import zxingcpp

from config.configuration import HallConfiguration
from hardware import slip_picture
from hardware.slip_picture import PAPER, QR_QUIET_MODULES
from kiosk import appointment_examples
from kiosk.rehearsal import NEXT_DAY

CODE = "07RJ-K7M2-QX"


def test_nothing_is_printed_in_the_quiet_zone_of_the_code(sample: HallConfiguration) -> None:
    hall = appointment_examples.with_schedules(sample)
    kiosk = appointment_examples.book(appointment_examples.opened(hall, "zh"))
    kept = appointment_examples.appointment(hall, day=NEXT_DAY, code=CODE)
    appointment_examples.booked(kiosk, kept).touch(kiosk.flow.booking.print)
    picture = slip_picture.draw(kiosk.printed[0][1]).convert("L")
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == CODE
    corners = code.position
    quiet = QR_QUIET_MODULES * slip_picture.qr_module_dots(slip_picture.qr_size(CODE))
    left, right = corners.top_left.x, corners.top_right.x
    above, below = corners.top_left.y, corners.bottom_left.y
    for top, bottom in ((above - quiet + 2, above - 2), (below + 2, below + quiet - 2)):
        assert picture.crop((left, top, right, bottom)).getextrema() == (PAPER, PAPER)
