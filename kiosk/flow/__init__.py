"""The flow of the kiosk: which page is in front, what is asked of the hall for whoever stands there, and what then.

`flow` is the one thing the shell talks to; each of its parts has a module:

    pages           the places and what stands in each      way             where somebody is, and the way back
    frame           bars, keys and dialogs around a page    presence        whether somebody is still there
    sight           the outlook everything is drawn from    hall_news       what link, hall and printer tell
    wishing         the wish for a number                   printouts       slips, lists of papers, sheets
    pre_reviewing   the steps of the pre-review             help_call       求助: staff are called to this kiosk
    pre_review_pages  its pages, its code, its number       surroundings    what the flow asks of the shell
    appointing      appointments checked in and booked
"""

from kiosk.flow.flow import Flow
from kiosk.flow.frame import BarKey, FlowState, Question
from kiosk.flow.pages import PRE_REVIEW, Place

__all__ = ["PRE_REVIEW", "BarKey", "Flow", "FlowState", "Place", "Question"]
