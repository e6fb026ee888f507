"""A quarter put together at the terminal: made, opened, numbered, corrected, printed again."""

from pathlib import Path

from tests.cli.conftest import UONG_BI, Ocop

BOSS = ("--by", "Trần Thị Mẫu")
MADE = ("report", "consolidate", UONG_BI, "--quarter", "1", *BOSS)
NUMBERS = (
    "y-tuong.tiep-nhan", "phuong-an.tiep-nhan", "san-pham.con-hieu-luc", "san-pham.truy-xuat", "chu-the.dang-hoat-dong",
    "chu-the.nu", "tap-huan.lop", "tap-huan.nguoi", "hoi-cho.lan", "diem-ban", "kinh-phi", "tien-do",
)  # fmt: skip


def files(april: Ocop, unit: str, on: str) -> None:
    figures = [word for code in NUMBERS for word in ("--set", f"{code}=2")]
    assert april("report", "fill", unit, "2024-Q1", "-c", UONG_BI, *BOSS, *figures, "--today", on).code == 0
    assert april("report", "accept", unit, "2024-Q1", "-c", UONG_BI, *BOSS, "--today", on).code == 0


def test_a_quarter_is_made_opened_numbered_corrected_and_printed_again(april: Ocop, tmp_path: Path):
    files(april, "phuong-bac-son", "2024-03-15")
    docx, again, xlsx = (tmp_path / name for name in ("q1.docx", "lai.docx", "q1.xlsx"))
    first = april(*MADE, "--docx", docx, "--xlsx", xlsx, "--today", "2024-04-22")
    assert "Đã lập TH-000001, báo cáo tổng hợp quý I/2024" in first.out
    assert "Số liệu từ 15/12/2023 đến hết 14/03/2024." in first.out, "NĐ 09/2019: from the 15th to the 14th"
    assert "UBND phường Nam Khê (quý I/2024: chưa nộp, quá hạn 35 ngày)" in first.out
    assert "không có gì thay đổi" in april(*MADE, "--today", "2024-04-23").out
    (source,) = april("report", "lineage", "TH-000001", "bm.ocop.tien-do.kinh-phi", "--json").json
    assert (source["unit"], source["value"]) == ("UBND phường Bắc Sơn", "2")
    codes = {figure["code"] for figure in april("report", "lineage", "1", "--json").json}
    assert {"sp.moi", "sp.thu-hoi", "ct.cooperative", "nv.qua-han", "bc.qua-han"} <= codes
    files(april, "phuong-nam-khe", "2024-04-24")
    (line,) = april("report", "consolidations", "-c", UONG_BI, "--json", "--today", "2024-04-24").json
    assert line["came_later"] == ["UBND phường Nam Khê"]
    assert "điều chỉnh lần 1" in april(*MADE, "--today", "2024-04-25").out
    assert april("report", "reprint", "TH-000001", "--docx", again).code == 0
    assert again.read_bytes() == docx.read_bytes()
    numbered = ("report", "number", "TH-000002", "--number", "112", "--date", "2024-04-26", *BOSS)
    assert "số 112 ngày 26/04/2024" in april(*numbered).out
    assert "đã có số 112" in april(*numbered).err


def test_one_period_is_asked_for(april: Ocop):
    assert "ghi rõ một kỳ" in april("report", "consolidate", UONG_BI, *BOSS).err
    assert april(*MADE, "--month", "3").code == 2
    assert "Năm 2024 có: quý I/2024" in april("report", "consolidate", UONG_BI, "--quarter", "7", *BOSS).err
    assert (
        "chưa bắt đầu" in april("report", "consolidate", UONG_BI, "--quarter", "4", *BOSS, "--today", "2024-03-01").err
    )
