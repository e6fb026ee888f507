"""Who issues a paper of a cycle: head, number sign, signature block and archive of a role, from the plan's file."""

from dataclasses import dataclass

from ocop_workflow.papers.official import Letterhead, PaperKind, Signature
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_settings import Letterhead as Settings
from ocop_workflow.vocabulary import Role

_BLANK = "……"
_KINDS = ("thành phố ", "thị xã ", "thị trấn ", "huyện ", "quận ", "tỉnh ", "phường ", "xã ")
"""What stands before the name of a place in the name of its administrative unit."""


@dataclass(frozen=True)
class Issuing:
    """A body that issues papers; what the plan's file does not say is a blank."""

    head: Letterhead
    symbol: str
    signature: Signature
    archive: str

    def numbered(self, kind: PaperKind) -> str:
        """What stands behind the number: «BC-PKT»."""
        return kind.symbol(self.symbol)


def issuing(plan: Plan, role: Role = Role.STANDING_UNIT, *, signer: str | None = None) -> Issuing:
    """The head and the foot of the papers that a role of the plan issues.

    A body under the authority is headed by it; the authority signs as it signed the plan. The name of a signer is
    never taken from the plan: who signed it need not sign today.
    """
    said = plan.letterhead or Settings(not_in_plan=True, why=_BLANK)
    own, unit, authority = said.of(role), plan.unit_in_role(role), plan.roles.authority
    superior = own.superior or (plan.name_of(authority) if unit not in (None, authority) else None)
    capacity = own.signs_as
    if not capacity and role is Role.AUTHORITY and plan.document.signature is not None:
        capacity = plan.document.signature.capacity
    symbol = own.symbol or _BLANK
    return Issuing(
        head=Letterhead(
            body=own.body or (plan.name_of(unit) if unit else _BLANK),
            superior=superior,
            place=said.place or _place(plan.locality_name),
        ),
        symbol=symbol,
        signature=Signature(capacity or (_BLANK,), signer),
        archive="VT" if symbol in (_BLANK, "UBND") else f"VT, {symbol}",
    )


def _place(locality_name: str) -> str:
    """«Uông Bí» of «thành phố Uông Bí, tỉnh Quảng Ninh»."""
    nearest = locality_name.partition(",")[0].strip()
    kind = next((kind for kind in _KINDS if nearest.lower().startswith(kind)), "")
    return nearest[len(kind) :]
