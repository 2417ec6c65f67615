"""What the page frame needs: navigation, where the reader is, and how they like it."""

import functools
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from engagements.kernel.policy import Actor
from engagements.kernel.registry import NavItem, nav
from engagements.selectors import control_actor
from engagements.services.preferences import CHOICES

register = template.Library()

# The order of the menu's sections; a section that is not listed comes before the last.
SECTIONS = ("", "Reports", "Charts", "Quality", "Queries", "Denials")
LAST = "Contract and people"
FOLDS_FROM = 5  # the last section folds where it is long, so that a laptop shows the whole menu
MERGED = {
    "Work": "Queries",
    "Numbers": "Reports",
    "Set-up": LAST,
    "Settings": LAST,
    "Workforce": LAST,
    "Transition": LAST,
}


@dataclass(frozen=True)
class Look:
    """How this reader wants pages. Known to the server, so that nothing flashes."""

    theme: str
    density: str
    sidebar: str
    letters: str

    @property
    def first_theme(self) -> str:
        return "dark" if self.theme == "dark" else "light"


@dataclass
class Link:
    label: str
    url: str
    icon: str
    also: tuple[str, ...] = ()
    active: bool = False

    @property
    def drawn(self) -> SafeString:
        return _drawn(self.label, self.url, self.icon, active=self.active)


@dataclass
class Section:
    title: str
    links: list[Link]
    folds: bool = False

    @property
    def is_active(self) -> bool:
        return any(link.active for link in self.links)


@register.simple_tag(takes_context=True)
def look(context: Context) -> Look:
    """The user's stored wish, else the cookie of this browser, else the defaults."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    cookies = request.COOKIES if request else {}
    stored = dict(getattr(user, "preferences", None) or {}, theme=getattr(user, "theme", None))
    wishes = {name: stored.get(name) or cookies.get(name) for name in CHOICES}
    return Look(**{n: w if w in CHOICES[n] else CHOICES[n][0] for n, w in wishes.items()})


@register.filter
def selects_vendors(user: Any) -> bool:
    """Whether the menu offers the vendor selection."""
    return bool(getattr(user, "pk", None)) and control_actor(user).can("selection.manage")


@functools.lru_cache(maxsize=4096)
def _address(url_name: str, slug: str) -> str | None:
    """Every page asks for the whole menu, and an address never changes in a process."""
    try:
        return reverse(url_name, kwargs={"engagement": slug})
    except NoReverseMatch:
        return None


@functools.lru_cache(maxsize=8192)
def _drawn(label: str, url: str, icon: str, *, active: bool) -> SafeString:
    """Every page shows the same forty links, of which one is another."""
    link = {"label": label, "url": url, "icon": icon, "active": active}
    return render_to_string("components/sidebar_link.html", {"link": link})


@register.simple_tag(takes_context=True)
def side_link(
    context: Context, label: str, url_name: str, icon: str, *args: str, whole: bool = False
) -> SafeString:
    """A link of the menu that leads to no page of an engagement's own list. It is marked on every
    page below its address, or on that alone.
    """
    url = reverse(url_name, args=args)
    path = getattr(context.get("request"), "path", "")
    return _drawn(label, url, icon, active=path == url if whole else path.startswith(url))


def _link(item: NavItem, actor: Actor) -> Link | None:
    url = _address(item.url_name, actor.engagement.slug)
    if url is None:
        return None
    also = (_address(name, actor.engagement.slug) for name in item.also)
    return Link(item.label_for(actor), url, item.icon, tuple(filter(None, also)))


def mark_active(links: list[Link], path: str) -> None:
    """The link with the most specific address that the path begins with."""
    inside = [
        (len(url), link) for link in links for url in (link.url, *link.also) if path.startswith(url)
    ]
    if inside:
        max(inside, key=itemgetter(0))[1].active = True


def _section_order(title: str) -> int:
    if title == LAST:
        return len(SECTIONS) + 1
    return SECTIONS.index(title) if title in SECTIONS else len(SECTIONS)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Section]:
    """The links this actor may follow, grouped, in declared order."""
    request: HttpRequest | None = context.get("request")
    actor = getattr(request, "actor", None)
    engagement = getattr(request, "engagement", None)
    if request is None or actor is None or engagement is None:
        return []
    sections: dict[str, list[Link]] = {}
    for item in nav:
        if not actor.can(item.action):
            continue
        link = _link(item, actor)
        if link is not None:
            sections.setdefault(MERGED.get(item.section, item.section), []).append(link)
    mark_active([link for links in sections.values() for link in links], request.path)
    ordered = sorted(sections, key=_section_order)
    return [
        Section(title, sections[title], title == LAST and len(sections[title]) >= FOLDS_FROM)
        for title in ordered
    ]


@register.simple_tag(takes_context=True)
def current_engagement(context: Context) -> Any:
    return context.get("engagement") or getattr(context.get("request"), "engagement", None)


@register.simple_tag(takes_context=True)
def frame(context: Context) -> str:
    """Error pages: the whole page, or just the message where HTMX asked for a fragment."""
    request = context.get("request")
    if getattr(request, "htmx", False) and not request.htmx.boosted:
        return "errors/fragment.html"
    return "errors/page.html"
