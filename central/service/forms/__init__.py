"""Certificates as PDF: what is printed (a kind's file), how it looks (templates), and that it can be printed at all."""

from central.service.forms.composing import compose, warm_up
from central.service.forms.kinds import KINDS
from central.service.forms.municipality import Municipality, MunicipalityError, read_municipality
from central.service.forms.order import Cause, Document, FormOrder, NotPrintable

__all__ = [
    "KINDS",
    "Cause",
    "Document",
    "FormOrder",
    "Municipality",
    "MunicipalityError",
    "NotPrintable",
    "compose",
    "read_municipality",
    "warm_up",
]
