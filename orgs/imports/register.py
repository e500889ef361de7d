"""The part of the register that a list may be about, in hand: found by few questions, once."""

from django.db.models.functions import Substr

from orgs.bulk import Among
from orgs.models import Organization, OrganizationAlias, OrganizationFacts
from orgs.names import fold
from orgs.validators import organization_code_checks
from unions.models import Federation, Region


class Register:
    """Organizations like those of the rows, below one federation; beyond it only whose code is
    taken. With ``lock`` the rows are held until the transaction ends."""

    def __init__(self, within, rows, *, lock=False):
        self.ours = set(Federation.objects.at_or_below([within]).values_list("pk", flat=True))
        codes = {c for row in rows if (c := row.values.get("credit_code"))}
        inner = {c[8:17] for c in codes} | {
            c for row in rows if (c := row.values.get("organization_code"))
        }
        names = {fold(row.values.get("name", "")) for row in rows} - {""}
        self.merged = {}  # code of a record merged away -> that record
        self.known = self._find(codes, set(inner), set(names))
        while lock and not self._hold():  # one was merged away meanwhile: look again
            self.known = self._find(codes, set(inner), set(names))
        self._arrange()
        self.histories = {}
        facts = OrganizationFacts.objects.known().filter(Among("organization_id", self.known))
        for fact in facts.order_by("organization_id", "valid_from"):
            self.histories.setdefault(fact.organization_id, []).append(fact)
        regions = {o.region_id for o in self.known.values()}
        regions |= {row.values.get("region_id") for row in rows}
        self.paths = dict(Region.objects.filter(pk__in=regions - {None}).values_list("pk", "path"))

    def _hold(self):
        """Lock what is ours, and take it as it is now; False if not all of it is there any more."""
        ours = [pk for pk, o in self.known.items() if o.federation_id in self.ours]
        rows = Organization._base_manager.filter(
            Among("federation_id", self.ours), Among("pk", ours), merged_into=None
        )
        held = {o.pk: o for o in rows.order_by("pk").select_for_update()}
        self.known.update(held)
        return len(held) == len(ours)

    def _find(self, codes, inner, names):
        everybody = Organization._base_manager.all()
        ours = everybody.filter(Among("federation_id", self.ours), merged_into=None)
        found = {}

        def look(rows, key, keys):
            found.update((o.pk, o) for o in rows.filter(Among(key, keys)))

        look(everybody, "credit_code", codes)
        for gone in [o for o in found.values() if o.merged_into_id]:
            del found[gone.pk]
            found[gone.kept_as.pk] = gone.kept_as
            self.merged[gone.credit_code] = gone
        mine = [o for o in found.values() if o.federation_id in self.ours]
        inner -= {o.credit_code[8:17] for o in mine if o.credit_code}
        look(ours.annotate(inner=Substr("credit_code", 9, 9)), "inner", inner)
        mine = [o for o in found.values() if o.federation_id in self.ours]
        names -= {o.folded_name for o in mine}
        look(ours, "folded_name", names)
        schemes = OrganizationAlias.Scheme
        for key, keys, kinds in (
            ("value", codes | inner, [schemes.CREDIT_CODE, schemes.ORGANIZATION_CODE]),
            ("folded", names, [schemes.NAME]),
        ):
            aliases = OrganizationAlias.objects.filter(
                Among(key, keys),
                Among("organization__federation_id", self.ours),
                scheme__in=kinds,
                organization__merged_into=None,
            )
            found.update(
                (alias.organization_id, alias.organization)
                for alias in aliases.select_related("organization")
            )
        return found

    def _arrange(self):
        self.by_code, self.by_inner, self.by_name = {}, {}, {}
        for code, gone in self.merged.items():
            self.by_code[code] = gone.kept_as
        for organization in self.known.values():
            code = organization.credit_code
            if code:
                self.by_code[code] = organization
            if organization.federation_id in self.ours:
                if code:
                    self.by_inner.setdefault(code[8:17], organization)
                self.by_name.setdefault(organization.folded_name, []).append(organization)
        self.former_names, self.by_alias, self.aliases = {}, {}, set()
        schemes = OrganizationAlias.Scheme
        for alias in OrganizationAlias.objects.filter(Among("organization_id", self.known)):
            holder = self.known[alias.organization_id]
            self.aliases.add((holder.pk, alias.scheme, alias.value))
            if alias.scheme == schemes.NAME:
                self.former_names[holder.pk, alias.folded] = alias.until
            elif alias.scheme != schemes.CERTIFICATE and holder.federation_id in self.ours:
                self.by_alias[alias.value] = holder

    def match(self, row):
        """``(organization, doubt)``: by credit code, else organization code, else name and
        authority. A doubt without an organization means that one like it is there already."""
        values = row.values
        code = values.get("credit_code")
        if code and (found := self.by_code.get(code)):
            return found, ""
        if code and (found := self.by_alias.get(code)):
            return found, ""
        inner = values.get("organization_code") or (code and code[8:17])
        if code and not organization_code_checks(code):  # a number of a block says nothing
            inner = values.get("organization_code")
        found = inner and (self.by_inner.get(inner) or self.by_alias.get(inner))
        if found:
            if found.credit_code and code:
                return found, (
                    f"组织机构代码与在册的“{found.name}”相同，但统一社会信用代码不同"
                    f"（在册 {found.credit_code}）。"
                )
            return found, ""
        authority = fold(values.get("registering_authority", ""))
        alike = [
            o
            for o in self.by_name.get(fold(values.get("name", "")), ())
            if not authority
            or not o.registering_authority
            or fold(o.registering_authority) == authority
        ]
        if len(alike) > 1:
            return None, f"在册有 {len(alike)} 家同名社会组织，无法确定是哪一家。"
        if alike:
            found = alike[0]
            if found.credit_code and code:
                return None, (
                    f"与在册的“{found.name}”同名且登记管理机关相同，但统一社会信用代码不同"
                    f"（在册 {found.credit_code}）。"
                )
            return found, ""
        return None, ""
