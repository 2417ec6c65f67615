import socket

import pytest
from django.db import connection

from config import probe


@pytest.mark.django_db
def test_healthz_answers_without_signing_in_or_asking_the_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_lists_every_part_as_well(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "migrations": True, "broker": True}


@pytest.mark.django_db
def test_readyz_names_a_broker_that_does_not_answer(client, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "migrations": True, "broker": False}


@pytest.mark.django_db(transaction=True)
def test_readyz_names_a_database_that_does_not_answer(client):
    connection.close()
    kept = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nonexistent"
    try:
        response = client.get("/readyz")
    finally:
        connection.close()
        connection.settings_dict["HOST"] = kept
    assert response.status_code == 503
    assert response.json()["database"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_addresses_refuse_writes(client, db, path):
    assert client.post(path).status_code == 405


def test_probe_reports_no_answer_as_zero():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert probe.status_of(f"http://127.0.0.1:{closed.getsockname()[1]}/healthz") == 0


@pytest.mark.django_db(transaction=True)
def test_probe_reads_the_status_of_a_running_server(live_server):
    assert probe.status_of(f"{live_server.url}/healthz") == 200
