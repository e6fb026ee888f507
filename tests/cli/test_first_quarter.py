"""A first quarter as a coordinator lives it, typed command by command."""

from tests.cli.conftest import BAC_KAN, PLANS, REGISTER, UONG_BI, Ocop

BOSS = ("--by", "Trần Thị B")


class TestSettingUp:
    """Plan, cycle and register: each twice is once."""

    def test_a_plan_is_checked_applied_and_its_cycle_opened(self, ocop: Ocop):
        assert ocop("plan", "check", *PLANS).out.count(": đúng.") == 2
        assert "Chạy «ocop db upgrade»" in ocop("plan", "apply", *PLANS).err
        assert ocop("db", "upgrade").out == "Đã nâng lược đồ cơ sở dữ liệu.\n"
        assert "không có gì thay đổi" in ocop("db", "upgrade").out
        assert "ocop plan apply" in ocop("cycle", "open", BAC_KAN).err
        assert "đã áp dụng. 18 đơn vị" in ocop("plan", "apply", PLANS[0]).out
        assert "từ trước, không có gì thay đổi" in ocop("plan", "apply", PLANS[0]).out
        assert "đã mở" in ocop("cycle", "open", BAC_KAN).out
        assert "đang mở từ trước" in ocop("cycle", "open", BAC_KAN).out
        assert [cycle["code"] for cycle in ocop("cycle", "list", "--json").json] == [BAC_KAN]

    def test_the_real_register_of_bac_kan_comes_in_once(self, april: Ocop):
        first = april("dossier", "import", REGISTER, "-c", BAC_KAN)
        assert "57 dòng; thêm 5 sản phẩm đã công nhận, 52 sản phẩm tiềm năng" in first.out
        assert "57 dòng đã có từ trước" in april("dossier", "import", REGISTER, "-c", BAC_KAN).out
        assert len(april("dossier", "list", "--json").json) == 57
        assert april("log", "verify", "--json").json == {"dossiers": 57, "lines": 57, "faults": []}

    def test_the_duties_are_shown_with_clause_part_and_step_and_what_is_ntm_alone_is_marked(self, april: Ocop):
        shown = april("plan", "show", UONG_BI).out
        assert "III (Tổ chức" in shown
        assert "(đề nghị)" in shown
        assert "(NTM, ngoài chu trình OCOP)" in shown
        assert "phong-kinh-te" in shown
        plan = april("plan", "show", UONG_BI, "--json").json
        assert {"duties", "reports", "targets", "units"} <= plan.keys()


