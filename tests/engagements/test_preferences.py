"""What people choose is stored with them; rubbish is refused with a remedy."""

import json

import pytest
from django.urls import reverse

from engagements.kernel.errors import DomainError
from engagements.models import User
from engagements.selectors import chosen_keys
from engagements.services import user_keys_set

pytestmark = pytest.mark.django_db
KEYS = {"chart.save": "Alt+Z", "help.open": "F1"}


def test_chosen_keys_follow_their_owner_and_replace_those_before(client_of, world):
    client, url = client_of("vendor_coder"), reverse("control:preferences")
    sent = {"shortcuts": json.dumps({"chart.next": "Alt+Y"})}
    assert client.post(url, sent, headers={"HX-Request": "true"}).status_code == 204
    client.post(url, {"shortcuts": json.dumps(KEYS)}, headers={"HX-Request": "true"})
    coder = User.objects.get(pk=world.user("vendor_coder").pk)
    assert json.loads(chosen_keys(coder)) == KEYS
    other = User.objects.get(pk=world.user("practice_manager").pk)
    assert json.loads(chosen_keys(other)) == {}


@pytest.mark.parametrize(
    "keys",
    [
        None,
        ["chart.save"],
        {"chart.save": 3},
        {"chart.save": "<script>"},
        {"chart save": "Alt+Z"},
        {f"chart.{'x' * n}": chr(65 + n) for n in range(1, 20)} | {"chart.save": "Tab key"},
    ],
)
def test_rubbish_keys_are_refused_and_change_nothing(keys, world):
    user = world.user("vendor_coder")
    user_keys_set(user=user, keys=KEYS)
    with pytest.raises(DomainError, match="keyboard shortcuts"):
        user_keys_set(user=user, keys=keys)
    assert User.objects.get(pk=user.pk).preferences["shortcuts"] == KEYS


def test_page_that_sends_no_json_is_told_what_to_do(client_of):
    client = client_of("vendor_coder")
    response = client.post(reverse("control:preferences"), {"shortcuts": "{broken"})
    assert response.status_code == 400
    assert "on the page that lists them" in response.text
