"""Asks, in templates, what the actor may do: to offer no button that would be refused."""

from django import template

from engagements.kernel.policy import Actor

register = template.Library()


@register.filter
def may(actor: Actor, action: str) -> bool:
    """`{% if actor|may:"baa.sign" %}`; an unknown action raises."""
    return actor.can(action)
