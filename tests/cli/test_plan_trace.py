"""From what the engine asks to the printed words, and from a line of the document to what came of it."""

import json
import sqlite3
from pathlib import Path

import pytest

from ocop_workflow.settings import PROJECT_ROOT
from tests.cli.conftest import PLANS, UONG_BI, Answer, Ocop

DAY = ("--today", "2024-04-22")
SOURCE = (PROJECT_ROOT / "config" / "sources" / f"{UONG_BI}.txt").read_text(encoding="utf-8").split("\n")
REPORT_LINE = 241


@pytest.fixture
def trace(april: Ocop):
    def run(*words: object) -> Answer:
        return april("plan", "trace", *words, "--cycle", UONG_BI, *DAY)

    return run


def entry(answer: Answer) -> dict:
    assert answer.code == 0, answer.err
    (one,) = json.loads(answer.out)
    return one


class TestToTheWords:
    """«shows for any assignment, report, target or notice its clause and words in context»."""

    def test_every_assignment_of_the_plan_leads_to_its_lines_and_an_own_one_to_none(self, april: Ocop, trace):
        rows = april("assignment", "list", "-c", UONG_BI, *DAY, "--json").json
        chosen = {row["clause"]: row for row in rows}  # one of each clause
        assert len(chosen) > 10
        for row in chosen.values():
            found = entry(trace("--assignment", row["id"], "--json"))
            assert [one["number"] for one in found["raised"]] == [row["id"]]
            assert found["entry"]["is_printed"] == row["is_printed"]
            if row["is_printed"]:
                assert (found["entry"]["clause"], found["entry"]["quote"]) == (row["clause"], row["quote"])
                quoted = [line["number"] for line in found["context"] if line["is_quoted"]]
                assert quoted == found["entry"]["lines"] != []
            else:
                assert (found["entry"]["clause"], found["entry"]["quote"]) == (None, None)
                assert (found["entry"]["lines"], found["context"]) == ([], [])

    def test_a_report_shows_the_lines_around_its_words(self, trace):
        found = entry(trace("--report", "phuong-bac-son", "2024-M03", "--json"))
        assert found["entry"]["lines"] == [REPORT_LINE]
        lines = {line["number"]: line["text"] for line in found["context"]}
        assert len(lines) == 5
        assert all(text == SOURCE[number - 1].strip() for number, text in lines.items())

    def test_a_due_day_that_a_letter_may_still_move_is_marked(self, trace, tmp_path: Path):
        provisional = "UPDATE report SET due_is_provisional = 1 WHERE period = '2024-M03'"
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            database.execute(provisional)
        assert "(tạm tính)" in trace("--report", "phuong-bac-son", "2024-M03").out
        assert "(tạm tính)" not in trace("--report", "phuong-bac-son", "2024-M02").out

    def test_a_target(self, april: Ocop, trace):
        for row in april("target", "list", "-c", UONG_BI, *DAY, "--json").json:
            found = entry(trace("--target", row["code"], "--json"))
            assert found["entry"]["quote"] == row["quote"]
            assert found["entry"]["lines"]

    def test_a_notice_leads_to_the_words_of_each_of_its_lines(self, april: Ocop):
        of_the_ward = ("--cycle", UONG_BI, "--unit", "phuong-bac-son")
        notice = april("notice", "list", *of_the_ward, *DAY, "--json").json[0]["code"]
        answer = april("plan", "trace", "--notice", notice, *DAY, "--json")
        found = json.loads(answer.out)
        assert found
        assert all(notice in one["raised"][0]["notices"] for one in found)
        body = april("notice", "preview", notice, *DAY).out
        assert all(one["entry"]["clause"] in body for one in found if one["entry"]["is_printed"])

    def test_what_is_shown_to_people(self, trace):
        shown = trace("--report", "phuong-bac-son", "2024-M03").out
        assert "III (Tổ chức thực hiện).3.3" in shown
        assert f">  {REPORT_LINE}  Thực hiện nghiêm túc chế độ thông tin báo cáo" in shown
        assert "Cách tính hạn" in shown


