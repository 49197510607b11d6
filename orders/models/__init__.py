from orders.models.access import OrderAccess
from orders.models.clocks import Breach, Clock, ClockEvent, Escalation, Heartbeat
from orders.models.ladders import LadderTerm, LadderVersion
from orders.models.orders import Order, OrderLine, OrderNumber
from orders.models.plan import Alternative, Delivery, FollowUp
from orders.models.requests import HeadsUp, Request, Search, TovholderChange
from orders.models.timeline import OrderEvent
from orders.models.timers import Firing, Letter, Timer

__all__ = [
    "Alternative",
    "Breach",
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
    "Order",
    "OrderAccess",
    "OrderEvent",
    "OrderLine",
    "OrderNumber",
    "Request",
    "Search",
    "Timer",
    "TovholderChange",
]
