"""The rules as a citizen reads them."""

from django import template

from accounts.personal_data import Rule
from retention.catalogue import rules

register = template.Library()


@register.simple_tag
def retention_rules() -> list[Rule]:
    """All rules, in the order of the apps."""
    return [rule for _table, rule in rules()]
