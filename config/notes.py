"""What a hall should know of its configuration though nothing in it is wrong: told loudly, and never put right by a
guess."""

from collections.abc import Iterator
from datetime import date

from config.configuration import HallConfiguration
from config.consistency import HALL, POLICY
from config.findings import Finding, quoted
from config.opening import LOOKED_AHEAD_DAYS, missing_years
from config.spoken_words import unread
from config.voice import SpokenLanguage


def notes(configuration: HallConfiguration, today: date) -> Iterator[Finding]:
    """`today` is local to the hall."""
    yield from _calendar(configuration, today)
    yield from _backups(configuration)
    yield from _voice(configuration)


def _calendar(configuration: HallConfiguration, today: date) -> Iterator[Finding]:
    """A hall that is always open is told too: its real hours will need the year."""
    hours = configuration.policy.hours.model_copy(update={"always": False})
    for year in missing_years(hours, today):
        reason = f"{year} is within {LOOKED_AHEAD_DAYS} days, and its holidays and days worked instead are not there"
        yield Finding(POLICY, "hours.years", reason, f"python -m config calendar {year}, once it is announced")


def _backups(configuration: HallConfiguration) -> Iterator[Finding]:
    """A post held by one person alone needs its backup named (邵阳市 measures art. 16: 一人一岗的 names its B岗)."""
    for number, window in enumerate(configuration.plan.windows):
        alone = [id_ for id_, windows in configuration.regular_windows.items() if windows == (window,)]
        holders = configuration.holders[window.id]
        if alone and not any(window.id in clerk.backup for clerk in holders):
            queues = ", ".join(quoted(queue_id) for queue_id in alone)
            reason = f"it alone always takes {queues}, and nobody has its backup post"
            yield Finding(HALL, f"windows[{number}]", reason, f'name "{window.id}" as backup of a clerk')


def _voice(configuration: HallConfiguration) -> Iterator[Finding]:
    """What the voice cannot say: a clip asks to look at the screen instead."""
    voice = configuration.policy.voice
    own = {reading.word for reading in voice.readings}
    spoken = [language for language in SpokenLanguage if voice.ticket_language or language in voice.languages]
    for number, window in enumerate(configuration.plan.windows):
        for language in spoken:
            for word in unread(window.name.text(language), language, own):
                yield Finding(
                    HALL,
                    f"windows[{number}].name.{language.value}",
                    f"nothing says how the voice reads {quoted(word)}",
                    f'in {POLICY}: [[voice.readings]] with word = "{word}", and its pinyin or ipa',
                )
