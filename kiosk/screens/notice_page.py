"""A page that can only tell: starting, waiting for the server, out of service."""

from kiosk.screens.page import Page, load_beside


class NoticePage(Page):
    pass


load_beside(__file__)
