"""The delivery sweep: what is owed leaves the house, and a day that was left undone is done; each once."""

from datetime import date, time
from pathlib import Path

from flows.delivery_sweep import delivery_sweep
from flows.report_watch import report_watch
from flows.request import RunRequest
from ocop_workflow.operations.cycle.sweep import owed_today
from tests.flows.conftest import UONG_BI, everything, mails, office_at, open_real_cycle

FRIDAY, SATURDAY = date(2024, 4, 19), date(2024, 4, 20)
ALWAYS, NEVER = time(0, 0), time(23, 59, 59, 999_999)


def test_a_watch_that_never_ran_is_made_up_for_and_not_twice(
    prefect_at_once: str, sqlite_database: str, tmp_path: Path
) -> None:
    with office_at(sqlite_database, tmp_path / "var", day_begins=ALWAYS) as office:
        open_real_cycle(office, UONG_BI)
        first = delivery_sweep(RunRequest(today=FRIDAY))
        assert [one.cycle for one in first.cycles] == [UONG_BI]
        sent = len(mails(office))
        assert sent > 0
        before = everything(office)
        assert delivery_sweep(RunRequest(today=FRIDAY)).cycles == ()
        assert everything(office) == before
        assert report_watch(RunRequest(today=FRIDAY)).delivered.sent == 0
        assert len(mails(office)) == sent


def test_before_the_day_has_begun_and_on_a_day_off_only_what_is_owed_already_is_sent(
    prefect_at_once: str, sqlite_database: str, tmp_path: Path
) -> None:
    with office_at(sqlite_database, tmp_path / "var", day_begins=NEVER) as office:
        open_real_cycle(office, UONG_BI)
        assert "chưa rà nốt" in delivery_sweep(RunRequest(today=FRIDAY)).note
        assert mails(office) == []
        report_watch(RunRequest(today=FRIDAY, deliver=False))
        with office.look() as session:
            assert owed_today(session, FRIDAY) == []
    with office_at(sqlite_database, tmp_path / "var", day_begins=ALWAYS) as office:
        assert "thứ Bảy" in delivery_sweep(RunRequest(today=SATURDAY)).note
        assert len(mails(office)) > 0
