"""The reader's language: Django's own switch, marked as a page for everybody."""

from django.views.i18n import set_language as switch

from yakuba.desks.access import open_to_all

set_language = open_to_all(switch)
