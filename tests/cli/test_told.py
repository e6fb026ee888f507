"""Who was told, who confirmed it, and who receives for whom, as an officer types it."""

from tests.cli.conftest import UONG_BI, Ocop

ON = ("--today", "2024-04-22")
CHAIR = ("delegation", "add", "ubnd-tp", "--principal", "Nguyễn Văn Mẫu", "--deputy", "Trần Thị Mẫu")
PAPER = ("--paper", "12/GUQ-UBND", "--paper-date", "2024-04-01", "--from", "2024-04-02", "--until", "30/04/2024")
BOSS = ("--by", "Lê Văn Mẫu", *ON)


def test_a_deputy_receives_what_the_chair_is_owed_until_the_delegation_ends(april: Ocop):
    made = april(*CHAIR, "--to-unit", "phong-kinh-te", *PAPER, "-c", UONG_BI, *BOSS)
    assert "Đã ghi ủy quyền số 1: Trần Thị Mẫu thay Nguyễn Văn Mẫu theo văn bản ủy quyền số 12/GUQ-UBND" in made.out
    assert "đã có ủy quyền số 1" in april(*CHAIR, *PAPER, "-c", UONG_BI, *BOSS).err
    (line,) = april("delegation", "list", "--in-force", *ON, "--json").json
    assert (line["principal"], line["to_unit_code"], line["stands"]) == (
        "Nguyễn Văn Mẫu",
        "phong-kinh-te",
        "đang hiệu lực",
    )
    (to_chair,) = [
        notice["code"]
        for notice in april("notice", "list", "-c", UONG_BI, "--unit", "ubnd-tp", "--json", *ON).json
        if notice["desk"] == "head"
    ]
    assert "Người nhận: Trần Thị Mẫu thay Nguyễn Văn Mẫu" in april("notice", "preview", to_chair, *ON).out
    assert "kết thúc từ ngày 22/04/2024" in april("delegation", "end", "1", "--reason", "đã về", *BOSS).out
    assert "Người nhận" not in april("notice", "preview", to_chair, *ON).out


def test_a_desk_confirms_a_notice_once(april: Ocop):
    code = april("notice", "list", "-c", UONG_BI, "--unit", "phuong-bac-son", "--json", *ON).json[0]["code"]
    assert f"Thông báo {code}: Lê Văn Mẫu xác nhận đã nhận ngày 22/04/2024." in april("notice", "ack", code, *BOSS).out
    assert "đã được xác nhận ngày 22/04/2024, bởi Lê Văn Mẫu" in april("notice", "ack", code, *BOSS).err
    sent = april("notice", "list", "-c", UONG_BI, "--unit", "phuong-bac-son", "--state", "sent", "--json", *ON).json
    assert [(one["acknowledged_on"], one["acknowledged_by"]) for one in sent] == [("2024-04-22", "Lê Văn Mẫu")]
    assert april("notice", "list", "-c", UONG_BI, "--unread", "--json", *ON).json == []


def test_only_a_named_person_sends_at_any_hour(april: Ocop):
    assert april("notice", "deliver", "--any-hour").code == 2
    assert "đã gửi" in april("notice", "deliver", "-c", UONG_BI, "--any-hour", *BOSS).out
