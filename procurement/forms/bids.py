"""The form of one part of a bid, made from what the call asks for."""

from django import forms

from procurement import bid_parts

SPARE = 2
"""Empty rows below those that are filled in, for browsers that cannot add any."""


def widget_of(one):
    if one.sort == "long":
        return forms.Textarea(attrs={"rows": 8 if one.most > 1000 else 4})
    if one.sort == "choice":
        return forms.Select(choices=[("", "请选择"), *bid_parts.LINES.items()])
    decimal = {"inputmode": "decimal"} if one.sort in ("number", "money") else {}
    return forms.TextInput(attrs={**decimal, "maxlength": one.most})


class PartForm(forms.Form):
    """Fields as the part has them; rows as ``0-what``, ``1-what`` … It takes whatever was typed:
    what is wrong with it, ``show`` says."""

    def __init__(self, data=None, *, part, values):
        self.part = part
        self.typed = read(part, data) if data is not None else values
        super().__init__(initial=self.flat(self.typed))
        for name, one in self.names():
            label = one.label if one.required or part.in_rows else f"{one.label}（选填）"
            field = forms.CharField(label=label, required=False, widget=widget_of(one))
            field.help_text = one.hint
            self.fields[name] = field
            if one.required and not part.in_rows:
                field.widget.attrs["aria-required"] = "true"

    def names(self):
        if not self.part.in_rows:
            return [(one.key, one) for one in self.part.fields]
        rows = min(len(self.typed.get("rows", [])) + SPARE, bid_parts.MOST_ROWS)
        return [(f"{n}-{one.key}", one) for n in range(rows) for one in self.part.fields]

    def flat(self, values):
        if not self.part.in_rows:
            return values
        rows = values.get("rows", [])
        return {f"{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}

    def rows(self):
        """``[{"fields": [bound field, …], "amount"}, …]`` of a part in rows."""
        width, fields, typed = len(self.part.fields), list(self), self.typed.get("rows", [])
        return [
            {
                "fields": fields[at : at + width],
                "amount": bid_parts.amount_of(dict(enumerate(typed)).get(at // width, {})),
            }
            for at in range(0, len(fields), width)
        ]

    def show(self, faults):
        """Stand the faults beside their fields."""
        self.is_bound, self.data, self.cleaned_data = True, self.initial, {}
        self._errors = forms.utils.ErrorDict()
        for name, wrong in faults:
            self.add_error(name if name in self.fields else None, wrong)


def read(part, data):
    """What was typed, as it is kept: rows that are wholly empty fall out."""
    if not part.in_rows:
        return {one.key: data.get(one.key, "").strip() for one in part.fields}
    rows = []
    for n in range(bid_parts.MOST_ROWS):
        row = {one.key: data.get(f"{n}-{one.key}", "").strip() for one in part.fields}
        if any(row.values()):
            rows.append(row)
    return {"rows": rows}


class CopyForm(forms.Form):
    copy = forms.FileField(label="申报副本", help_text="提交前下载的 .json 文件。")


class KeyFileForm(forms.Form):
    file = forms.FileField(label="开标密钥文件", help_text="领取时保存的 .json 文件。")


class HoldersForm(forms.Form):
    """Who keeps a part; as many as the rules want."""

    def __init__(self, *args, people, among, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holders"] = forms.ModelMultipleChoiceField(
            queryset=people,
            label=f"保管人（{among} 位）",
            widget=forms.CheckboxSelectMultiple,
            help_text="一般为分管领导、财务、监督各一位。",
        )
