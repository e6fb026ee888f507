"""A new locality in an hour, as config/README.md says: draft, review, check, coverage, apply, open the cycle.

The document is the sixth («mẫu»); the edits are all that a person typed into the draft.
"""

from pathlib import Path

import pytest

from ocop_workflow.settings import PROJECT_ROOT
from tests.cli.conftest import PLANS, UONG_BI, Ocop
from tests.sixth_document import write_sixth_document

CODE = "tinh-mau.toan-tinh.2026"
COMMUNES = "xã Mẫu Một\nxã Mẫu Hai\n\nphường Mẫu Ba; 01234\n"
DAY = ("--today", "2026-01-20")

EDITS = {
    "locality_name:  # ĐIỀN: tên đầy đủ, như «thành phố A, tỉnh B»": "locality_name: tỉnh Mẫu",
    # The locality's own settings
    """  why:  # ĐIỀN: căn cứ của địa phương
  from: # ĐIỀN: ngày bắt đầu hiệu lực
  to: # ĐIỀN: ngày cuối""": """  why: Từ ngày ký đến hết năm kế hoạch.
  from: 2026-01-12
  to: 2026-12-31""",
    """  why:  # ĐIỀN: căn cứ của địa phương
  standing_unit: # ĐIỀN: mã đơn vị
  authority: # ĐIỀN: mã đơn vị
  leader: # ĐIỀN: mã đơn vị""": """  why: Mục III.1.a ghi Sở là cơ quan thường trực; thẩm quyền theo quy định hiện hành.
  standing_unit: so-nong-nghiep-moi-truong
  authority: ubnd-tinh
  leader: ubnd-tinh""",
    "contact:\n  not_in_plan: true\n  why:  # ĐIỀN: căn cứ của địa phương": "contact:\n  not_in_plan: true\n"
    "  why: Chưa khai báo số điện thoại.",
    # Whom «các sở, ban, ngành» stands for
    """    units: []  # ĐIỀN: mã các đơn vị có thật
    why: # ĐIỀN: căn cứ của danh sách này""": """    units: [so-cong-thuong, so-tai-chinh, so-y-te]
    why: Các sở mà mục III nêu tên, trừ cơ quan thường trực.""",
    # Duties that the cycle needs and the document does not give: two are kept, two are not given
    """    lead: [ubnd-xa-phuong]
    steps: [1]
    not_in_plan: true
    why:  # ĐIỀN: căn cứ của địa phương; nếu không giao việc này thì xóa mục""": """    lead: [ubnd-xa-phuong]
    steps: [1]
    not_in_plan: true
    why: Văn bản có giao «rà soát sản phẩm tiềm năng» nhưng không nói bước; địa phương theo dõi ở bước 1.""",
    """    lead: [ubnd-xa-phuong]
    steps: [2]
    not_in_plan: true
    why:  # ĐIỀN: căn cứ của địa phương; nếu không giao việc này thì xóa mục""": """    lead: [ubnd-xa-phuong]
    steps: [2]
    not_in_plan: true
    why: Văn bản giao tiếp nhận phiếu; địa phương thêm việc kiểm tra.""",
    """    lead: []  # ĐIỀN: mã đơn vị
    steps: [3]
    not_in_plan: true
    why: # ĐIỀN: căn cứ của địa phương; nếu không giao việc này thì xóa mục""": """    lead: [so-nong-nghiep-moi-truong]
    steps: [3]
    not_in_plan: true
    why: Văn bản không nói ai thẩm định; giao cơ quan thường trực.""",
    """    lead: []  # ĐIỀN: mã đơn vị
    steps: [6]
    not_in_plan: true
    why: # ĐIỀN: căn cứ của địa phương; nếu không giao việc này thì xóa mục""": """    lead: [so-cong-thuong]
    steps: [6]
    not_in_plan: true
    why: Văn bản không giao kiểm tra điểm bán; giao Sở Công Thương.""",
    # Reports of which the document prints no day: the locality sets one, or they are not watched
    "    cadence: half_year\n    programme: ocop\n": """    cadence: half_year
    programme: ocop
    due: {on_day: 20, not_in_plan: true, why: Văn bản không in ngày; địa phương chọn ngày 20.}
""",
    "    cadence: year\n    programme: ocop\n": """    cadence: year
    programme: ocop
    due: {on_day: 15, not_in_plan: true, why: Văn bản không in ngày; địa phương chọn ngày 15.}
""",
    # Figures that are no duty: a baseline and a fair are moved to their own lists, the others say why
    """  - clause: phần đầu
    quote: Ủy ban nhân dân tỉnh ban hành Kế hoạch triển khai Chương trình OCOP năm 2026 như sau
    reason:  # ĐIỀN: vì sao không ràng buộc ai""": """  - clause: phần đầu
    quote: Ủy ban nhân dân tỉnh ban hành Kế hoạch triển khai Chương trình OCOP năm 2026 như sau
    reason: Câu ban hành.""",
    """  - clause: "«Mục tiêu», đoạn 1"
    quote: "Đến hết năm 2025, toàn tỉnh đã có 118 sản phẩm OCOP được công nhận"
    reason:  # ĐIỀN: vì sao không ràng buộc ai
""": "",
    """    quote: Năm 2026 phấn đấu
    reason:  # ĐIỀN: vì sao không ràng buộc ai""": """    quote: Năm 2026 phấn đấu
    reason: Mở đầu ba chỉ tiêu bên dưới.""",
    """  - clause: III (Nội dung trọng tâm).2
    quote: "Tham gia Hội chợ OCOP khu vực, dự kiến tổ chức trong quý IV năm 2026 tại tỉnh Mẫu"
    reason:  # ĐIỀN: vì sao không ràng buộc ai
""": """
baselines:
  - clause: "«Mục tiêu», đoạn 1"
    quote: Đến hết năm 2025, toàn tỉnh đã có 118 sản phẩm OCOP được công nhận
    measures: sản phẩm OCOP được công nhận
    value: 118
    unit: sản phẩm
    year: 2025
events:
  - code: hoi-cho-khu-vuc
    name: Hội chợ OCOP khu vực
    step: 6
    clause: III (Nội dung trọng tâm).2
    quote: Tham gia Hội chợ OCOP khu vực, dự kiến tổ chức trong quý IV năm 2026 tại tỉnh Mẫu
    is_planned: true
""",
}
"""What a person typed over what stood in the draft; beside this the list `review` was read and taken away."""