class TestADossierOnItsWay:
    """What the table does not have cannot be typed either."""

    def test_from_a_product_that_a_commune_found_to_an_accepted_idea(self, april: Ocop):
        added = april(
            "dossier", "add", "--product", "Miến dong (mẫu)", "--commune", "Nông Thượng", "--by", "Lý Văn C",
            "-c", BAC_KAN, "--today", "2024-07-20",
        )  # fmt: skip
        assert "Đã lập hồ sơ HS-000001 «Miến dong (mẫu)»: Sản phẩm tiềm năng." in added.out
        on = ("--today", "2024-07-22")
        assert april("dossier", "decide", "HS-000001", "guide", "--as", "commune", "--by", "Lý Văn C", *on).code == 0
        refused = april("dossier", "decide", "HS-000001", "submit_idea", "--as", "commune", *on)
        assert refused.code == 1
        assert refused.err.splitlines() == [
            "Hồ sơ HS-000001: chưa thể «Nộp phiếu đăng ký ý tưởng»:",
            "  - Việc này thuộc vai trò «Chủ thể OCOP» (producer)",
            "  - Đã có chủ thể OCOP",
            "  - Thiếu họ tên người quyết định",
        ]
        april("dossier", "amend", "1", "--producer", "HTX Mẫu", "--producer-type", "cooperative", "--group", "1", *BOSS)
        for action, role in (("submit_idea", "producer"), ("refer_idea", "commune")):
            assert april("dossier", "decide", "1", action, "--as", role, *BOSS, *on).code == 0
        paper = ("--paper", "15/TB-KT", "--paper-date", "2024-07-22")
        done = april("dossier", "decide", "1", "accept_idea", "--as", "standing_unit", *BOSS, *paper, *on)
        assert "Ý tưởng được chấp nhận; hạn tiếp theo 31/10/2024" in done.out
        page = april("dossier", "show", "1", "--json").json
        assert page["dossier"]["state"] == "idea_accepted"
        assert [line["action"] for line in page["log"]] == [
            "identify", "guide", "submit_idea", "refer_idea", "accept_idea",
        ]  # fmt: skip
        assert page["log"][-1]["paper_no"] == "15/TB-KT"

    def test_what_may_happen_next_says_by_whom_and_what_is_missing(self, april: Ocop):
        april("dossier", "add", "--product", "Chè (mẫu)", "--commune", "xa-nong-thuong", *BOSS, "-c", BAC_KAN)
        april("dossier", "decide", "1", "guide", "--as", "commune", *BOSS)
        moves = {move["action"]: move for move in april("dossier", "moves", "1", "--json").json}
        assert moves["submit_idea"]["by"] == "producer"
        assert moves["submit_idea"]["missing"] == ["Đã có chủ thể OCOP"]
        assert moves["withdraw"]["needs"] == ["lý do"]

    def test_who_looked_at_an_older_version_is_told_who_was_first(self, april: Ocop):
        april("dossier", "add", "--product", "Chè (mẫu)", "--commune", "xa-nong-thuong", *BOSS, "-c", BAC_KAN)
        assert april("dossier", "decide", "1", "guide", "--as", "commune", *BOSS, "--version", "1").code == 0
        late = april("dossier", "decide", "1", "guide", "--as", "commune", "--by", "D", "--version", "1")
        assert late.code == 1
        assert "Trần Thị B đã «guide»" in late.err

    def test_a_recognised_product_is_invited_again_and_its_dossier_stays(self, april: Ocop):
        april("dossier", "import", REGISTER, "-c", BAC_KAN)
        again = april("dossier", "add", "--previous", "HS-000001", *BOSS)
        assert "nâng hạng, tiếp hồ sơ HS-000001: Đã được hướng dẫn" in again.out
        assert april("dossier", "show", "58", "--json").json["previous"] == "HS-000001"
        assert april("dossier", "show", "1", "--json").json["dossier"]["state"] == "recognised"
        twice = april("dossier", "add", "--previous", "HS-000001", *BOSS)
        assert twice.code == 1
        assert "đã có hồ sơ HS-000058" in twice.err
        assert "chỉ mời lại sản phẩm đã được công nhận" in april("dossier", "add", "--previous", "6", *BOSS).err

    def test_documents_and_activities_are_kept_with_their_papers(self, april: Ocop):
        april(
            "dossier",
            "add",
            "--product",
            "Chè (mẫu)",
            "--commune",
            "xa-nong-thuong",
            "--group",
            "1",
            *BOSS,
            "-c",
            BAC_KAN,
        )
        kinds = [kind["code"] for kind in april("document", "kinds", "--json").json]
        said = april(
            "document", "add", "1", "--kind", kinds[0], "--number", "12/2024", "--issuer", "Chi cục", "--issued",
            "2024-03-01", *BOSS,
        )  # fmt: skip
        assert "Còn thiếu hoặc hết hiệu lực" in said.out
        assert [held["number"] for held in april("document", "list", "1", "--json").json] == ["12/2024"]
        assert "có trong khung pháp lý" in april(
            "document", "add", "1", "--kind", "x", "--number", "1", "--issuer", "y", "--issued", "2024-03-01", *BOSS
        ).err  # fmt: skip
        april("activity", "add", "1", "--kind", "sales", "--name", "Hội chợ", "--amount", "1200000", *BOSS)
        assert "1.200.000" in april("activity", "list", "1").out


class TestReports:
    """Uông Bí, III.1: departments report every month; «late» is asked with a day."""

    REPORT = ("phong-tai-chinh-ke-hoach", "2024-M03", "-c", UONG_BI)

    def _line(self, april: Ocop, today: str) -> dict:
        rows = april("report", "list", "-c", UONG_BI, "--unit", self.REPORT[0], "--today", today, "--json").json
        return next(row for row in rows if row["period"] == "2024-M03")

    def test_a_march_report_is_late_the_day_after_its_last_day(self, april: Ocop):
        due_on = self._line(april, "2024-03-04")["due_on"]
        assert self._line(april, due_on)["days_late"] == 0
        late = april("report", "list", "-c", UONG_BI, "--late", "--today", "2024-04-22")
        assert "phong-tai-chinh-ke-hoach" in late.out

    def test_it_is_filed_returned_filed_again_and_accepted(self, april: Ocop):
        on = ("--today", "2024-04-22")
        assert "chưa chờ duyệt" in april("report", "accept", *self.REPORT, *BOSS, *on).err
        paper = ("--paper", "12/BC-TCKH", "--paper-date", "2024-04-22")
        late = self._line(april, "2024-04-22")["days_late"]
        assert late > 30
        assert f"trễ {late} ngày" in april("report", "submit", *self.REPORT, "--by", "Lê E", *paper, *on).out
        assert "đang ở trạng thái" in april("report", "submit", *self.REPORT, "--by", "Lê E", *on).err
        assert "Thiếu lý do trả lại" in april("report", "return", *self.REPORT, "--reason", " ", *BOSS, *on).err
        back = april("report", "return", *self.REPORT, "--reason", "Thiếu số liệu", *BOSS, *on, "--due", "25/04/2024")
        assert "hạn nộp lại 25/04/2024" in back.out
        assert self._line(april, "2024-04-26")["days_late"] == 1
        assert april("report", "submit", *self.REPORT, "--by", "Lê E", *paper, "--today", "2024-04-24").code == 0
        assert "đã chấp nhận" in april("report", "accept", *self.REPORT, *BOSS, "--today", "2024-04-25").out
        assert self._line(april, "2024-05-30")["state"] == "accepted"

    def test_a_period_that_is_not_owed_is_answered_with_those_that_are(self, april: Ocop):
        answer = april("report", "submit", self.REPORT[0], "2024-M99", "-c", UONG_BI, *BOSS)
        assert answer.code == 1
        assert "2024-M03, 2024-M04" in answer.err


