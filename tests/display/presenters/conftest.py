import pytest

from config.catalogue import Catalogue
from config.configuration import HallConfiguration
from config.hall import HallPlan, Queue, ServiceWindow, WindowKind, WorkProfile, Zone, ZoneKind
from config.i18n import Texts
from config.model import Name
from config.policy import Hours, Policy


@pytest.fixture
def texts() -> Texts:
    return Texts.load()


@pytest.fixture
def configuration() -> HallConfiguration:
    """A hall of one window, open from nine to five, at UTC+8; a rating may take 60 s."""
    queue = Queue(
        id="general", name=Name(zh="综合窗口", en="General"), series="A", kind=WindowKind.COMPREHENSIVE, zone_id="b"
    )
    window = ServiceWindow(
        id="w03",
        number=3,
        name=Name(zh="综合窗口", en="General services"),
        kind=WindowKind.COMPREHENSIVE,
        zone_id="b",
        profile_id="general",
    )
    plan = HallPlan(
        hall_id="hall",
        name=Name(zh="安和区政务服务大厅", en="Anhe Service Hall"),
        address=Name(zh="和平路 1 号", en="1 Heping Road"),
        phone="0000-1",
        supervision_phone="0000-2",
        zones=(Zone(id="b", letter="B", name=Name(zh="综合区", en="General"), kind=ZoneKind.COMPREHENSIVE),),
        departments=(),
        queues=(queue,),
        profiles=(WorkProfile(id="general", name=Name(zh="综合", en="General"), queue_ids=("general",)),),
        windows=(window,),
        clerks=(),
        stations=(),
    )
    return HallConfiguration(
        plan=plan,
        catalogue=Catalogue(themes=(), items=()),
        policy=Policy(hours=Hours(opens_at="09:00", closes_at="17:00"), rating_wait_s=60),
    )
