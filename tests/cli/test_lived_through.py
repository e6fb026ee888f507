"""A quarter of Cẩm Phả 2015 and the year 2024 of Uông Bí, day by day at the terminal: who owes what, who is late, who
was told and when, what was put together, and why each day is the day."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CONFIG, UONG_BI, Ocop, run

pytestmark = pytest.mark.xdist_group("lived through")  # each day builds on the days before

CAM_PHA = "quang-ninh.cam-pha.2015"
BOSS = ("--by", "Trần Thị Mẫu")

Day = Callable[..., Any]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, rules_read_once: None) -> Iterator[Ocop]:
    """One installation for the whole story of a city."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCOP_VAR_DIR", str(tmp_path_factory.mktemp("city")))
        patch.setenv("COLUMNS", "150")
        assert run("db", "upgrade").code == 0
        yield run


def opened(city: Ocop, plan: str, cycle: str, on: str) -> None:
    for words in (
        ("plan", "apply", CONFIG / "plans" / f"{plan}.yaml", *BOSS, "--today", on),
        ("cycle", "open", plan, *BOSS, "--today", on),
    ):
        answer = city(*words)
        assert answer.code == 0, answer.err
    assert cycle in [line["code"] for line in city("cycle", "list", "--json", "--today", on).json]


def swept(city: Ocop, on: str) -> dict[str, Any]:
    """What the day's sweep did, everything sent."""
    answer = city("sweep", "--today", on, "--json")
    assert answer.code == 0, answer.err
    done: dict[str, Any] = answer.json["sweep"]
    return done


def told(city: Ocop, cycle: str, on: str) -> Counter[tuple[str, str]]:
    """How many notices of the day went to offices and heads, by unit; each was sent on that day."""
    sent = [one for one in city("notice", "list", "-c", cycle, "--json", "--today", on).json if one["raised_on"] == on]
    assert {one["state"] for one in sent} <= {"sent"}
    return Counter((one["unit_code"], one["desk"]) for one in sent)


def late(city: Ocop, cycle: str, on: str) -> dict[tuple[str, str], int]:
    """The reports that are late on the day, with days late, by unit and period."""
    rows = city("report", "list", "-c", cycle, "--late", "--json", "--today", on).json
    return {(row["unit_code"], row["period"]): row["days_late"] for row in rows}