@pytest.fixture
def desk(ocop: Ocop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of the year 2026 with empty folders, the document, and the list of communes."""
    monkeypatch.setenv("OCOP_REPLAY_YEAR", "")
    for folder in ("plans", "sources"):
        (tmp_path / "config" / folder).mkdir(parents=True)
    write_sixth_document(tmp_path / "ke-hoach.docx")
    (tmp_path / "xa-phuong.txt").write_text(COMMUNES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def drafted(desk: Path, ocop: Ocop) -> Path:
    """The draft as the command writes it, with the settings of another plan as a start."""
    to = desk / "config" / "plans" / f"{CODE}.yaml"
    like = next(plan for plan in PLANS if UONG_BI in plan)
    answer = ocop(
        "plan", "draft", desk / "ke-hoach.docx", "--to", to, "--like", like, "--communes", desk / "xa-phuong.txt"
    )
    assert answer.code == 0, answer.err
    assert "21 chỗ «ĐIỀN» và 4 điều cần xem lại" in answer.out
    return to


@pytest.fixture
def edited(drafted: Path) -> Path:
    text, review, _ = drafted.read_text(encoding="utf-8").partition("\n# Những chỗ máy không chắc")
    assert review
    for old, new in EDITS.items():
        assert text.count(old) == 1, f"the draft has {text.count(old)} times: {old}"
        text = text.replace(old, new)
    assert "ĐIỀN:" not in text
    drafted.write_text(text, encoding="utf-8")
    return drafted


class TestANewLocalityInAnHour:
    """«draft → review → check → coverage → apply … tried as a new user would, from a sixth document»."""

    def test_the_draft_says_line_by_line_what_is_left_to_do(self, drafted: Path, ocop: Ocop):
        answer = ocop("plan", "check", drafted)
        assert answer.code == 1
        lines = drafted.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if "# ĐIỀN" in line:
                assert f"dòng {number}: " in answer.err
        assert "còn danh sách review (4 điều): xem từng điều, sửa các mục, rồi xóa cả danh sách" in answer.err
        assert ocop("db", "upgrade").code == 0
        assert ocop("plan", "apply", drafted).code == 1
        assert ocop("plan", "show", "--json").json == []

    def test_the_whole_way_to_an_open_cycle(self, edited: Path, ocop: Ocop):
        shown = ocop("plan", "check", edited)
        assert shown.code == 0, shown.err
        assert "10 nhiệm vụ in trong kế hoạch và 4 do địa phương thiết lập, 3 chế độ báo cáo, 3 chỉ tiêu" in shown.out
        covered = ocop("plan", "coverage", edited, "--json")
        assert covered.json["complete"], covered.out
        assert ocop("db", "upgrade").code == 0
        assert "chưa áp dụng lần nào" in ocop("plan", "diff", edited, *DAY).out
        assert ocop("plan", "apply", edited, *DAY).code == 0
        opened = ocop("cycle", "open", CODE, *DAY)
        assert "đã mở. Hôm nay: đang chạy." in opened.out
        found = ocop("plan", "trace", "--entry", "iii.1.b", "--cycle", CODE, *DAY, "--json").json[0]
        quoted = [line["text"] for line in found["context"] if line["is_quoted"]]
        assert "hướng dẫn chủ thể hoàn thiện hồ sơ" in " ".join(quoted), "the sentence runs over a page"

    def test_what_the_draft_read_was_right(self, edited: Path, ocop: Ocop):
        """Units, parts and places of a document that looks like none of the five."""
        from ocop_workflow.library.plans import load_plan

        plan = load_plan(edited).plan
        assert [(duty.clause, [(code, part.value) for code, part in duty.parts()]) for duty in plan.duties] == [
            (
                "III (Tổ chức thực hiện).1.a",
                [
                    ("so-nong-nghiep-moi-truong", "lead"),
                    ("so-ban-nganh", "coordinate"),
                    ("ubnd-xa-phuong", "coordinate"),
                ],
            ),
            ("III (Tổ chức thực hiện).1.b", [("so-nong-nghiep-moi-truong", "lead")]),
            (
                "III (Tổ chức thực hiện).2, đoạn 1",
                [("so-cong-thuong", "lead"), ("so-nong-nghiep-moi-truong", "coordinate")],
            ),
            ("III (Tổ chức thực hiện).2, đoạn 2", [("so-cong-thuong", "lead")]),
            ("III (Tổ chức thực hiện).3, dấu cộng 1", [("so-tai-chinh", "lead")]),
            (
                "III (Tổ chức thực hiện).3, dấu cộng 2",
                [("so-y-te", "coordinate"), ("so-nong-nghiep-moi-truong", "coordinate")],
            ),
            ("III (Tổ chức thực hiện).3, dấu cộng 3", [("bao-phat-thanh-truyen-hinh-tinh", "lead")]),
            (
                "III (Tổ chức thực hiện).3.«Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị"
                " - xã hội tỉnh»",
                [("mttq", "request"), ("to-chuc-chinh-tri-xa-hoi-tinh", "request")],
            ),
            ("III (Tổ chức thực hiện).3.«Ủy ban nhân dân các xã, phường», đoạn 1", [("ubnd-xa-phuong", "lead")]),
            ("III (Tổ chức thực hiện).3.«Ủy ban nhân dân các xã, phường», đoạn 2", [("ubnd-xa-phuong", "lead")]),
        ]
        assert plan.level == "province"
        assert (plan.document.number, plan.document.signature.name) == ("45/KH-UBND", "Nguyễn Văn Mẫu")

    def test_readme_names_each_command_of_the_way(self):
        text = (PROJECT_ROOT / "config" / "README.md").read_text(encoding="utf-8")
        for command in ("draft", "check", "coverage", "diff", "apply", "trace", "versions", "schema"):
            assert f"ocop plan {command}" in text
        assert "ocop cycle open" in text


class TestTheListOfCommunes:
    @pytest.mark.parametrize(
        ("content", "line", "says"),
        [
            ("xã A\nthôn B\n", 2, "không phải tên xã, phường"),
            ("xã A\nUBND xã A\n", 2, "tên này đã có"),
            ("\n\n", None, "không có xã, phường nào"),
            ("".join(f"xã Số {n}\n" for n in range(501)), None, "hơn 500 xã, phường"),
        ],
    )
    def test_a_wrong_one_is_refused_with_its_line(self, desk: Path, ocop: Ocop, content, line, says):
        listed, to = desk / "xa-phuong.txt", desk / "config" / "plans" / f"{CODE}.yaml"
        listed.write_text(content, encoding="utf-8")
        answer = ocop("plan", "draft", desk / "ke-hoach.docx", "--to", to, "--communes", listed)
        assert answer.code == 1
        assert says in answer.err
        assert line is None or f"dòng {line}:" in answer.err
        assert not to.exists()

    @pytest.mark.parametrize("name", ("kế-hoạch.yaml", "tinh.2026.yaml", "tinh.xa.yaml", "tinh.xa.2026.txt"))
    def test_a_file_that_is_no_code_is_wrong_use(self, desk: Path, ocop: Ocop, name):
        answer = ocop("plan", "draft", desk / "ke-hoach.docx", "--to", desk / "config" / "plans" / name)
        assert answer.code == 2
        assert "tinh.dia-phuong.2026.yaml" in answer.err
