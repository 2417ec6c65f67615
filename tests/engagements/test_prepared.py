"""A look-up worded once answers like the query it was worded from."""

import pytest
from django.db import connection

from engagements.kernel.prepared import Prepared
from engagements.models import Engagement, Membership
from engagements.roles import Role
from engagements.selectors import engagement_by_slug


def test_each_call_asks_with_its_own_values_in_one_statement(world, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = [engagement_by_slug(slug) for slug in ("own", "foreign", "nowhere")]
        assert found == [world.own, world.foreign, None]
        assert [each.practice.name for each in found[:2]] == ["Own Practice", "Foreign Practice"]
        assert [each.vendor.name for each in found[:2]] == ["Own Vendor", "Foreign Vendor"]


def test_what_changed_is_read_anew_and_a_row_is_a_row_like_any_other(world):
    Engagement.objects.filter(pk=world.own.pk).update(name="Renamed")
    found = engagement_by_slug("own")
    assert found.name == "Renamed"
    found.name = "Renamed again"
    found.save()
    assert Engagement.objects.get(pk=world.own.pk).name == "Renamed again"


def test_a_missing_relation_is_none(world):
    Engagement.objects.filter(pk=world.own.pk).update(auditor=None)
    assert engagement_by_slug("own").auditor is None


@pytest.mark.django_db
def test_a_parameter_may_stand_twice_and_in_any_order(world):
    def held(role, user, engagement):
        return (
            Membership.objects.filter(engagement_id=engagement, user_id=user, role=role)
            .exclude(user_id=user, role=role, engagement_id__gt=engagement)
            .order_by("pk")
        )

    prepared = Prepared(held, role="role", user=-1, engagement=-2)
    for role in (Role.VENDOR_CODER, Role.PROVIDER):
        user = world.user(role)
        given = {"role": role, "user": user.pk, "engagement": world.own.pk}
        assert prepared.first(**given) == held(**given).get()
        assert prepared.first(**(given | {"engagement": world.foreign.pk})) is None


def test_a_name_is_a_value_and_no_sql(world):
    assert engagement_by_slug("own' OR 'a' = 'a") is None
    assert connection.is_usable()
