"""The page of an issued ticket."""

from kiosk.screens.page import Page, load_beside


class TicketPage(Page):
    pass


load_beside(__file__)