class TestDutiesAndNotices:
    def test_a_duty_is_done_once_and_late_duties_are_listed(self, april: Ocop):
        late = april("assignment", "list", "-c", UONG_BI, "--late", "--today", "2024-04-22", "--json").json
        assert late
        assert all(line["days_late"] > 0 and line["clause"] and line["quote"] for line in late)
        number = late[0]["id"]
        done = april("assignment", "done", number, *BOSS, "--note", "Đã phát trên đài", "--today", "2024-04-22")
        assert "đã hoàn thành ngày 22/04/2024, sau hạn" in done.out
        again = april("assignment", "done", number, *BOSS)
        assert again.code == 1
        assert "Đã hoàn thành" in again.err

    def test_the_notice_is_read_before_it_is_sent_and_not_sent_twice(self, april: Ocop, tmp_path):
        on = ("--today", "2024-04-22")
        listed = april("notice", "list", "-c", UONG_BI, "--unit", "phong-tai-chinh-ke-hoach", *on, "--json").json
        assert {notice["state"] for notice in listed} == {"owed"}
        text = april("notice", "preview", listed[0]["code"], *on).out
        assert "Báo cáo tháng 3/2024 (số liệu từ 15/02/2024 đến 14/03/2024): hạn 18/03/2024, quá hạn 35 ngày" in text
        assert "định kỳ hàng tháng báo cáo kết quả thực hiện" in text
        sent = april("notice", "deliver", "-c", UONG_BI, *on)
        assert sent.code == 0
        letters = list((tmp_path / "var" / "mailbox").rglob("*.txt"))
        assert f"{len(letters)} đã gửi" in sent.out
        assert april("notice", "deliver", "-c", UONG_BI, *on).out.endswith(
            "Không có thông báo nào đến lúc gửi. Ngoài giờ làm việc thì chờ: ocop notice list\n"
        )
        assert april("notice", "list", "--state", "sent", "--json").json

    def test_letters_to_late_units_are_drafts_until_the_office_numbers_them(self, april: Ocop, tmp_path):
        on = ("-c", UONG_BI, "--to", tmp_path / "cv", "--today", "2024-04-22")
        drafts = april("notice", "letter", *on)
        assert "Số và ngày để trống" in drafts.out
        files = sorted(path.name for path in (tmp_path / "cv").iterdir())
        assert f"{len(files)} công văn" in drafts.out
        assert "don-doc.phong-tai-chinh-ke-hoach.2024-04-22.docx" in files
        numbered = ("--number", "7", "--unit", "phuong-bac-son")
        assert april("notice", "letter", *on, *numbered).code == 2
        assert april("notice", "letter", *on, *numbered, "--date", "2024-04-22", *BOSS).code == 0
        assert "không có báo cáo" in april("notice", "letter", *on, "--unit", "ubnd-tp").err

    def test_the_status_of_the_cycle_names_the_late_units(self, april: Ocop):
        status = april("cycle", "status", UONG_BI, "--today", "2024-04-22", "--json").json[0]
        late = {unit["unit_code"]: unit for unit in status["late_units"]}
        assert late["phong-tai-chinh-ke-hoach"]["reports"] == 2
        assert status["standing"] == "đang chạy"
        assert not status["waits_to_be_closed"]


class TestTheEndOfTheYear:
    """A cycle whose period is over waits to be closed by the coordinator, who sees what is still open."""

    def test_it_waits_then_is_closed_once_with_a_reason(self, april: Ocop):
        close = ("cycle", "close", UONG_BI, *BOSS, "--reason", "Đã tổng kết")
        assert "đến hết ngày 31/12/2024" in april(*close, "--today", "2024-12-31").err
        over = april("cycle", "status", UONG_BI, "--today", "2025-01-02")
        assert "chờ điều phối viên đóng" in over.out
        assert f"ocop cycle close {UONG_BI}" in over.out
        assert "báo cáo chưa xong" in april(*close, "--today", "2025-01-02").out
        assert "Chu trình đã đóng trước đó" in april(*close, "--today", "2025-01-03").err
        assert april("report", "submit", "phong-tai-chinh-ke-hoach", "2024-M03", "-c", UONG_BI, *BOSS).code == 1