class TestCamPha2015:
    """139/KH-UBND of 23/9/2015, III.3: «trước ngày 30 cuối Quý» — the last days on time are 29/9 and 29/12."""

    @pytest.fixture(scope="class")
    @staticmethod
    def year(city: Ocop) -> Ocop:
        opened(city, "quang-ninh.cam-pha.2016", CAM_PHA, "2015-09-23")
        return city

    def test_the_day_of_signing_gives_two_quarters_to_34_units_and_chases_nobody(self, year: Ocop) -> None:
        done = swept(year, "2015-09-23")
        (cycle,) = done["cycles"]
        assert (cycle["reports_raised"], cycle["lines_owed"]) == (68, 0)
        rows = year("report", "list", "-c", CAM_PHA, "--json", "--today", "2015-09-23").json
        assert {(row["period"], row["due_on"]) for row in rows} == {
            ("2015-Q3", "2015-09-29"),
            ("2015-Q4", "2015-12-29"),
        }
        explained = year("calendar", "explain", "report", "phong-kinh-te", "2015-Q3", "-c", CAM_PHA)
        assert "trước ngày 30 tháng 9/2015, tức chậm nhất hết ngày 29/09/2015" in " ".join(explained.out.split())
        assert "III.3" in explained.out

    def test_three_working_days_before_every_unit_is_reminded(self, year: Ocop) -> None:
        swept(year, "2015-09-24")
        assert set(told(year, CAM_PHA, "2015-09-24").values()) == {1}
        assert len(told(year, CAM_PHA, "2015-09-24")) == 34
        notice = year("notice", "list", "-c", CAM_PHA, "--unit", "phuong-cam-son", "--json").json[0]["code"]
        assert year("notice", "ack", notice, *BOSS, "--today", "2015-09-25").code == 0
        text = year("notice", "preview", notice).out
        assert "còn 5 ngày" in text
        assert "trước ngày 30 cuối Quý" in text

    def test_who_files_on_the_29th_is_on_time_who_has_not_by_the_30th_is_late(self, year: Ocop) -> None:
        filed = ("-c", CAM_PHA, *BOSS, "--nothing", "--today", "2015-09-29")
        assert "đúng hạn" in year("report", "fill", "phuong-cam-dong", "2015-Q3", *filed).out
        assert (
            year("report", "accept", "phuong-cam-dong", "2015-Q3", "-c", CAM_PHA, *BOSS, "--today", "2015-09-30").code
            == 0
        )
        assert late(year, CAM_PHA, "2015-09-29") == {}
        overdue = late(year, CAM_PHA, "2015-09-30")
        assert len(overdue) == 33
        assert set(overdue.values()) == {1}
        assert ("phuong-cam-dong", "2015-Q3") not in overdue

    def test_the_unit_its_head_and_then_the_leader_are_told_in_working_days(self, year: Ocop) -> None:
        swept(year, "2015-09-30")
        assert {desk for _, desk in told(year, CAM_PHA, "2015-09-30")} == {"office"}
        swept(year, "2015-10-02")
        assert ("phuong-cam-son", "head") in told(year, CAM_PHA, "2015-10-02")
        assert ("ubnd-tp", "head") not in told(year, CAM_PHA, "2015-10-02")
        swept(year, "2015-10-08")
        leader = told(year, CAM_PHA, "2015-10-08")
        assert leader["ubnd-tp", "head"] == 1, "one digest about everybody"
        assert leader["phong-kinh-te", "office"] == 1, "the standing unit, which is late itself, gets one too"
        (code,) = [
            one["code"]
            for one in year("notice", "list", "-c", CAM_PHA, "--unit", "ubnd-tp", "--json").json
            if one["desk"] == "head"
        ]
        text = year("notice", "preview", code).out
        assert "đơn vị đã xác nhận nhận thông báo ngày 25/09/2015 (Trần Thị Mẫu)" in text

    def test_letters_and_the_quarter_name_those_who_did_not_report(self, year: Ocop, tmp_path: Path) -> None:
        on = ("-c", CAM_PHA, "--today", "2015-10-09")
        assert "33 công văn" in year("notice", "letter", *on, "--to", tmp_path).out
        report = ("report", "consolidate", CAM_PHA, "--quarter", "3", *BOSS, "--today", "2015-10-12")
        made = year(*report, "--docx", tmp_path / "q3.docx")
        assert "Báo cáo đã duyệt 1/34." in made.out
        assert "UBND phường Cẩm Sơn (quý III/2015: chưa nộp, quá hạn 13 ngày)" in made.out
        assert (tmp_path / "q3.docx").stat().st_size > 10_000

    def test_the_fourth_quarter_is_due_on_29_december(self, year: Ocop) -> None:
        swept(year, "2015-12-24")
        assert ("phuong-cam-dong", "office") in told(year, CAM_PHA, "2015-12-24"), (
            "who has reported for the third one too"
        )
        assert not [period for _, period in late(year, CAM_PHA, "2015-12-29") if period == "2015-Q4"]
        assert len([period for _, period in late(year, CAM_PHA, "2015-12-30") if period == "2015-Q4"]) == 34
        swept(year, "2016-01-04")
        assert ("phuong-cam-dong", "head") in told(year, CAM_PHA, "2016-01-04"), (
            "30 and 31/12 and 04/01 are working days"
        )


LAST_DAYS = {
    3: "2024-03-18", 4: "2024-04-17", 5: "2024-05-17", 6: "2024-06-17", 7: "2024-07-17", 8: "2024-08-19",
    9: "2024-09-17", 10: "2024-10-17", 11: "2024-11-18", 12: "2024-12-17",
}  # fmt: skip
"""The 17th (a setting after NĐ 09/2019), or the next working day: 17/03 and 17/11 are Sundays, 17/08 a Saturday."""
NEXT_DAYS = {"2024-04-17": "2024-04-19", "2024-05-17": "2024-05-20"}
"""The next working day where it is not the next day: 18/04 is the feast of the Hùng kings, 17/05 a Friday."""
PUNCTUAL = "phong-tai-chinh-ke-hoach"


