"""How a run reads: pages are Markdown that no cell can break, keys are what Prefect takes."""

from datetime import date

import pytest

from flows.pages import MOST_ROWS, artifact_key, cycle_page, delivery_in_words, step_page
from ocop_workflow.operations.cycle.summary import CycleSummary, DeliveryCount, Late, StepSummary, Table
from ocop_workflow.vocabulary import Step


def a_step(**changes: object) -> StepSummary:
    values: dict[str, object] = {
        "cycle": "mau.mau.2024", "locality": "thành phố Mẫu", "step": Step.IDEAS, "title": Step.IDEAS.title,
        "today": date(2024, 11, 22), "is_replay": False, "dry_run": False, "window": "đang mở", "standing": "đang chạy",
        "assignments_raised": 0, "reports_raised": 0, "moves": (), "states": (), "late": (), "lines_owed": 0,
        "notices_raised": 0, "notices_waiting": 0, "delivered": None, "results": (),
    }  # fmt: skip
    return StepSummary.model_validate({**values, **changes})


def test_a_key_is_lower_case_ascii_with_dashes():
    key = artifact_key("ket-qua", "Bước 5 · Đánh giá và phân hạng sản phẩm, bac-kan.bac-kan.2024")
    assert key == "ket-qua-buoc-5-danh-gia-va-phan-hang-san-pham-bac-kan-bac-kan-2024"


def test_the_day_stands_first_and_says_that_it_is_replayed():
    assert "22/11/2024" in step_page(a_step()).splitlines()[2]
    assert "ngày giả định" not in step_page(a_step())
    assert "ngày giả định" in step_page(a_step(is_replay=True)).splitlines()[2]


def test_a_dry_run_says_so():
    assert "không ghi, không gửi" in step_page(a_step(dry_run=True))
    assert delivery_in_words(DeliveryCount(sent=3), dry_run=True) == "Thông báo: sẽ gửi 3"


@pytest.mark.parametrize("cell", ["a|b", "a\nb", "<script>alert(1)</script>"])
def test_a_product_name_cannot_break_out_of_its_cell(cell):
    result = Table(title="Sản phẩm", columns=("Tên", "Xã"), rows=((cell, "xã Mẫu"),))
    (line,) = [line for line in step_page(a_step(results=(result,))).splitlines() if "xã Mẫu" in line]
    assert line.replace("\\|", "").count("|") == 3
    assert "<" not in line


def test_a_long_table_is_cut_and_says_how_much_is_left():
    rows = tuple((str(number),) for number in range(MOST_ROWS + 7))
    page = step_page(a_step(results=(Table(title="Dài", columns=("Số",), rows=rows),)))
    assert "… và 7 dòng nữa." in page
    assert f"| {MOST_ROWS} |" not in page


def test_who_is_late_is_summed_up_by_unit_with_the_oldest_first():
    late = [
        Late(unit=unit, what=what, due_on=date(2024, 11, day), days_late=22 - day, clause="III.3")
        for unit, what, day in (
            ("Xã A", "Báo cáo tháng 10", 18),
            ("Xã B", "Nhiệm vụ 1", 20),
            ("Xã A", "Nhiệm vụ 2", 11),
        )
    ]
    page = step_page(a_step(late=tuple(late)))
    assert "Đang quá hạn: 3 việc" in page
    assert "| Xã A | 2 | Nhiệm vụ 2, hạn 11/11/2024 | 11 | III.3 |" in page


def test_a_whole_run_names_what_failed_and_what_has_no_figures_yet():
    step = a_step(results=(Table(title="Ý tưởng sản phẩm trong năm", columns=("Xã",), rows=()),))
    summary = CycleSummary(
        title="Chu trình", today=date(2024, 11, 22), is_replay=False, dry_run=False, note="", steps=(step,),
        failed=("khac.2024: lỗi",), delivered=None,
    )  # fmt: skip
    page = cycle_page(summary)
    assert "**Chưa chạy được:** khac.2024: lỗi" in page
    assert "Chưa có số liệu: Ý tưởng sản phẩm trong năm." in page
