"""Each requirement on a dossier, on both sides of its limit; what is not known never meets one."""

from datetime import date
from types import SimpleNamespace
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.rulebook.dossiers import requirements
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE
from ocop_workflow.rulebook.dossiers.requirements import AsOf, Requirement
from ocop_workflow.vocabulary import Level

TODAY = date(2024, 6, 15)
YESTERDAY, TOMORROW = date(2024, 6, 14), date(2024, 6, 16)

ALL = {name: need for name, need in vars(requirements).items() if isinstance(need, Requirement)}
every_requirement = pytest.mark.parametrize("need", ALL.values(), ids=ALL.keys())


def met(need: Requirement, value: object, today: date = TODAY) -> bool:
    return need.met_by(SimpleNamespace(**{need.fact: value}), today)


class TestWhatEachRequirementAsks:
    """A last day is inclusive: on the day itself nothing is over, expired or closed yet."""

    FACTS = (
        ("TERM_IS_OVER", YESTERDAY, True),
        ("TERM_IS_OVER", TODAY, False),
        ("ROUND_IS_CLOSED", YESTERDAY, True),
        ("ROUND_IS_CLOSED", TODAY, False),
        ("CERTIFICATE_EXPIRED", YESTERDAY, True),
        ("CERTIFICATE_EXPIRED", TODAY, False),
        ("CERTIFICATE_REPLACED", TODAY, True),
        ("CERTIFICATE_REPLACED", TOMORROW, False),
        ("DOCUMENTS_EXPIRED", YESTERDAY, True),
        ("DOCUMENTS_EXPIRED", TODAY, False),
        ("DOCUMENTS_VALID", YESTERDAY, False),
        ("DOCUMENTS_VALID", TODAY, True),
        ("RENEWAL_WINDOW_OPEN", TODAY, True),
        ("RENEWAL_WINDOW_OPEN", TOMORROW, False),
        ("HAS_PRODUCER", 1, True),
        ("HAS_PRODUCER", 0, False),
        ("HAS_COMMUNE", 1, True),
        ("HAS_COMMUNE", 0, False),
        ("HAS_PRODUCT_GROUP", 1, True),
        ("HAS_PRODUCT_GROUP", 0, False),
        ("DOCUMENTS_COMPLETE", 0, True),
        ("DOCUMENTS_COMPLETE", 1, False),
        ("DOCUMENTS_MISSING", 1, True),
        ("DOCUMENTS_MISSING", 0, False),
        ("RANKED_3_STARS", 3, True),
        ("RANKED_3_STARS", 2, False),
        ("RANKED_BELOW_3_STARS", 2, True),
        ("RANKED_BELOW_3_STARS", 0, True),
        ("RANKED_BELOW_3_STARS", 3, False),
        ("DECIDED_AT_THIS_LEVEL", True, True),
        ("DECIDED_AT_THIS_LEVEL", False, False),
        ("RANKED_BELOW_5_STARS", 4, True),
        ("RANKED_BELOW_5_STARS", 5, False),
        ("RECEIVED_ABOVE_COMMUNE", Level.DISTRICT, True),
        ("RECEIVED_ABOVE_COMMUNE", Level.COMMUNE, False),
        ("HELD_BY_THE_DISTRICT", Level.DISTRICT, True),
        ("HELD_BY_THE_DISTRICT", Level.PROVINCE, False),
        ("SCORED_BY_THE_CENTRE", Level.CENTRAL, True),
        ("SCORED_BY_THE_CENTRE", Level.PROVINCE, False),
        ("FORWARDED_FROM_THIS_LEVEL", True, True),
        ("FORWARDED_FROM_THIS_LEVEL", False, False),
    )

    @pytest.mark.parametrize(("name", "value", "expected"), FACTS)
    def test_holds_on_one_side_of_its_limit_and_not_on_the_other(self, name, value, expected):
        assert met(ALL[name], value) is expected

    def test_every_requirement_was_asked_on_both_sides(self):
        asked = {(name, expected) for name, _, expected in self.FACTS}

        assert asked == {(name, expected) for name in ALL for expected in (True, False)}


class TestWhatIsNotKnown:
    """An empty fact (None, SQL NULL) meets nothing: neither «still valid» nor «expired»."""

    @every_requirement
    def test_never_meets_a_requirement(self, need):
        assert met(need, None) is False


class TestTheReadingOnADossier:
    """It is the operator itself, with the day of the question in the place of «today»."""

    @every_requirement
    @given(day=st.dates(), value=st.dates(), number=st.integers(0, 6), flag=st.booleans())
    def test_is_the_comparison_and_nothing_else(self, need, day, value, number, flag):
        fact = value if need.value is AsOf.TODAY else flag if isinstance(need.value, bool) else number
        against = day if need.value is AsOf.TODAY else need.value

        assert met(need, fact, day) is need.compare(fact, against)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("RANKED_3_STARS", "RANKED_BELOW_3_STARS"),
            ("DOCUMENTS_COMPLETE", "DOCUMENTS_MISSING"),
            ("DOCUMENTS_VALID", "DOCUMENTS_EXPIRED"),
        ],
    )
    @given(number=st.integers(0, 9), day=st.dates())
    def test_of_two_opposites_exactly_one_holds(self, one, other, number, day):
        value = day if ALL[one].value is AsOf.TODAY else number

        assert met(ALL[one], value) is not met(ALL[other], value)


class TestTheList:
    """A requirement is a Vietnamese label and one comparison of a fact that is stored."""

    @every_requirement
    def test_speaks_of_a_column_of_the_dossier(self, need):
        assert need.fact in Dossier.model_fields

    @every_requirement
    def test_is_asked_by_some_move(self, need):
        assert any(need in rule.requires for rule in LIFECYCLE)

    def test_has_a_composed_label_of_its_own_for_each(self):
        labels = [need.label for need in ALL.values()]

        assert len(set(labels)) == len(labels)
        assert all(label.strip() and is_normalized("NFC", label) for label in labels)
