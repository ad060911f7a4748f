import io

import pytest
from kivy.lang import Builder
from PIL import Image

from config import theme
from display.toolkit import picture
from display.toolkit.portrait import Studio
from display.toolkit.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

Builder.load_string("""
<PersonalPage>:
    Text:
        text: '身份证 110101'
        font_size: 80
        personal: True
        size_hint: None, None
        size: 700, 120
        pos: 100, 500
    Text:
        text: '请核对'
        font_size: 80
        size_hint: None, None
        size: 700, 120
        pos: 100, 200
""")


class PersonalPage(Screen):
    surface = theme.RATING


PERSONAL = (100, 180, 800, 300)  # from the top left
PUBLIC = (100, 480, 800, 600)


async def test_personal_fields_are_covered_for_whoever_looks_from_afar(studio: Studio) -> None:
    await studio.show(PersonalPage, None)
    grabbed = picture.grab(studio.stage)
    open_picture, covered = picture.image(grabbed), picture.image(grabbed, blank=True)
    assert len(open_picture.crop(PERSONAL).getcolors(100_000)) > 1
    assert len(covered.crop(PERSONAL).getcolors(100_000)) == 1
    assert covered.crop(PUBLIC).tobytes() == open_picture.crop(PUBLIC).tobytes()


async def test_a_live_picture_is_a_jpeg_no_larger_than_needed(studio: Studio) -> None:
    await studio.show(PersonalPage, None)
    encoded = picture.jpeg(picture.grab(studio.stage), blank=True)
    with Image.open(io.BytesIO(encoded)) as image:
        assert image.format == "JPEG"
        assert max(image.size) <= picture.LONGEST_SIDE_PX
        assert image.width * 800 == image.height * 1280
