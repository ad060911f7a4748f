"""Appointments of any day, out of the history, each with the number of the ticket it was checked in with."""

from typing import Any

from sqlalchemy import Connection, Row, and_, select

from queue_server.storage import schema

_appointments, _tickets = schema.appointments.c, schema.tickets.c


def of_day(connection: Connection, hall_id: str, business_day: str) -> list[Row[Any]]:
    """By time."""
    with_tickets = schema.appointments.outerjoin(
        schema.tickets, and_(_tickets.hall_id == _appointments.hall_id, _tickets.ticket_id == _appointments.ticket_id)
    )
    rows = select(schema.appointments, _tickets.number).select_from(with_tickets)
    rows = rows.where(_appointments.hall_id == hall_id, _appointments.business_day == business_day)
    return list(connection.execute(rows.order_by(_appointments.begins_at_ms, _appointments.appointment_id)))
