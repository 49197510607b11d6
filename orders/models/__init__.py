from orders.models.access import OrderAccess
from orders.models.answer_links import AnswerLink
from orders.models.clocks import Breach, BreachCorrection, Clock, ClockEvent, Escalation, Heartbeat
from orders.models.ladders import LadderTerm, LadderVersion
from orders.models.orders import Order, OrderLine, OrderNumber
from orders.models.plan import Alternative, Delivery, FollowUp
from orders.models.recalculation import RecalculatedClock, Recalculation
from orders.models.reports import MonthReport, ReportWish
from orders.models.requests import HeadsUp, Request, Search, TovholderChange
from orders.models.timeline import OrderEvent
from orders.models.timers import Firing, Letter, Timer
from orders.models.watch import Outage

__all__ = [
    "Alternative",
    "AnswerLink",
    "Breach",
    "BreachCorrection",
    "Clock",
    "ClockEvent",
    "Delivery",
    "Escalation",
    "Firing",
    "FollowUp",
    "HeadsUp",
    "Heartbeat",
    "LadderTerm",
    "LadderVersion",
    "Letter",
    "MonthReport",
    "Order",
    "OrderAccess",
    "OrderEvent",
    "OrderLine",
    "OrderNumber",
    "Outage",
    "RecalculatedClock",
    "Recalculation",
    "ReportWish",
    "Request",
    "Search",
    "Timer",
    "TovholderChange",
]