class TestFromTheLine:
    """«for any line of the source what came of it»."""

    def test_entries_reports_and_notices_of_a_line(self, trace):
        found = trace("--line", REPORT_LINE, "--json").json
        assert found["clause"] == "III (Tổ chức thực hiện).3.3"
        months = next(one for one in found["entries"] if one["entry"]["code"] == "ub.bc2.month")
        assert len(months["raised"]) == 10 * 10
        assert {one["subject"] for one in months["raised"]} == {"report"}
        late = [one for one in months["raised"] if one["what"] == "2024-M03"]
        assert all(one["notices"] for one in late)

    def test_a_line_that_gives_nothing_says_so(self, trace):
        assert "Không mục nào của kế hoạch dựa vào dòng này" in trace("--line", 197).out

    def test_both_ways_are_one(self, trace):
        """Whatever an entry says of its lines, these lines say of the entry."""
        for code in ("ub.iii.1", "ub.bc1.month", "ub.bc2.quarter"):
            for line in entry(trace("--entry", code, "--json"))["entry"]["lines"]:
                assert code in [one["entry"]["code"] for one in trace("--line", line, "--json").json["entries"]]


class TestNotPrinted:
    """«nothing that it does not print may appear as if it did»."""

    def test_an_own_duty_is_shown_as_the_localitys_own_everywhere(self, april: Ocop, trace):
        shown = trace("--entry", "own.survey").out
        assert "Văn bản của kế hoạch không in; thiết lập của địa phương" in shown
        assert "Văn bản gốc" not in shown
        listed = april("assignment", "list", "-c", UONG_BI, *DAY, "--step", "1").out
        text = entry(trace("--entry", "own.survey", "--json"))["entry"]["says"].partition(".")[0]
        assert "«" + text[:12] not in listed
        for notice in april("notice", "list", "--cycle", UONG_BI, *DAY, "--json").json:
            assert f"«{text}" not in april("notice", "preview", notice["code"], *DAY).out


class TestOtherVersions:
    """What a later version withdrew is still found in the version that gave it."""

    def test_a_withdrawn_duty_shows_the_version_that_had_it(self, april: Ocop, trace, tmp_path: Path):
        before = entry(trace("--entry", "ub.bc2.quarter", "--json"))
        plan = Path(next(plan for plan in PLANS if UONG_BI in plan))
        text = plan.read_text(encoding="utf-8")
        start = text.index("  - code: ub.bc2.quarter")
        (tmp_path / "config" / "plans").mkdir(parents=True)
        (tmp_path / "config" / "sources").symlink_to(PROJECT_ROOT / "config" / "sources")
        changed = tmp_path / "config" / "plans" / plan.name
        changed.write_text(text[:start] + text[text.index("  - code:", start + 10) :], encoding="utf-8")
        assert april("plan", "apply", changed, *DAY).code == 0
        found = entry(trace("--report", "phuong-bac-son", "2024-Q3", "--json"))
        assert found["sha256"] == before["sha256"]
        assert found["entry"] == before["entry"]
        assert [one["state"] for one in found["raised"]] == ["Không còn phải nộp"]


class TestWrongUse:
    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            ((), 2, "chọn đúng một"),
            (("--assignment", 1, "--line", 3), 2, "chọn đúng một"),
            (("--assignment", 999999), 1, "Xem «ocop assignment list»."),
            (("--report", "phuong-bac-son", "2031-M01"), 1, "Xem «ocop report list --unit phuong-bac-son»."),
            (("--entry", "khong.co"), 1, "Xem mã ở «ocop plan show"),
            (("--notice", "TB-2024-999999"), 1, "Xem «ocop notice list»."),
            (("--line", 99999), 1, "Văn bản có 2"),
        ],
    )
    def test_says_what_to_do(self, trace, words, code, says):
        answer = trace(*words)
        assert answer.code == code
        assert says in answer.err
