"""The reason table says what DOMAIN 3.5 says, code by code."""

import csv
from datetime import date

import pytest

from denials.carc import (
    TAXONOMY,
    AdjustmentKind,
    is_denial,
    reason_of,
    reasons,
    remarks,
    suggest,
)
from denials.enums import Confidence, DenialClass

CODING = {
    "modifier": ["4", "182"],
    "dx_procedure": ["11"],
    "unbundling": ["97", "231", "234", "236"],
    "add_on": ["107", "B15"],
    "invalid_code": ["146", "181"],
    "upcoding": ["150"],
    "units": ["151", "152", "153"],
    "non_specific_procedure": ["189"],
    "drg": ["A8"],
    "pc_tc": ["B10"],
    "new_established": ["B16"],
    "non_specific_dx": ["B22"],
}
NOT_CODING = [
    *["8", "12", "170", "171", "172", "185", "B7"],
    *["22", "24", "26", "27", "29", "31", "109", "140"],
    *["197", "198", "210", "204"],
]
REVIEW = ["49", "50", "54", "194", "167", "284", "296", "222", "273", "261", "B14", "B20"]
SHARED = {
    "5": {"coding", "billing"},
    "58": {"coding", "billing"},
    "6": {"coding", "front_end"},
    "7": {"coding", "front_end"},
    "9": {"coding", "front_end"},
    "10": {"coding", "front_end"},
    "199": {"coding", "billing"},
}
DOCUMENTATION = ["112", "B12", "163", "164", "226", "252"]


@pytest.mark.covers("R84", "R98")
@pytest.mark.parametrize(("taxonomy", "codes"), CODING.items())
def test_coding_reasons_have_their_taxonomy(taxonomy, codes):
    for code in codes:
        suggestion = suggest(code, ())
        assert (suggestion.suggested, suggestion.taxonomy) == ("coding", taxonomy), code


@pytest.mark.covers("R102")
def test_credentialing_eligibility_and_authorisation_are_never_coding():
    for code in NOT_CODING:
        suggestion = suggest(code, ())
        assert suggestion.suggested not in {DenialClass.CODING, DenialClass.REVIEW}, code
        assert DenialClass.CODING not in suggestion.also, code


@pytest.mark.covers("R134")
def test_open_reasons_ask_for_review_with_low_confidence():
    for code in REVIEW:
        suggestion = suggest(code, ())
        assert (suggestion.suggested, suggestion.confidence) == ("review", Confidence.LOW), code


@pytest.mark.parametrize(("code", "candidates"), SHARED.items())
def test_shared_reasons_name_their_candidates(code, candidates):
    suggestion = suggest(code, ())
    assert suggestion.suggested is DenialClass.REVIEW
    assert set(suggestion.also) == candidates


def test_missing_documentation_is_documentation():
    assert {suggest(code, ()).suggested for code in DOCUMENTATION} == {"provider_documentation"}


def test_duplicates_are_billing():
    suggestion = suggest("18", ())
    assert (suggestion.suggested, suggestion.taxonomy) == ("billing", "duplicate")


@pytest.mark.parametrize("code", ["1", "2", "3", "23", "45", "44", "104", "144", "253", "59"])
def test_some_reasons_are_no_denial_by_themselves(code):
    assert not is_denial(code)


REFINED = {
    ("coding", "procedure_code"): ["M20", "M51", "M67", "MA66", "N56", "N65"],
    ("coding", "diagnosis_code"): ["M64", "M76", "MA63", "MA65"],
    ("coding", "non_specific_dx"): ["M81"],
    ("coding", "laterality"): ["N769"],
    ("review", "medical_necessity"): ["N569", "N115", "N386"],
    ("coding", "modifier"): ["N519", "N822", "N823", "M78"],
    ("coding", "units"): ["M53", "N362", "N430"],
    ("review", "place_of_service"): ["M77", "N428"],
    ("coding", "unbundling"): ["M15", "N19"],
    ("coding", "global_period"): ["N525"],
    ("review", "non_specific_procedure"): ["N350", "MA95"],
    ("coding", "upcoding"): ["M25", "M26"],
    ("provider_documentation", "documentation"): ["N29", "N225", "N705", "N706", "N661", "N206"],
}


