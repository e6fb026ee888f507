"""The nouns of the command line: what each is about, and its verbs, imported when one of them is wanted."""

from collections.abc import Callable, MutableMapping
from importlib import import_module
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

NOUNS = {
    "plan": "Kế hoạch của địa phương: kiểm tra, áp dụng, xem nhiệm vụ.",
    "cycle": "Chu trình của một địa phương trong năm: mở, theo dõi, chạy, đóng.",
    "step": "Sáu bước của chu trình: chạy một bước.",
    "target": "Chỉ tiêu của kế hoạch: mức cần đạt, đã đạt, còn thiếu.",
    "dossier": "Hồ sơ sản phẩm: nhập, lập, xem, quyết định.",
    "form": "Phiếu ý tưởng, phương án SXKD, phiếu đăng ký: nội dung, thẩm định.",
    "round": "Đợt đánh giá, phân hạng của từng cấp trong năm.",
    "council": "Hội đồng đánh giá, phân hạng: thành lập, họp, kiểm phiếu, biên bản.",
    "evaluation": "Chấm điểm: phiếu của thành viên, tự đánh giá, giải thích kết quả.",
    "criteria": "Bộ tiêu chí: 26 bộ của từng khung pháp lý, điểm, dấu sao, lời của cơ quan.",
    "document": "Tài liệu của hồ sơ: số, nơi cấp, hiệu lực.",
    "activity": "Hoạt động của sản phẩm: hướng dẫn, tập huấn, hội chợ, kênh bán.",
    "market": "Nơi bán: hội chợ, điểm bán, siêu thị, sàn thương mại điện tử.",
    "certificate": "Giấy chứng nhận: cấp, sổ, tra cứu, in, kỳ đánh giá lại.",
    "revocation": "Thu hồi giấy chứng nhận: căn cứ, vụ việc và hạn quyết định. "
    "Ghi từng bước bằng «ocop dossier decide».",
    "inspection": "Kiểm tra, giám sát sau công nhận: kế hoạch, kết quả, khắc phục.",
    "assignment": "Nhiệm vụ được phân công cho các đơn vị.",
    "report": "Báo cáo của các đơn vị: định kỳ, đột xuất, lên cấp trên.",
    "notice": "Thông báo nhắc việc, đôn đốc: xem, đọc trước, gửi.",
    "delegation": "Ủy quyền có thời hạn: ai nhận thông báo thay ai, theo văn bản nào.",
    "log": "Nhật ký hồ sơ.",
    "rules": "Quy tắc: vòng đời hồ sơ, từ vựng, thời hạn chờ, khung pháp lý.",
    "unit": "Đơn vị của địa phương: mở, kết thúc, sáp nhập, chia tách.",
    "calendar": "Lịch làm việc: ngày nghỉ, làm bù, văn bản hoán đổi; cách tính hạn.",
    "db": "Cơ sở dữ liệu: lược đồ, kiểm tra, sao lưu, phục hồi.",
    "deployment": "Lịch chạy trên máy chủ Prefect có nhiều máy chạy: kiểm tra, đăng ký. Một máy thì «ocop up» tự làm.",
    "sample": "Dữ liệu mẫu để thử và đo: tên xã, phường là thật, mọi thứ khác là mẫu.",
}
"""Each noun is the module of that name beside this one, whose `app` holds its verbs."""

Function = TypeVar("Function", bound=Callable[..., Any])


class Verbs(typer.Typer):
    """Verbs that stand together; alone the noun shows its help, with Vietnamese headings as every page of help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=_Group, no_args_is_help=True, **settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        """Add a verb, as `typer.Typer.command` does."""
        return super().command(name, cls=_Verb, **settings)

    def add_nouns(self) -> None:
        """Add every noun without importing it."""
        for noun, about in NOUNS.items():
            self.add_typer(typer.Typer(cls=_Noun, no_args_is_help=True), name=noun, help=about)


class _Verb(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        _name_headings()
        super().format_help(ctx, formatter)


class _Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        _name_headings()
        super().format_help(ctx, formatter)


class _Noun(_Group):
    """A noun that knows what it is about; Typer asks for `commands` only when it wants a verb."""

    _verbs: MutableMapping[str, Any] | None = None

    @property
    def commands(self) -> MutableMapping[str, Any]:
        if not self._verbs:
            self._verbs = get_group(import_module(f"{__package__}.{self.name}").app).commands
        return self._verbs

    @commands.setter
    def commands(self, none_yet: MutableMapping[str, Any]) -> None:
        self._verbs = none_yet


def _name_headings() -> None:
    """Typer prints the headings of its pages of help from these names; for other pages it is not imported."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
    rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
    rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
    rich_utils.REQUIRED_LONG_STRING = "[bắt buộc]"
    rich_utils.DEFAULT_STRING = "[mặc định: {}]"
