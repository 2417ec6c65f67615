"""What examine.js leaves out is what it has already seen, and nothing else."""

import pytest

from tests.browser.conftest import COLOUR_RULES


@pytest.fixture
def someone(persona, world):
    someone = persona("practice_manager")
    someone.examined = set()
    someone.open(f"/e/{world.own.slug}/").wait_for_load_state("networkidle")
    assert someone.violations() == []
    return someone


def add(someone, html):
    someone.page.evaluate(
        "html => document.querySelector('#main').insertAdjacentHTML('beforeend', html)", html
    )


def rules_of(found):
    return {text.partition(":")[0] for text in found}


def test_a_page_is_examined_again_though_its_frame_is_not(someone):
    add(someone, '<img src="/static/img/icon.svg"><button type="button"></button>')
    assert rules_of(someone.violations()) == {"image-alt", "button-name"}


def test_a_new_link_in_the_menu_is_examined(someone):
    someone.page.evaluate(
        "document.querySelector('.side-list').insertAdjacentHTML('beforeend', "
        "'<li><a href=\"/\"></a></li>')"
    )
    assert rules_of(someone.violations()) == {"link-name"}


def test_a_changed_top_bar_is_examined(someone):
    someone.page.evaluate("document.querySelector('.topbar-end button').replaceChildren()")
    someone.page.evaluate(
        "document.querySelector('.topbar-end button').removeAttribute('aria-label')"
    )
    assert rules_of(someone.violations()) == {"button-name"}


def test_an_id_of_the_frame_is_not_used_by_a_page(someone):
    add(someone, '<p id="switcher-menu">Again</p>')
    assert someone.violations() == ["id used twice: switcher-menu"]


@pytest.mark.parametrize("rules", [None, COLOUR_RULES], ids=["all", "colours"])
@pytest.mark.parametrize(
    "style",
    ["color: #bbb", "color: #222; background: #333", "color: #333; opacity: .3"],
)
def test_a_new_pair_of_colours_is_examined(someone, rules, style):
    given = (rules,) if rules else ()
    assert someone.violations(*given) == []
    someone.page.evaluate(
        "style => { const p = document.createElement('p'); p.textContent = 'Faint';"
        " p.style.cssText = style; document.querySelector('#main').append(p); }",
        style,
    )
    assert rules_of(someone.violations(*given)) == {"color-contrast"}


def test_known_colours_on_a_new_ground_are_examined(someone):
    someone.page.evaluate(
        "document.querySelector('#main').style.setProperty('background-color', '#555')"
    )
    assert "color-contrast" in rules_of(someone.violations(COLOUR_RULES))


def test_another_theme_is_examined_anew(someone):
    someone.theme("dark")
    before = len(someone.examined)
    assert someone.violations(COLOUR_RULES) == []
    assert len(someone.examined) > before


def test_the_page_is_left_as_it_was(someone):
    page = someone.page
    before = page.content()
    assert someone.violations() == []
    assert page.content() == before
