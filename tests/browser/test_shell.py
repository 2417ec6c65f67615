import re

import pytest

from engagements.models import User


@pytest.fixture
def home(world):
    return f"/e/{world.own.slug}/"


@pytest.mark.parametrize("phone", [False, True])
def test_my_work_is_clean_in_both_themes_and_widths(phone, persona, home):
    someone = persona("practice_manager", phone=phone)
    page = someone.open(home)
    for theme in ("light", "dark"):
        someone.theme(theme)
        page.wait_for_timeout(100)
        assert page.locator("html").get_attribute("data-bs-theme") == theme
        someone.check()


def test_theme_is_kept_with_the_user_and_rendered_by_the_server(persona, home, world):
    someone = persona("practice_manager")
    page = someone.open(home)
    page.get_by_role("button", name=re.compile("^Account")).click()
    with page.expect_response("**/preferences/") as answer:
        page.get_by_role("button", name="Dark").click()
    assert answer.value.status == 204
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert User.objects.get(pk=world.user("practice_manager").pk).theme == "dark"
    assert 'data-bs-theme="dark"' in page.request.get(someone.base + home).text()


def test_everything_works_without_scripts(persona, home, world):
    someone = persona("practice_manager", scripts=False)
    page = someone.open(home)
    page.get_by_role("button", name="Comfortable").click()
    assert page.url == someone.base + home
    assert page.locator("html").get_attribute("data-density") == "comfortable"
    assert User.objects.get(pk=world.user("practice_manager").pk).preferences == {
        "density": "comfortable"
    }


def test_phone_menu_opens_and_closes_with_the_keyboard(persona, home):
    someone = persona("practice_manager", phone=True)
    page = someone.open(home)
    menu = page.get_by_role("navigation", name="Main")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    page.locator(".sidebar.show").wait_for()
    someone.check()
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")


def test_the_longest_menu_fits_a_laptop_and_unfolds_where_the_reader_is(persona, home):
    someone = persona("practice_manager")
    page = someone.open(home)
    page.set_viewport_size({"width": 1366, "height": 768})
    menu = page.get_by_role("navigation", name="Main")
    assert menu.evaluate("e => e.scrollHeight - e.clientHeight") <= 0
    assert page.get_by_role("button", name="Collapse menu").is_visible()
    assert not menu.get_by_role("link", name="Terms").is_visible()
    menu.locator("summary").press("Enter")
    menu.get_by_role("link", name="Terms").click()
    assert menu.get_by_role("link", name="Terms").get_attribute("aria-current") == "page"
    assert menu.get_by_role("link", name="Terms").is_visible()


def test_a_page_of_the_folded_menu_opens_at_its_top(persona, home):
    page = persona("practice_manager").open(f"{home}agreement/documents/")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.reload()
    menu = page.locator(".sidebar .offcanvas-body")
    assert page.evaluate("scrollY") == 0
    assert menu.evaluate("e => e.scrollTop") > 0
    assert menu.locator("[aria-current]").evaluate(
        "e => e.getBoundingClientRect().bottom <= innerHeight"
    )


def test_question_mark_lists_the_shortcuts(persona, home):
    someone = persona("practice_manager")
    page = someone.open(home)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.wait_for()
    someone.check()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_keys_of_one_letter_can_be_switched_off(persona, home, world):
    page = persona("practice_manager").open(home)
    page.get_by_role("button", name=re.compile("^Account")).click()
    with page.expect_response("**/preferences/"):
        page.get_by_role("group", name="Keys of one letter").get_by_text("Off").click()
    page.reload()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").count() == 0
    chosen = User.objects.get(pk=world.user("practice_manager").pk).preferences
    assert chosen == {"letters": "off"}


def test_skip_link_is_the_first_stop_and_leads_to_the_content(persona, home):
    page = persona("practice_manager").open(home)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_missing_page_says_what_to_do(persona, home):
    someone = persona("practice_manager")
    page = someone.open(f"{home}jobs/999999/")
    assert page.get_by_text("There is nothing at this address").is_visible()
    someone.check()


def test_forbidden_page_names_the_right_and_who_has_it(persona, home):
    someone = persona("vendor_coder")
    page = someone.open(f"{home}people/add/")
    assert page.get_by_text("Right: member.manage").is_visible()
    someone.check()
