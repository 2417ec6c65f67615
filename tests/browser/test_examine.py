"""What examine.js leaves out is what it has already seen, and nothing else."""

import pytest

from tests.browser.conftest import ALL_RULES, COLOUR_RULES


@pytest.fixture
def someone(persona, world):
    """A reader of a page that was examined as it stands."""
    someone = persona("practice_manager")
    someone.examined = set()
    someone.open(f"/e/{world.own.slug}/").wait_for_load_state("networkidle")
    for rules in (ALL_RULES, COLOUR_RULES):
        assert someone.violations(rules) == []
    return someone


def add(someone, html, into="#main"):
    someone.page.evaluate(
        "([html, into]) => document.querySelector(into).insertAdjacentHTML('beforeend', html)",
        [html, into],
    )


def remove(someone, selector):
    someone.page.evaluate("it => document.querySelector(it).remove()", selector)


def rules_of(found):
    return {text.partition(":")[0] for text in found}


def test_what_is_new_on_a_page_or_in_its_frame_is_examined(someone):
    add(someone, '<img src="/static/img/icon.svg"><button type="button"></button>')
    assert rules_of(someone.violations()) == {"image-alt", "button-name"}
    remove(someone, "#main > img")
    remove(someone, "#main > button")
    add(someone, '<p id="switcher-menu">Again</p>')
    assert someone.violations() == ["id used twice: switcher-menu"]
    remove(someone, "#main > #switcher-menu")
    assert someone.violations() == []
    add(someone, '<li><a href="/"></a></li>', into=".side-list")
    assert rules_of(someone.violations()) == {"link-name"}
    remove(someone, ".side-list > li:last-child")
    someone.page.evaluate(
        "() => { const button = document.querySelector('.topbar-end button');"
        " button.replaceChildren(); button.removeAttribute('aria-label'); }"
    )
    assert rules_of(someone.violations()) == {"button-name"}


STYLES = ("color: #bbb", "color: #222; background: #333", "color: #333; opacity: .3")


@pytest.mark.parametrize("rules", [ALL_RULES, COLOUR_RULES], ids=["all", "colours"])
def test_a_new_pair_of_colours_is_examined(someone, rules):
    for style in STYLES:
        someone.page.evaluate(
            "style => { const p = document.createElement('p'); p.textContent = 'Faint';"
            " p.style.cssText = style; document.querySelector('#main').append(p); }",
            style,
        )
        assert rules_of(someone.violations(rules)) == {"color-contrast"}, style
        remove(someone, "#main > p")
    someone.page.evaluate(
        "document.querySelector('#main').style.setProperty('background-color', '#555')"
    )
    assert "color-contrast" in rules_of(someone.violations(rules))


def test_another_theme_is_examined_anew_and_the_page_left_as_it_was(someone):
    before = len(someone.examined)
    page = someone.page.content()
    assert someone.violations() == []
    assert someone.page.content() == page
    assert len(someone.examined) == before
    someone.theme("dark")
    assert someone.violations(COLOUR_RULES) == []
    assert len(someone.examined) > before