class TestUongBi2024:
    """Twelve months: monthly, quarterly, half-yearly and yearly reports of Uông Bí's plan."""

    @pytest.fixture(scope="class")
    @staticmethod
    def year(city: Ocop) -> Ocop:
        opened(city, "quang-ninh.uong-bi.2024", UONG_BI, "2024-01-02")
        return city

    def test_before_the_plan_nothing_is_owed(self, year: Ocop) -> None:
        for on in ("2024-01-15", "2024-02-26"):
            done = swept(year, on)
            mine = [cycle for cycle in done["cycles"] if cycle["cycle"] == UONG_BI]
            assert [(one["reports_raised"], one["lines_owed"]) for one in mine] == [(0, 0)]

    def test_each_month_has_its_last_day_and_who_is_late_is_told_on_the_next_working_day(self, year: Ocop) -> None:
        rows: list[dict[str, Any]] = []
        for month, last in LAST_DAYS.items():
            period = f"2024-M{month:02}"
            if not rows:
                swept(year, "2024-03-04")
            rows = rows or year("report", "list", "-c", UONG_BI, "--json", "--today", last).json
            assert {row["due_on"] for row in rows if row["period"] == period} == {last}
            filed = ("-c", UONG_BI, *BOSS, "--content", f"Kết quả tháng {month} (mẫu)", "--today", last)
            assert "đúng hạn" in year("report", "submit", PUNCTUAL, period, *filed).out
            assert year("report", "accept", PUNCTUAL, period, "-c", UONG_BI, *BOSS, "--today", last).code == 0
            next_day = NEXT_DAYS.get(last, f"{last[:8]}{int(last[8:]) + 1:02}")
            overdue = late(year, UONG_BI, next_day)
            assert (PUNCTUAL, period) not in overdue
            assert overdue["phuong-bac-son", period] == (date.fromisoformat(next_day) - date.fromisoformat(last)).days
            swept(year, next_day)
            assert told(year, UONG_BI, next_day)["phuong-bac-son", "office"] == 1, "one digest, however much is late"
        explained = " ".join(year("calendar", "explain", "report", PUNCTUAL, "2024-M03", "-c", UONG_BI).out.split())
        assert "17/03/2024 là ngày nghỉ (Chủ nhật)" in explained

    @pytest.mark.parametrize(
        ("words", "label", "owed", "window"),
        [
            (("--quarter", "1"), "quý I/2024", 11, "15/12/2023 đến hết 14/03/2024"),
            (("--quarter", "3"), "quý III/2024", 13, "15/06/2024 đến hết 14/09/2024"),
            (("--half", "1"), "6 tháng đầu năm 2024", None, "15/12/2023 đến hết 14/06/2024"),
            (("--year",), "năm 2024", None, "15/12/2023 đến hết 14/12/2024"),
        ],
    )
    def test_what_is_put_together_names_its_days_and_its_gaps(self, year: Ocop, words, label, owed, window) -> None:
        made = year("report", "consolidate", UONG_BI, *words, *BOSS, "--today", "2024-12-20")
        assert f"báo cáo tổng hợp {label}" in made.out
        assert f"Số liệu từ {window}." in made.out
        if owed is not None:
            accepted = owed - 10
            assert f"Báo cáo đã duyệt {accepted}/{owed}." in made.out
        assert "UBND phường Bắc Sơn" in made.out

    def test_at_the_year_s_end_the_leader_has_heard_of_every_unit_once_a_rung(self, year: Ocop) -> None:
        swept(year, "2024-12-31")
        texts = [
            year("notice", "preview", one["code"]).out
            for one in year("notice", "list", "-c", UONG_BI, "--unit", "ubnd-tp", "--json").json
            if one["desk"] == "head"
        ]
        assert texts
        assert all("CÁC ĐƠN VỊ KHÁC CÒN VIỆC QUÁ HẠN" in text for text in texts)
        assert all(PUNCTUAL not in text for text in texts)
