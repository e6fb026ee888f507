"""The words of a notice."""

from dataclasses import replace
from datetime import date

import pytest

from ocop_workflow.rulebook.notices.digest import MAX_LINES, DigestHead, DigestLine, write_digest
from ocop_workflow.vocabulary import Desk, Part, Subject

HEAD = DigestHead(
    "TB-2024-000007",
    "thành phố Mẫu",
    "mau.mau.2024",
    "UBND xã Mẫu",
    Desk.OFFICE,
    "Phòng Kinh tế Mẫu",
    "Phòng Kinh tế Mẫu (Bà Mẫu – 0200)",
)
JUNE = DigestLine(
    subject=Subject.REPORT,
    what="Báo cáo tháng 6/2024",
    owner="UBND xã Mẫu",
    is_own=True,
    due_on=date(2024, 6, 17),
    due_basis="ngày 17 tháng 6/2024",
    clause="III.3.3",
    quote="Thực hiện nghiêm túc chế độ thông tin báo cáo",
    todo="gửi UBND thành phố Mẫu (qua Phòng Kinh tế Mẫu)",
    part=Part.LEAD,
    visit=0,
)


class TestWhatANoticeSays:
    """Who, which report, period, due date, days late, clause with its printed words, what to do, whom to call."""

    def test_everything_a_desk_needs_is_in_the_text(self):
        title, body = write_digest(HEAD, [JUNE], date(2024, 6, 20))
        assert title == "OCOP thành phố Mẫu: 1 việc quá hạn"
        for words in (
            "Kính gửi: UBND xã Mẫu",
            "Báo cáo tháng 6/2024: hạn 17/06/2024, quá hạn 3 ngày",
            "III.3.3: «Thực hiện nghiêm túc chế độ thông tin báo cáo»",
            "Đề nghị: gửi UBND thành phố Mẫu (qua Phòng Kinh tế Mẫu)",
            "Cách tính hạn: ngày 17 tháng 6/2024",
            "Liên hệ: Phòng Kinh tế Mẫu (Bà Mẫu – 0200)",
            "Mã thông báo: TB-2024-000007",
        ):
            assert words in body

    @pytest.mark.parametrize(
        ("today", "words"),
        [
            (date(2024, 6, 14), "còn 3 ngày"),
            (date(2024, 6, 17), "đến hạn hôm nay"),
            (date(2024, 6, 18), "quá hạn 1 ngày"),
        ],
    )
    def test_the_last_day_on_time_is_inclusive(self, today, words):
        assert words in write_digest(HEAD, [JUNE], today)[1]

    def test_the_words_of_a_clause_are_printed_once_for_all_its_lines(self):
        lines = [JUNE._replace(what=f"Báo cáo tháng {n}/2024") for n in (4, 5, 6)]
        body = write_digest(HEAD, lines, date(2024, 7, 1))[1]
        assert body.count("Thực hiện nghiêm túc") == 1
        assert "QUÁ HẠN: 3 việc" in body

    def test_a_request_is_asked_and_never_called_late(self):
        asked = JUNE._replace(subject=Subject.ASSIGNMENT, part=Part.REQUEST, what="Nhiệm vụ số 1 (đề nghị)")
        title, body = write_digest(HEAD, [asked], date(2024, 9, 1))
        assert "đề nghị quan tâm phối hợp 1 việc" in title
        assert "quá hạn" not in (title + body).lower()

    def test_what_others_owe_is_summed_up_by_unit(self):
        others = [JUNE._replace(is_own=False, owner="UBND phường Khác") for n in range(5)]
        title, body = write_digest(replace(HEAD, desk=Desk.HEAD), others, date(2024, 7, 1))
        assert "5 việc quá hạn" in title
        assert "* UBND phường Khác: 5 báo cáo; lâu nhất: Báo cáo tháng 6/2024, quá hạn 14 ngày (III.3.3)" in body
        assert "Thủ trưởng đơn vị" in body

    def test_a_returned_report_says_which_correction_it_is(self):
        assert (
            "Báo cáo tháng 6/2024 (chỉnh sửa lần 2)"
            in write_digest(HEAD, [JUNE._replace(visit=2)], date(2024, 7, 1))[1]
        )

    def test_a_long_list_is_cut_with_the_number_left_out(self):
        lines = [JUNE] * (MAX_LINES + 5)
        assert "và 5 việc khác" in write_digest(HEAD, lines, date(2024, 7, 1))[1]

    def test_nothing_open_is_no_notice(self):
        with pytest.raises(ValueError):
            write_digest(HEAD, [], date(2024, 7, 1))