@pytest.mark.covers("R98")
@pytest.mark.parametrize("reason", ["16", "96", "A1"])
def test_remarks_refine_the_reasons_that_need_them(reason):
    for (suggested, taxonomy), codes in REFINED.items():
        for code in codes:
            suggestion = suggest(reason, [code])
            assert (suggestion.suggested, suggestion.taxonomy) == (suggested, taxonomy), code
            assert code in suggestion.reason


@pytest.mark.covers("R134")
@pytest.mark.parametrize("reason", ["16", "96", "A1"])
def test_without_a_telling_remark_nothing_is_claimed(reason):
    for codes in ([], ["MA01"]):
        suggestion = suggest(reason, codes)
        assert (suggestion.suggested, suggestion.taxonomy) == ("review", "")
        assert suggestion.confidence is Confidence.LOW


def test_remarks_that_disagree_lower_the_confidence():
    assert suggest("16", ["M51", "N19"]).confidence is Confidence.HIGH
    assert suggest("16", ["M51", "N706"]).confidence is Confidence.MEDIUM
    assert suggest("16", ["N115"]).confidence is Confidence.LOW


def test_remarks_do_not_change_reasons_that_stand_alone():
    assert suggest("197", ["M51"]).suggested is DenialClass.FRONT_END
    assert suggest("97", ["N525"]).taxonomy == "global_period"
    assert suggest("97", ["M15"]).taxonomy == suggest("97", ["N19"]).taxonomy == "unbundling"


@pytest.mark.parametrize("reason", ["16", "96", "97", "197"])
def test_unprocessable_means_a_new_claim(reason):
    assert suggest(reason, ["MA130"]).new_claim
    assert suggest(reason, ["M51", "MA130"]).new_claim
    assert not suggest(reason, ["M51"]).new_claim


def test_legacy_reasons_keep_their_end_date():
    ended = {r.code: r.ended for r in reasons().values() if r.ended}
    assert ended["125"] == date(2013, 11, 1)
    assert ended["B18"] == date(2009, 3, 1)
    assert reason_of("125").is_legacy(date(2026, 1, 1))
    assert not reason_of("125").is_legacy(date(2012, 1, 1))
    assert remarks()["N29"].ended == date(2016, 3, 1)


@pytest.mark.covers("R98", "R134")
def test_unknown_reasons_are_reviewed_never_dropped():
    suggestion = suggest("999", ())
    assert is_denial("999")
    assert (suggestion.suggested, suggestion.confidence) == ("review", "low")
    assert suggest("P5", ()).taxonomy == "property_casualty"


def test_the_table_is_sound():
    for reason in reasons().values():
        assert reason.label
        assert reason.taxonomy in TAXONOMY
        if reason.kind is AdjustmentKind.DENIAL and not reason.needs_remark:
            assert reason.suggested is not None, reason.code
            assert reason.taxonomy, reason.code
        if reason.kind is not AdjustmentKind.DENIAL:
            assert reason.suggested is None, reason.code
    assert {remark.taxonomy for remark in remarks().values()} <= set(TAXONOMY)


def test_codes_and_end_dates_agree_with_the_published_list(shared_data):
    """Every held code exists; where it has ended, it has ended on the published day."""
    with (shared_data / "codesets" / "carc_rarc_dates.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    carc = {row["code"]: row["end"] for row in rows if row["kind"] == "CARC"}
    rarc = {row["code"] for row in rows if row["kind"] == "RARC"}
    assert set(reasons()) <= set(carc)
    assert set(remarks()) <= rarc
    held = {code: str(reason.ended or "") for code, reason in reasons().items()}
    assert held == {code: carc[code] for code in reasons()}
