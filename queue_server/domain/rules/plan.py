"""The plan in force: published at any time, also in the middle of a day, but never so that somebody would be lost."""

import hashlib

from pydantic import ValidationError

from config import consistency
from config.configuration import HallConfiguration
from queue_server.contract.commands import PublishConfiguration
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import ConfigurationPublished
from queue_server.domain.moment import Events, Moment
from queue_server.domain.needed import needed
from queue_server.domain.rules import coverage, lockers, spots
from queue_server.domain.rules.alarms import CELL_LEFT_OPEN, cause_gone
from queue_server.domain.state import HallState


def publish(command: PublishConfiguration, moment: Moment) -> Events:
    """The same content again changes nothing. Alarms about stations and devices that are gone are cleared."""
    state = moment.state
    if hashlib.sha256(command.content.encode()).hexdigest() != command.content_hash:
        raise _malformed("content_hash", "not the SHA-256 of the content")
    if command.content_hash == state.configuration_hash:
        return ()
    try:
        coming = HallConfiguration.parse(command.content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise _malformed(".".join(("content", *map(str, first["loc"]))), first["msg"]) from None
    tables = {
        consistency.HALL: coming.plan.model_dump(mode="json"),
        consistency.CATALOGUE: coming.catalogue.model_dump(mode="json"),
    }
    for finding in consistency.findings(tables):
        raise _malformed(f"{finding.file}: {finding.key}", finding.reason)
    for where, why in needed(state, coming):
        raise _malformed(where, why)
    return (
        ConfigurationPublished(command.content_hash, command.content),
        *_alarms_without_cause(state, coming),
        *spots.unpublished(state, coming.policy, frozenset(coming.stations)),
        *coverage.calendar_known(state, coming.policy.hours),
    )


def _malformed(where: str, why: str) -> CommandRefused:
    return CommandRefused(RefusalCode.MALFORMED, where=where, why=why)


def _alarms_without_cause(state: HallState, coming: HallConfiguration) -> Events:
    known = coming.stations.keys() | {device.id for station in coming.plan.stations for device in station.devices}
    about_stations = {*state.stations, *state.devices}
    return tuple(
        cleared
        for alarm in state.alarms.values()
        if (alarm.kind == CELL_LEFT_OPEN or alarm.about in about_stations) and lockers.device_of(alarm) not in known
        for cleared in cause_gone(state, alarm.kind, alarm.about)
    )
