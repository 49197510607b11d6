from orders.models.access import OrderAccess
from orders.models.answer_links import AnswerLink
from orders.models.clocks import Breach, Clock, ClockEvent, Escalation, Heartbeat
from orders.models.orders import Order, OrderLine, OrderNumber
from orders.models.plan import Alternative, Delivery, FollowUp
from orders.models.requests import HeadsUp, Request, Search, TovholderChange
from orders.models.timeline import OrderEvent

__all__ = [
    "Alternative",
    "AnswerLink",
    "Breach",
    "Clock",
    "ClockEvent",
    "Delivery",
    "Escalation",
    "FollowUp",
    "HeadsUp",
    "Heartbeat",
    "Order",
    "OrderAccess",
    "OrderEvent",
    "OrderLine",
    "OrderNumber",
    "Request",
    "Search",
    "TovholderChange",
]
