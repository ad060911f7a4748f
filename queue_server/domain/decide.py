"""Decisions: what a command does to the hall as it is, told as events. Never changes the state.

The rules stand by noun in `rules`; this module knows which command belongs where.
"""

from collections.abc import Callable
from typing import Any, Final

from queue_server.contract import commands
from queue_server.contract.actors import Actor
from queue_server.contract.commands import ALLOWED, AnyCommand, PublishConfiguration
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules import (
    alarms,
    appointments,
    calling,
    day,
    emergencies,
    floor,
    indicators,
    journeys,
    keypads,
    lockers,
    notices,
    paper_roll,
    parking,
    persons,
    plan,
    posts,
    pre_reviews,
    priorities,
    proofs,
    ratings,
    reprints,
    serving,
    slips,
    spots,
    tags,
    tickets,
    undo,
    windows,
    work_orders,
)
from queue_server.domain.state import HallState

RULES: Final[dict[type[commands.Command], Callable[[Any, Moment], Events]]] = {
    commands.IssueTicket: tickets.issue,
    commands.WithdrawRequest: tickets.withdraw,
    commands.VoidTicket: tickets.void,
    commands.CancelTicket: tickets.cancel,
    commands.RequeueTicket: tickets.requeue,
    commands.EnterPaperTicket: paper_roll.enter,
    commands.ReportSlip: slips.report,
    commands.ReprintSlip: reprints.reprint,
    commands.BeginReprint: reprints.begin,
    commands.ReportReprint: reprints.report,
    commands.GiveTag: tags.give,
    commands.ReturnTag: tags.take_back,
    commands.BeginTagCall: tags.begin,
    commands.ReportTagCall: tags.report,
    commands.CallNext: calling.call_next,
    commands.CallTicket: calling.call,
    commands.RecallTicket: calling.recall,
    commands.ResumeTicket: calling.resume,
    commands.MarkNoShow: calling.mark_no_show,
    commands.StartServing: serving.start,
    commands.FinishServing: serving.finish,
    commands.BreakOff: serving.break_off,
    commands.ParkTicket: parking.park,
    commands.TransferTicket: journeys.transfer,
    commands.SendAway: journeys.send_away,
    commands.NextStage: journeys.next_stage,
    commands.UndoLast: undo.undo,
    commands.PressKey: keypads.press,
    commands.VerifyPriority: priorities.verify,
    commands.WithdrawPriority: priorities.withdraw,
    commands.GrantPriority: priorities.grant,
    commands.RecordProof: proofs.record,
    commands.RateService: ratings.rate,
    commands.RateAgain: ratings.rate_again,
    commands.RateErrand: ratings.rate_errand,
    commands.EnterRating: ratings.enter,
    commands.AssignWorkOrder: work_orders.assign,
    commands.RecordContact: work_orders.record_contact,
    commands.RecordStatement: work_orders.record_statement,
    commands.ChooseCourse: work_orders.choose_course,
    commands.AppealRating: work_orders.appeal,
    commands.DecideAppeal: work_orders.decide_appeal,
    commands.AskExtension: work_orders.ask_extension,
    commands.DecideExtension: work_orders.decide_extension,
    commands.ReportRectified: work_orders.report_rectified,
    commands.FeedBack: work_orders.feed_back,
    commands.CallBack: work_orders.call_back,
    commands.CloseWorkOrder: work_orders.close,
    commands.BookAppointment: appointments.book,
    commands.CancelAppointment: appointments.cancel,
    commands.CheckIn: appointments.check_in,
    commands.FilePreReview: pre_reviews.file,
    commands.CheckPreReview: pre_reviews.check,
    commands.OpenWindow: windows.open_window,
    commands.PauseWindow: windows.pause,
    commands.CloseWindow: windows.close,
    commands.TakeOver: posts.take_over,
    commands.RequestWindow: posts.request,
    commands.ApproveWindow: posts.approve,
    commands.RejectWindow: posts.reject,
    commands.AssignProfile: posts.assign,
    commands.OpenDoors: day.open_doors,
    commands.OpenDay: day.open_day,
    commands.CloseDay: day.close_day,
    commands.Tick: day.tick,
    commands.PublishConfiguration: plan.publish,
    commands.ReportDevice: floor.report_device,
    commands.ReportSpot: spots.report,
    commands.ReportStation: floor.report_station,
    commands.OpenCell: lockers.open_cell,
    commands.BeginOpening: lockers.begin,
    commands.ReportOpening: lockers.report,
    commands.ReportCell: lockers.report_cell,
    commands.CallForHelp: floor.call_for_help,
    commands.TakeOutOfService: floor.take_out,
    commands.ReturnToService: floor.bring_back,
    commands.PublishIndicators: indicators.publish,
    commands.PublishNotice: notices.publish,
    commands.WithdrawNotice: notices.withdraw,
    commands.RaiseEmergency: emergencies.raise_message,
    commands.EndEmergency: emergencies.end,
    commands.AcknowledgeAlarm: alarms.acknowledge,
    commands.ClearAlarm: alarms.clear,
}


def decide(command: AnyCommand, state: HallState, by: Actor, now_ms: int, key: str) -> Events:
    """The events of `command`, none if it changes nothing. Raises CommandRefused; FORBIDDEN also by `ALLOWED`."""
    events = persons.with_signs(ruled(command, state, by, now_ms, key), state)
    events = work_orders.with_opened(events, state, now_ms)
    return alarms.with_causes_gone(events, state) if state.alarms else events


def ruled(command: AnyCommand, state: HallState, by: Actor, now_ms: int, key: str) -> Events:
    """What the command's own rule says, for whoever only asks whether it may be. Raises as `decide` does."""
    kind = type(command)
    if by.roles.isdisjoint(ALLOWED[kind]):
        raise CommandRefused(RefusalCode.FORBIDDEN, command=kind.__name__)
    if key in state.withdrawn:
        raise CommandRefused(RefusalCode.REQUEST_WITHDRAWN)
    if state.configuration is None and kind is not PublishConfiguration:
        raise CommandRefused(RefusalCode.NOT_FOUND, what="configuration")
    return RULES[kind](command, Moment(state, by, now_ms, key))
